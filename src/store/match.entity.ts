import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What one matching run found for one Search in (from_seq, upto_seq]. Partitioned by `made_on`, kept 40 days. */
@Entity('match')
@Check('match_seq_check', 'from_seq < upto_seq')
@Check('match_ids_check', 'cardinality(vacancy_ids) between 1 and 1000 and cardinality(vacancy_ids) <= total')
export class Match {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'match_pkey' }) searchId: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'match_pkey' }) uptoSeq: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'match_pkey' }) madeOn: string;
  @Column('bigint') fromSeq: string;
  @Column('integer') total: number;
  @Column('bigint', { array: true }) vacancyIds: string[];
}
