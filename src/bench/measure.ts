import { cpus } from 'node:os';

/** What a piece of work took: wall and our own process's CPU, in seconds. */
export interface Taken {
  wall: number;
  cpu: number;
}

/** Runs the work and says what it took. */
export async function taken<T>(work: () => Promise<T>): Promise<Taken & { result: T }> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6, result };
}

/** The value below which `share` of the sorted sample lies. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How long each question took, in milliseconds, one after another. */
export async function timeEach<T>(
  questions: readonly T[],
  ask: (question: T) => Promise<unknown>,
): Promise<number[]> {
  const ms: number[] = [];
  for (const question of questions) {
    const started = performance.now();
    await ask(question);
    ms.push(performance.now() - started);
  }
  return ms;
}

/** The figures of such a list. */
export const spreadOf = (ms: readonly number[]) => ({
  queries: ms.length,
  p50Ms: round(quantile(ms, 0.5)),
  p90Ms: round(quantile(ms, 0.9)),
  p99Ms: round(quantile(ms, 0.99)),
  maxMs: round(Math.max(...ms)),
});

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** What every benchmark answers: see DESIGN.md. */
export interface BenchReport {
  bench: string;
  ours: Record<string, number>;
  peers: Record<string, Record<string, number | string>>;
  ratios: Record<string, number>;
  machine: { cpu: string; cores: number; node: string; postgres: string };
  /** Sentences on what is unlike the usual. */
  notes?: string[];
  /** Where several sizes were measured: what twice as much costs, and the report on each. */
  growth?: Record<string, number>;
  sizes?: BenchReport[];
}

/** Where it was measured; figures of two machines do not compare. */
export async function machine(
  query: (sql: string) => Promise<{ version: string }[]>,
): Promise<BenchReport['machine']> {
  const [row] = await query(`select current_setting('server_version') as version`);
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    node: process.version,
    postgres: row?.version ?? '',
  };
}

/** The report as lines for people. */
export function reportLines(report: BenchReport): string {
  const { machine: where, notes = [], growth = {}, sizes = [report] } = report;
  return [
    `bench ${report.bench} on ${where.cpu} × ${where.cores}, node ${where.node}, postgres ${where.postgres}`,
    ...notes,
    ...sizes.flatMap(sizeLines),
    ...Object.entries(growth).map(([name, times]) => `  ${name}: ${times} times`),
  ].join('\n');
}

function sizeLines({ ours, peers, ratios }: BenchReport): string[] {
  const row = (name: string, figures: Record<string, number | string>) =>
    `  ${name}: ${Object.entries(figures)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')}`;
  return [
    row('ours', ours),
    ...Object.entries(peers).map(([name, figures]) => row(name, figures)),
    ...Object.entries(ratios).map(([name, times]) => `  against ${name}: ${times} times`),
  ];
}
