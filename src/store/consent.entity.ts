import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscriber } from './subscriber.entity.js';

/** To what a person agreed: the text and its version, when, from which form, confirmed and withdrawn when. */
@Entity('consent')
export class Consent {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'consent_pkey' }) subscriberId: string;
  @ManyToOne(() => Subscriber)
  @JoinColumn({ name: 'subscriber_id', foreignKeyConstraintName: 'consent_subscriber_id_fkey' })
  subscriber: Relation<Subscriber>;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'consent_pkey' }) id: string;
  @Column('text') purpose: string;
  @Column('text') textVersion: string;
  @Column('bytea') textHash: Buffer;
  @Column('timestamptz') givenAt: Date;
  @Column('text') form: string;
  @Column('inet', { nullable: true }) ip: string | null;
  @Column('text', { nullable: true }) evidence: string | null;
  @Column('timestamptz', { nullable: true }) confirmedAt: Date | null;
  @Column('timestamptz', { nullable: true }) withdrawnAt: Date | null;
}
