import { Entity, PrimaryColumn } from 'typeorm';

/**
 * Where near copies of a text are found: bands 0–3 hold its SimHash, turned so that another quarter stands in front
 * (language/simhash.ts); band 4 holds the key of an address under which it stands. One row a text, not a vacancy: ten
 * thousand copies are four rows. `vacancy.text_key` says who has it.
 */
@Entity('sim_band')
export class SimBand {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'sim_band_pkey' }) band: number;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'sim_band_pkey' }) key: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'sim_band_pkey' }) textKey: string;
}
