import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { SourceHealth } from '../collect/health/health.sql.js';
import type { MailHealth } from '../deliver/watch/mail-health.js';
import { mailGauges } from './mail-metrics.js';

/** What is measured in the database. */
export interface Measured {
  sources: readonly SourceHealth[];
  /** By state. */
  vacancies: Readonly<Record<string, number>>;
  mail: MailHealth;
}

type OfSource = (source: SourceHealth, now: Date) => number | null;

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

/** A metric a line: name, help, and what it is of one Source; null is left out. */
const OF_SOURCES: readonly [string, string, OfSource][] = [
  [
    'last_success_age_seconds',
    'Since the last run that was read to its end',
    ({ lastSuccessAt }, now) => lastSuccessAt && seconds(now.getTime() - lastSuccessAt.getTime()),
  ],
  ['last_yield', 'Postings taken of that run', ({ lastYield }) => lastYield],
  ['last_rejected', 'Postings rejected of that run', ({ lastRejected }) => lastRejected],
  ['usual_yield', 'Median of what the last ten healthy runs took', ({ usualYield }) => usualYield],
  ['open_vacancies', 'Open vacancies', ({ open }) => open],
  ['failures', 'Failed runs in a row', ({ failures }) => failures],
  [
    'paused',
    '1 while it rests after a failure',
    ({ pausedUntil }, now) => (pausedUntil !== null && pausedUntil > now ? 1 : 0),
  ],
  ['last_run_duration_seconds', 'How long the last run took', ({ tookMs }) => seconds(tookMs)],
];

/** Makes a teller of all metrics, those of this process among them, in the Prometheus text format. */
export function metricsText(): (
  measured: Measured,
  now: Date,
) => Promise<{ contentType: string; body: string }> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const ofSources = OF_SOURCES.map(([name, help, read]) => ({
    read,
    gauge: new Gauge({ name: `vestnik_source_${name}`, help, labelNames: ['source'], registers }),
  }));
  const vacancies = new Gauge({
    name: 'vestnik_vacancies',
    help: 'Vacancies by state; unpublished ones are open or closed too',
    labelNames: ['state'],
    registers,
  });
  const setMail = mailGauges(registry);
  return async (measured, now) => {
    setMail(measured.mail, now);
    for (const { read, gauge } of ofSources) {
      gauge.reset();
      for (const source of measured.sources) {
        const value = read(source, now);
        if (value !== null) gauge.set({ source: source.name }, value);
      }
    }
    for (const [state, count] of Object.entries(measured.vacancies)) vacancies.set({ state }, count);
    return { contentType: registry.contentType, body: await registry.metrics() };
  };
}
