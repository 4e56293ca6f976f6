import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Source } from './source.entity.js';

/** One run of one Source, with what became of every posting read. */
@Entity('source_run')
@Unique('source_run_source_id_push_hour_key', ['sourceId', 'pushHour'])
@Index('source_run_source_id_started_at_idx', ['sourceId', 'startedAt'])
export class SourceRun {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'source_run_pkey',
  })
  id: string;

  @Column('integer') sourceId: number;
  @ManyToOne(() => Source)
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'source_run_source_id_fkey' })
  source: Relation<Source>;

  @Column('timestamptz') startedAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('boolean', { default: false }) complete: boolean;
  @Column('boolean', { default: false }) suspect: boolean;
  @Column('integer', { default: 0 }) read: number;
  @Column('integer', { default: 0 }) added: number;
  @Column('integer', { default: 0 }) changed: number;
  @Column('integer', { default: 0 }) unchanged: number;
  @Column('integer', { default: 0 }) returned: number;
  @Column('integer', { default: 0 }) closed: number;
  @Column('jsonb', { default: {} }) rejected: Record<string, number>;
  @Column('text', { nullable: true }) error: string | null;
  /** The source answered that nothing had changed since it was read last. */
  @Column('boolean', { default: false }) notModified: boolean;
  /** Where a run that breaks goes on; all before it is stored. */
  @Column('jsonb', { nullable: true }) resume: Record<string, unknown> | null;
  /** Words of no dictionary: "schedule: ненормированный" → how often. */
  @Column('jsonb', { default: {} }) unmapped: Record<string, number>;
  @Column('integer', { nullable: true }) tookMs: number | null;
  /** The hour whose single pushes this run counts; null for a run of its own. */
  @Column('timestamptz', { nullable: true }) pushHour: Date | null;
}
