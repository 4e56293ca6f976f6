import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Where vacancies come from: a format, an address, a schedule (the address stands in sources.yaml). */
@Entity('source')
@Unique('source_name_key', ['name'])
@Check('source_name_check', `name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'`)
@Check('source_link_check', `link ~ '^https?://'`)
export class Source {
  @PrimaryGeneratedColumn('identity', {
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'source_pkey',
  })
  id: number;

  @Column('text') name: string;
  @Column('text') format: string;
  @Column('text', { nullable: true }) title: string | null;
  @Column('boolean', { default: false }) partner: boolean;
  @Column('text', { nullable: true }) link: string | null;
  @Column('boolean', { default: false }) demo: boolean;
  @Column('timestamptz', { nullable: true }) nextRunAt: Date | null;
  @Column('integer', { default: 0 }) failures: number;
  @Column('timestamptz', { nullable: true }) pausedUntil: Date | null;
  @Column('text', { nullable: true }) pausedReason: string | null;
  @Column('timestamptz') createdAt: Date;
}
