import { Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Vacancy } from './vacancy.entity.js';

/** One 16-bit band of a vacancy's SimHash: near copies share at least one band within a bit. */
@Entity('sim_band')
export class SimBand {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'sim_band_pkey' }) band: number;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'sim_band_pkey' }) key: number;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'sim_band_pkey' }) vacancyId: string;
  @ManyToOne(() => Vacancy, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'vacancy_id', foreignKeyConstraintName: 'sim_band_vacancy_id_fkey' })
  vacancy: Relation<Vacancy>;
}
