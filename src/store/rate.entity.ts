import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Roubles for one unit of `currency` on `day` (YYYY-MM-DD). */
@Entity('rate')
@Check('rate_rub_check', 'rub > 0')
export class Rate {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'rate_pkey' }) currency: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'rate_pkey' }) day: string;
  @Column('numeric', { precision: 18, scale: 8 }) rub: string;
}
