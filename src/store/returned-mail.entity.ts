import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A returned mail as it came (gzip), known by its SHA-256; dropped by partition 7 days after `came_on`. */
@Entity('returned_mail')
export class ReturnedMail {
  @PrimaryColumn('date', { primaryKeyConstraintName: 'returned_mail_pkey' }) cameOn: string;
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'returned_mail_pkey' }) hash: Buffer;
  @Column('bigint', { nullable: true }) subscriberId: string | null;
  @Column('bytea') raw: Buffer;
}
