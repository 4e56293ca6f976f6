import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

export type ReturnKind = 'hard' | 'soft' | 'complaint' | 'unsubscribe' | 'reply' | 'report' | 'none';

/** What came back. `applied_at` is when subscribe had acted on it, or when it came if it asks for no act. */
@Entity('bounce_event')
@Unique('bounce_event_source_event_id_key', ['source', 'eventId'])
@Check(
  'bounce_event_kind_check',
  `kind in ('hard', 'soft', 'complaint', 'unsubscribe', 'reply', 'report', 'none')`,
)
@Index('bounce_event_unapplied_idx', ['id'], { where: 'applied_at is null' })
@Index('bounce_event_address_idx', ['addressHash', 'receivedAt'], { where: `kind in ('hard', 'soft')` })
@Index('bounce_event_received_idx', ['receivedAt'])
export class BounceEvent {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'bounce_event_pkey',
  })
  id: string;

  /** The bounce box, a provider, or the relay's own answer. */
  @Column('text') source: string;
  /** Unique within the source, so that what comes twice counts once. */
  @Column('text') eventId: string;
  @Column('text', { nullable: true }) messageKey: string | null;
  @Column('bigint', { nullable: true }) subscriberId: string | null;
  @Column('text') kind: ReturnKind;
  @Column('text', { nullable: true }) status: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz') receivedAt: Date;
  @Column('timestamptz', { nullable: true }) appliedAt: Date | null;
  @Column('uuid', { nullable: true }) letterId: string | null;
  @Column('bytea', { nullable: true }) addressHash: Buffer | null;
  /** Who or what is to blame: a dead address, a box that sleeps, the content, us, the road. */
  @Column('text', { nullable: true }) cause: string | null;
}
