import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What one Subscriber is told at one slot: a local date, or the time it was asked for. */
@Entity('digest')
@Unique('digest_slot_key', ['subscriberId', 'kind', 'slot'])
@Check('digest_kind_check', `kind in ('slot', 'asked')`)
export class Digest {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'digest_pkey' }) subscriberId: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'digest_pkey' }) id: string;
  @Column('text') kind: 'slot' | 'asked';
  @Column('text') slot: string;
  @Column('timestamptz') madeAt: Date;
  @Column('integer') found: number;
  @Column('jsonb', { default: [] }) market: unknown[];
}
