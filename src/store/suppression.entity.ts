import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** An address that must not be written to, known only by its HMAC. */
@Entity('suppression')
@Check('suppression_scope_check', `scope in ('all', 'digest')`)
export class Suppression {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'suppression_pkey' }) addressHash: Buffer;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'suppression_pkey' }) scope: 'all' | 'digest';
  @Column('text') reason: string;
  @Column('text', { nullable: true }) evidence: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
}
