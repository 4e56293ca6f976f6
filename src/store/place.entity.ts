import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A city of the catalogue. `key` is the folded name (lower case, ё = е); `label` tells homonyms apart by region. */
@Entity('place')
@Unique('place_label_key', ['label'])
@Index('place_key_idx', ['key'])
export class Place {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'place_pkey' }) id: number;
  @Column('text') name: string;
  @Column('text') label: string;
  @Column('text') region: string;
  @Column('text') key: string;
  @Column('text') zone: string;
  @Column('double precision') lat: number;
  @Column('double precision') lng: number;
  @Column('integer') population: number;
}
