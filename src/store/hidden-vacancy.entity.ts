import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscriber } from './subscriber.entity.js';

/** A Cluster that a Subscriber wants to hear of no more, with the vacancy that stood for it in the letter. */
@Entity('hidden_vacancy')
export class HiddenVacancy {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'hidden_vacancy_pkey' }) subscriberId: string;
  @ManyToOne(() => Subscriber)
  @JoinColumn({ name: 'subscriber_id', foreignKeyConstraintName: 'hidden_vacancy_subscriber_id_fkey' })
  subscriber: Relation<Subscriber>;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'hidden_vacancy_pkey' }) clusterId: string;
  @Column('bigint') vacancyId: string;
  @Column('timestamptz') hiddenAt: Date;
}
