import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is due and who answers the bell. */
@Entity('tick')
export class Tick {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'tick_pkey' }) name: string;
  @Column('timestamptz') nextAt: Date;
  @Column('timestamptz', { nullable: true }) leaseUntil: Date | null;
  @Column('text', { nullable: true }) owner: string | null;
}
