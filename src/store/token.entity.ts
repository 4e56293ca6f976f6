import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscriber } from './subscriber.entity.js';

/** A confirm or login token: only the SHA-256 of its 128 random bits is kept; spent once. */
@Entity('token')
export class Token {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'token_pkey' }) subscriberId: string;
  @ManyToOne(() => Subscriber)
  @JoinColumn({ name: 'subscriber_id', foreignKeyConstraintName: 'token_subscriber_id_fkey' })
  subscriber: Relation<Subscriber>;

  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'token_pkey' }) hash: Buffer;
  @Column('text') purpose: string;
  @Column('text') subject: string;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { nullable: true }) usedAt: Date | null;
}
