import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often a key (an address or a network) was seen in a window. Unlogged: a crash forgives. */
@Entity('rate_limit')
export class RateLimit {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'rate_limit_pkey' }) key: string;
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'rate_limit_pkey' }) windowStart: Date;
  @Column('integer') hits: number;
}
