import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A road to one group of mail hosts: its pace, connections, breaker and warm-up. The lane `relay` is all of them. */
@Entity('lane')
@Check('lane_pace_check', 'pace > 0 and pace <= 1')
export class Lane {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'lane_pkey' }) name: string;
  /** Null, as the next and `dailyCap`: as the settings say. */
  @Column('integer', { nullable: true }) ratePerMinute: number | null;
  @Column('integer', { nullable: true }) maxInflight: number | null;
  @Column('integer', { nullable: true }) dailyCap: number | null;
  @Column('double precision', { default: 0 }) tokens: number;
  @Column('timestamptz', { nullable: true }) refilledAt: Date | null;
  /** The share of its rate that a lane is sent at: halved when the other side says "too many". */
  @Column('double precision', { default: 1 }) pace: number;
  @Column('timestamptz', { nullable: true }) slowedAt: Date | null;
  /** How the last 20 attempts ended: `+` with an answer, `-` with a failure of the link. */
  @Column('text', { default: '' }) recent: string;
  /** Link failures in a row. */
  @Column('integer', { default: 0 }) failures: number;
  @Column('timestamptz', { nullable: true }) failingSince: Date | null;
  /** How often the breaker has opened since an attempt last succeeded. */
  @Column('integer', { default: 0 }) openings: number;
  @Column('timestamptz', { nullable: true }) openUntil: Date | null;
  /** Until then one process tries whether the lane goes again. */
  @Column('timestamptz', { nullable: true }) probeUntil: Date | null;
  /** By process: how many of the lane's connections it may use, and until when. */
  @Column('jsonb', { default: {} }) holders: Record<string, { slots: number; until: string }>;
  /** The UTC day that the next two count. */
  @Column('date', { nullable: true }) day: string | null;
  @Column('integer', { default: 0 }) dayTaken: number;
  @Column('integer', { default: 0 }) dayDeferred: number;
  /** Days of sending that went well, while warming up. */
  @Column('integer', { default: 0 }) warmDays: number;
  @Column('timestamptz', { nullable: true }) lastSentAt: Date | null;
}
