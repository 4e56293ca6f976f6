import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Copies of one job across sources and cities. `simhash` is of the text it began with: no copy leads far from that. */
@Entity('cluster')
export class Cluster {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'cluster_pkey',
  })
  id: string;

  @Column('bigint', { nullable: true }) simhash: string | null;
  @Column('timestamptz') createdAt: Date;
}
