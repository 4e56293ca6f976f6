import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A canonical query with filters; people who ask the same share one. The id is the hash of the canonical form. */
@Entity('search')
@Check('search_followers_check', 'followers >= 0')
@Index('search_shard_followed_idx', ['shard', 'id'], { where: 'followers > 0' })
export class Search {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'search_pkey' }) id: string;
  @Column('text') canonical: string;
  @Column('text') query: string;
  @Column('jsonb') filters: Record<string, unknown>;
  /** Null where the text is empty and only filters speak. */
  @Column('text', { nullable: true }) tsquery: string | null;
  @Column('text') analyser: string;
  @Column('smallint') shard: number;
  /** Open saved searches that share it; kept by subscribe in the transaction that opens or ends one. */
  @Column('integer', { default: 0 }) followers: number;
  @Column('timestamptz') createdAt: Date;
}
