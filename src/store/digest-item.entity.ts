import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Digest } from './digest.entity.js';

/** The ledger: a Cluster told to a Subscriber, once. A null digest means it was freed and is to be told again. */
@Entity('digest_item')
@Index('digest_item_digest_idx', ['subscriberId', 'digestId', 'rank'])
export class DigestItem {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'digest_item_pkey' }) subscriberId: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'digest_item_pkey' }) clusterId: string;
  @Column('uuid', { nullable: true }) digestId: string | null;
  @ManyToOne(() => Digest)
  @JoinColumn([
    {
      name: 'subscriber_id',
      referencedColumnName: 'subscriberId',
      foreignKeyConstraintName: 'digest_item_digest_fkey',
    },
    { name: 'digest_id', referencedColumnName: 'id', foreignKeyConstraintName: 'digest_item_digest_fkey' },
  ])
  digest: Relation<Digest> | null;

  @Column('bigint') vacancyId: string;
  @Column('uuid', { array: true }) savedSearchIds: string[];
  @Column('integer') rank: number;
  @Column('boolean') inLetter: boolean;
  @Column('timestamptz') toldAt: Date;
}
