import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A road to one group of mail hosts: its rate, connections and breaker. */
@Entity('lane')
export class Lane {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'lane_pkey' }) name: string;
  @Column('integer', { default: 600 }) ratePerMinute: number;
  @Column('integer', { default: 5 }) maxInflight: number;
  @Column('double precision', { default: 0 }) tokens: number;
  @Column('timestamptz', { nullable: true }) refilledAt: Date | null;
  @Column('integer', { default: 0 }) failures: number;
  @Column('timestamptz', { nullable: true }) openUntil: Date | null;
  @Column('integer', { nullable: true }) dailyCap: number | null;
}
