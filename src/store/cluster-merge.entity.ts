import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Cluster } from './cluster.entity.js';

/** Two clusters found to be one job: the older id stays, this row remembers the younger. */
@Entity('cluster_merge')
@Index('cluster_merge_into_id_idx', ['intoId'])
@Check('cluster_merge_older_stays_check', 'into_id < from_id')
export class ClusterMerge {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'cluster_merge_pkey' }) fromId: string;
  @Column('bigint') intoId: string;
  @ManyToOne(() => Cluster)
  @JoinColumn({ name: 'into_id', foreignKeyConstraintName: 'cluster_merge_into_id_fkey' })
  into: Relation<Cluster>;

  @Column('timestamptz') mergedAt: Date;
}
