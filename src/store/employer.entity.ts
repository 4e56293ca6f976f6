import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A company as postings name it; `key` is the folded name without its legal form. */
@Entity('employer')
@Unique('employer_key_key', ['key'])
export class Employer {
  @PrimaryGeneratedColumn('identity', {
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'employer_pkey',
  })
  id: number;

  @Column('text') key: string;
  @Column('text') name: string;
  @Column('boolean', { default: false }) agency: boolean;
}
