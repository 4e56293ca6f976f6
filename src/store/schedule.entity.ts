import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Compose's own plan for a Subscriber: the next slot, and up to which `seq` matches have been told. */
@Entity('schedule')
@Index('schedule_next_slot_at_idx', ['nextSlotAt'])
export class Schedule {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'schedule_pkey' }) subscriberId: string;
  @Column('timestamptz') nextSlotAt: Date;
  @Column('bigint', { default: 0 }) toldUptoSeq: string;
  /** When that was: the news of the next digest began then. */
  @Column('timestamptz') toldAt: Date;
  /** Saved searches that stood aside then, by id: what each was told up to, and when. */
  @Column('jsonb', { default: {} }) held: Record<string, { seq: string; at: string }>;
  /** The `subscriber.changed_at` this plan was made for. */
  @Column('timestamptz') plannedFor: Date;
}
