import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An email address and whose it is, apart from the person so that it can change and be erased. */
@Entity('address')
@Index('address_subscriber_id_idx', ['subscriberId'])
export class Address {
  /** Lower case, domain in IDNA form. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'address_pkey' }) key: string;
  @Column('text') email: string;
  @Column('bigint') subscriberId: string;
}
