import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Source } from './source.entity.js';

/** A key with which an integrator pushes into one Source; only its SHA-256 is kept. */
@Entity('source_key')
@Unique('source_key_key_hash_key', ['keyHash'])
export class SourceKey {
  @PrimaryGeneratedColumn('identity', {
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'source_key_pkey',
  })
  id: number;

  @Column('integer') sourceId: number;
  @ManyToOne(() => Source)
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'source_key_source_id_fkey' })
  source: Relation<Source>;

  @Column('bytea') keyHash: Buffer;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
  /** To the hour. */
  @Column('timestamptz', { nullable: true }) lastUsedAt: Date | null;
}
