import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The finished letter: subject, html and text (gzip), dropped by partition 7 days after `made_on`. */
@Entity('letter_body')
export class LetterBody {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'letter_body_pkey' }) subscriberId: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'letter_body_pkey' }) letterId: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'letter_body_pkey' }) madeOn: string;
  @Column('text') toEmail: string;
  @Column('text') subject: string;
  @Column('jsonb') headers: Record<string, string>;
  @Column('bytea') html: Buffer;
  @Column('bytea') bodyText: Buffer;
}
