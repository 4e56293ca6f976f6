import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether letters get through, as whoever keeps the outbox last saw it: one row. */
@Entity('mail_watch')
@Check('mail_watch_one_check', `name = 'outbox'`)
@Check('mail_watch_alarm_check', '(alarm is null) = (alarm_since is null)')
export class MailWatch {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'mail_watch_pkey' }) name: 'outbox';
  /** Since then somebody has looked every few seconds. */
  @Column('timestamptz') watchedSince: Date;
  @Column('timestamptz') watchedAt: Date;
  @Column('timestamptz', { nullable: true }) alarmSince: Date | null;
  @Column('text', { nullable: true }) alarm: string | null;
}
