import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Copies of one job across sources and cities. `text_hash` finds exact copies of the normalised text. */
@Entity('cluster')
@Index('cluster_text_hash_idx', ['textHash'], { where: 'text_hash is not null' })
export class Cluster {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'cluster_pkey',
  })
  id: string;

  @Column('bytea', { nullable: true }) textHash: Buffer | null;
  @Column('timestamptz') createdAt: Date;
}
