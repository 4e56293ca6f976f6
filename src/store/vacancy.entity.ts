import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Cluster } from './cluster.entity.js';
import { Employer } from './employer.entity.js';
import { Source } from './source.entity.js';

/** One posting on one Source, as stated and as understood. `seq` is null until the publisher has numbered it. */
@Entity('vacancy')
@Unique('vacancy_source_id_external_id_key', ['sourceId', 'externalId'])
@Unique('vacancy_seq_key', ['seq'])
@Check('vacancy_closed_reason_check', '(closed_at is null) = (closed_reason is null)')
@Check('vacancy_returned_check', '(returned_at is null) = (last_closed_at is null)')
@Check('vacancy_pay_check', 'pay_from is null or pay_to is null or pay_from <= pay_to')
@Index('vacancy_document_idx', { synchronize: false })
@Index('vacancy_place_ids_idx', { synchronize: false })
@Index('vacancy_unpublished_idx', ['id'], { where: 'seq is null' })
@Index('vacancy_awaits_rate_idx', ['id'], {
  where: "pay_month_rub is null and pay_currency <> 'RUB' and pay_period in ('month', 'year')",
})
@Index('vacancy_cluster_id_idx', ['clusterId', 'id'])
@Index('vacancy_employer_id_idx', ['employerId'])
@Index('vacancy_first_seen_at_idx', ['firstSeenAt'])
@Index('vacancy_changed_in_idx', ['changedIn'])
@Index('vacancy_text_key_idx', ['textKey', 'id'])
export class Vacancy {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'vacancy_pkey',
  })
  id: string;

  @Column('integer') sourceId: number;
  @ManyToOne(() => Source)
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'vacancy_source_id_fkey' })
  source: Relation<Source>;

  /** The source's own id; else the posting's url; else a hash of title, employer, city and text. */
  @Column('text') externalId: string;
  @Column('text', { nullable: true }) origin: string | null;
  @Column('text', { nullable: true }) url: string | null;
  @Column('text') title: string;
  @Column('text', { nullable: true }) employerName: string | null;
  @Column('integer', { nullable: true }) employerId: number | null;
  @ManyToOne(() => Employer)
  @JoinColumn({ name: 'employer_id', foreignKeyConstraintName: 'vacancy_employer_id_fkey' })
  employer: Relation<Employer> | null;

  @Column('boolean', { default: false }) agency: boolean;

  /** As written; `place_ids` are cities of the catalogue, `city_key` the folded name where there is none. */
  @Column('text', { nullable: true }) placeText: string | null;
  @Column('integer', { array: true, default: [] }) placeIds: number[];
  @Column('text', { nullable: true }) cityKey: string | null;

  /** Pay as stated, in units of `pay_currency` for one `pay_period`. */
  @Column('numeric', { precision: 14, scale: 2, nullable: true }) payFrom: string | null;
  @Column('numeric', { precision: 14, scale: 2, nullable: true }) payTo: string | null;
  @Column('text', { nullable: true }) payCurrency: string | null;
  @Column('boolean', { nullable: true }) payGross: boolean | null;
  @Column('text', { nullable: true }) payPeriod: string | null;
  @Column('text', { nullable: true }) payText: string | null;
  /** Roubles a month: the greater end (filters), and the middle of the range or its one end (statistics). */
  @Column('integer', { nullable: true }) payMonthRub: number | null;
  @Column('integer', { nullable: true }) payPointRub: number | null;

  @Column('text', { default: 'unknown' }) experience: string;
  @Column('text', { array: true, default: [] }) schedule: string[];
  @Column('text', { array: true, default: [] }) employment: string[];
  /** Where the work is done; 'remote' stands in `schedule` too, for that is what filters ask. */
  @Column('text', { array: true, default: [] }) workFormat: string[];
  @Column('text', { array: true, default: [] }) skills: string[];
  @Column('text', { default: '' }) body: string;

  /** The source's word, shown only. */
  @Column('timestamptz', { nullable: true }) publishedAt: Date | null;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
  @Column('timestamptz') firstSeenAt: Date;
  @Column('timestamptz') lastSeenAt: Date;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Column('text', { nullable: true }) closedReason: string | null;
  /** When it last came back, and when it had closed before that. */
  @Column('timestamptz', { nullable: true }) returnedAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastClosedAt: Date | null;
  @Column('smallint', { default: 0 }) missedRuns: number;

  @Column('bytea') contentHash: Buffer;
  /** Of its words as the source wrote them (collect/read-hash.ts); null: not known. */
  @Column('bytea', { nullable: true }) readHash: Buffer | null;
  /** What exact copies share (collect/clusters/keys.ts), and what near ones nearly share; null: not worked out yet. */
  @Column('bigint', { nullable: true }) textKey: string | null;
  /** Null for texts of less than 400 characters. */
  @Column('bigint', { nullable: true }) simhash: string | null;
  @Column('bigint') clusterId: string;
  @ManyToOne(() => Cluster)
  @JoinColumn({ name: 'cluster_id', foreignKeyConstraintName: 'vacancy_cluster_id_fkey' })
  cluster: Relation<Cluster>;

  @Column('tsvector', { select: false }) document: string;
  @Column('text') analyser: string;
  @Column('bigint', { nullable: true }) seq: string | null;

  /** The transaction that last changed what an index holds; a trigger's work. */
  @Column('bigint', { default: 0 }) changedIn: string;
  /** Of the copies of one job the greatest stands for them, then the smallest id; a trigger's work. */
  @Column('smallint', { default: 0 }) standing: number;
}
