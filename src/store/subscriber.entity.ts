import { Check, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One email address that may be written to once `confirmed_at` stands, with its zone, hour, days and language. */
@Entity('subscriber')
@Check('subscriber_language_check', `language in ('ru', 'en')`)
@Check('subscriber_days_check', `days <@ '{1,2,3,4,5,6,7}' and cardinality(days) between 1 and 7`)
@Check('subscriber_ended_check', '(ended_at is null) = (ended_reason is null)')
export class Subscriber {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'subscriber_pkey',
  })
  id: string;

  @Column('text') language: 'ru' | 'en';
  /** IANA zone. */
  @Column('text') zone: string;
  /** Local time of day, HH:MM:SS. */
  @Column('time') sendAt: string;
  /** ISO weekdays, 1 = Monday. */
  @Column('smallint', { array: true }) days: number[];
  @Column('timestamptz') createdAt: Date;
  /** When hour, days, zone or pause last changed: compose plans anew. */
  @Column('timestamptz') changedAt: Date;
  @Column('timestamptz', { nullable: true }) confirmedAt: Date | null;
  @Column('timestamptz', { nullable: true }) pausedUntil: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('text', { nullable: true }) endedReason: string | null;
}
