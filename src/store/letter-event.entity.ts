import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One transition of a Letter; append-only. */
@Entity('letter_event')
@Index('letter_event_letter_idx', ['subscriberId', 'letterId'])
export class LetterEvent {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'letter_event_pkey' }) subscriberId: string;
  @PrimaryColumn('bigint', {
    generated: 'identity',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'letter_event_pkey',
  })
  id: string;

  @Column('uuid') letterId: string;
  @Column('timestamptz') at: Date;
  @Column('text', { nullable: true }) fromState: string | null;
  @Column('text') toState: string;
  @Column('smallint') attempt: number;
  @Column('text', { nullable: true }) owner: string | null;
  @Column('smallint', { nullable: true }) code: number | null;
  @Column('text', { nullable: true }) reason: string | null;
}
