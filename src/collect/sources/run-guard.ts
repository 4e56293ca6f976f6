import type { DataSource, QueryRunner } from 'typeorm';

// Any constant will do, as long as nothing else in this database uses it.
const RUN_LOCK = 46;

/**
 * Sees to it that one process reads a Source at a time, and that a run whose process died is known for broken at once:
 * the database lets its lock go with the connection. One connection for all sources of this process; it sits in a
 * transaction, so that a pooler between us and Postgres leaves it to us.
 */
export class RunGuard {
  /** One statement after another: a connection takes no two. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly runner: QueryRunner) {}

  static async open(db: DataSource): Promise<RunGuard> {
    const runner = db.createQueryRunner();
    await runner.connect();
    await runner.query('begin');
    return new RunGuard(runner);
  }

  /** Those of these Sources that nobody else reads now; they are ours until they are given back. */
  async take(sources: readonly number[]): Promise<Set<number>> {
    const rows: { id: number }[] = await this.runner.query(
      'select id from unnest($2::integer[]) as id where pg_try_advisory_lock($1, id)',
      [RUN_LOCK, sources],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Others may read it again. */
  give(source: number): Promise<unknown> {
    const given = this.last.then(() =>
      this.runner.query('select pg_advisory_unlock($1, $2)', [RUN_LOCK, source]),
    );
    this.last = given.catch(() => undefined);
    return given;
  }

  /** Gives back all that is left. */
  async close(): Promise<void> {
    await this.last;
    try {
      await this.runner.query('select pg_advisory_unlock_all()');
      await this.runner.query('commit');
    } finally {
      await this.runner.release();
    }
  }
}
