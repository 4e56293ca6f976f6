import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far (`seq`) a shard of searches has been matched (search_id 0), or one search that is behind its shard. */
@Entity('match_progress')
export class MatchProgress {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'match_progress_pkey' }) shard: number;
  @PrimaryColumn('bigint', { default: 0, primaryKeyConstraintName: 'match_progress_pkey' }) searchId: string;
  @Column('bigint') uptoSeq: string;
}
