import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscriber } from './subscriber.entity.js';

/** A Subscriber's own Search, with a name. Open while `ended_at` is null, active once `confirmed_at` stands. */
@Entity('saved_search')
@Check('saved_search_name_check', 'char_length(name) between 1 and 200')
@Check('saved_search_ended_check', '(ended_at is null) = (ended_reason is null)')
@Index('saved_search_open_key', ['subscriberId', 'searchId'], { unique: true, where: 'ended_at is null' })
@Index('saved_search_search_id_idx', ['searchId'])
@Index('saved_search_pending_idx', ['createdAt'], { where: 'confirmed_at is null and ended_at is null' })
export class SavedSearch {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'saved_search_pkey' }) subscriberId: string;
  @ManyToOne(() => Subscriber)
  @JoinColumn({ name: 'subscriber_id', foreignKeyConstraintName: 'saved_search_subscriber_id_fkey' })
  subscriber: Relation<Subscriber>;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'saved_search_pkey' }) id: string;
  @Column('bigint') searchId: string;
  @Column('text') name: string;
  /** As typed. */
  @Column('text') query: string;
  @Column('jsonb') filters: Record<string, unknown>;
  /** Where this person's interest begins: only vacancies with a greater `seq` are news. */
  @Column('bigint') sinceSeq: string;
  /** The same while the search was wider; null where nothing was excluded since it was last changed. */
  @Column('bigint', { nullable: true }) widerSinceSeq: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) confirmedAt: Date | null;
  @Column('timestamptz', { nullable: true }) pausedAt: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('text', { nullable: true }) endedReason: string | null;
}
