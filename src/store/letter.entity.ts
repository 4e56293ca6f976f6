import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

export type LetterState =
  | 'ready'
  | 'claimed'
  | 'handoff'
  | 'sent'
  | 'failed'
  | 'in_doubt'
  | 'cancelled'
  | 'expired';

/** A finished message in the outbox, and its fate. Its bytes are in LetterBody. */
@Entity('letter')
@Unique('letter_message_key_key', ['subscriberId', 'messageKey'])
@Check(
  'letter_state_check',
  `state in ('ready', 'claimed', 'handoff', 'sent', 'failed', 'in_doubt', 'cancelled', 'expired')`,
)
@Check('letter_lease_check', `(state in ('claimed', 'handoff')) = (lease_until is not null)`)
@Check('letter_sent_check', `(state = 'sent') = (sent_at is not null)`)
@Check('letter_quiet_check', '(quiet_from is null) = (quiet_until is null)')
@Index('letter_quiet_idx', ['quietFrom'], { where: `state = 'ready' and quiet_from is not null` })
@Index('letter_created_at_idx', ['createdAt'])
@Index('letter_ready_idx', ['lane', 'priority', 'dueAt'], { where: `state = 'ready'` })
@Index('letter_leased_idx', ['leaseUntil'], { where: `state in ('claimed', 'handoff')` })
@Index('letter_lost_idx', ['subscriberId', 'digestId'], {
  where: `state in ('failed', 'cancelled', 'expired', 'in_doubt')`,
})
export class Letter {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'letter_pkey' }) subscriberId: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'letter_pkey' }) id: string;
  @Column('text') messageKey: string;
  @Column('text') kind: string;
  @Column('text') lane: string;
  @Column('smallint') priority: number;
  @Column('uuid', { nullable: true }) digestId: string | null;
  @Column('text', { default: 'ready' }) state: LetterState;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') dueAt: Date;
  @Column('timestamptz') expiresAt: Date;
  /** The night in which it is not sent, while that is still to come; null: it may go at any hour. */
  @Column('timestamptz', { nullable: true }) quietFrom: Date | null;
  @Column('timestamptz', { nullable: true }) quietUntil: Date | null;
  @Column('smallint', { default: 0 }) attempt: number;
  @Column('text', { nullable: true }) owner: string | null;
  @Column('integer', { default: 0 }) fence: number;
  @Column('timestamptz', { nullable: true }) leaseUntil: Date | null;
  /** How often this letter was in doubt: sent again after that, it may be a duplicate. */
  @Column('smallint', { default: 0 }) doubt: number;
  @Column('smallint', { nullable: true }) code: number | null;
  @Column('text', { nullable: true }) enhanced: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text', { nullable: true }) relayId: string | null;
  @Column('timestamptz', { nullable: true }) sentAt: Date | null;
}
