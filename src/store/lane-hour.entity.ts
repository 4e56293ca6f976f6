import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a Lane did within an hour, in attempts. Counts for people to look at: a process killed takes its last second. */
@Entity('lane_hour')
export class LaneHour {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'lane_hour_pkey' }) lane: string;
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'lane_hour_pkey' }) hour: Date;
  @Column('integer', { default: 0 }) sent: number;
  @Column('integer', { default: 0 }) deferred: number;
  @Column('integer', { default: 0 }) refused: number;
  @Column('integer', { default: 0 }) link: number;
  @Column('integer', { default: 0 }) doubted: number;
  /** Answers by how long the relay took: see reply-times.ts. */
  @Column('integer', { array: true, default: [] }) replyTimes: number[];
}
