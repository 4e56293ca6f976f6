import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Source } from './source.entity.js';
import { SourceRun } from './source-run.entity.js';

/** By what the whole answer of a Source at an address is known again, so that it is sent only when it has changed. */
@Entity('source_answer')
export class SourceAnswer {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'source_answer_pkey' }) sourceId: number;
  @ManyToOne(() => Source)
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'source_answer_source_id_fkey' })
  source: Relation<Source>;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'source_answer_pkey' }) url: string;
  /** A hash of the source's entry in sources.yaml: read in another way, the same answer says something else. */
  @Column('text') settings: string;
  @Column('text', { nullable: true }) etag: string | null;
  @Column('text', { nullable: true }) lastModified: string | null;

  /** The run that read it whole. */
  @Column('bigint') runId: string;
  @ManyToOne(() => SourceRun, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', foreignKeyConstraintName: 'source_answer_run_id_fkey' })
  run: Relation<SourceRun>;

  @Column('timestamptz') readAt: Date;
}
