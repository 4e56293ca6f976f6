import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { SourceRun } from './source-run.entity.js';

/** A posting that could not be taken: where it stood, why, and its raw text (kept 14 days). */
@Entity('rejected_posting')
@Index('rejected_posting_run_id_idx', ['runId'])
export class RejectedPosting {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'rejected_posting_pkey',
  })
  id: string;

  @Column('bigint') runId: string;
  @ManyToOne(() => SourceRun, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', foreignKeyConstraintName: 'rejected_posting_run_id_fkey' })
  run: Relation<SourceRun>;

  @Column('text') position: string;
  @Column('text') reason: string;
  @Column('text') detail: string;
  @Column('text') raw: string;
  @Column('timestamptz') rejectedAt: Date;
}
