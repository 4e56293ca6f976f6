import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What came back: a bounce, a complaint, a mailed unsubscribe. `applied_at` is when subscribe had acted on it. */
@Entity('bounce_event')
@Unique('bounce_event_source_event_id_key', ['source', 'eventId'])
@Index('bounce_event_unapplied_idx', ['id'], { where: 'applied_at is null' })
export class BounceEvent {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'bounce_event_pkey',
  })
  id: string;

  @Column('text') source: string;
  @Column('text') eventId: string;
  @Column('text', { nullable: true }) messageKey: string | null;
  @Column('bigint', { nullable: true }) subscriberId: string | null;
  @Column('text') kind: string;
  @Column('text', { nullable: true }) status: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz') receivedAt: Date;
  @Column('timestamptz', { nullable: true }) appliedAt: Date | null;
}
