import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Copies of one job across sources and cities. Its vacancies say which: a cluster has no words of its own. */
@Entity('cluster')
export class Cluster {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'cluster_pkey',
  })
  id: string;

  @Column('timestamptz') createdAt: Date;
}
