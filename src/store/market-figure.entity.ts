import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the vacancies that name a Search say of pay (roubles a month) and employers, as of a day. */
@Entity('market_figure')
export class MarketFigure {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'market_figure_pkey' }) searchId: string;
  @Column('date') asOf: string;
  @Column('integer') total: number;
  @Column('integer') withPay: number;
  @Column('integer', { nullable: true }) mean: number | null;
  @Column('integer', { nullable: true }) median: number | null;
  @Column('integer', { nullable: true }) p10: number | null;
  @Column('integer', { nullable: true }) p90: number | null;
  @Column('jsonb', { default: [] }) employers: { name: string; vacancies: number }[];
}
