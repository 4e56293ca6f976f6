import { readdir } from 'node:fs/promises';
import { DataSource, type MigrationInterface } from 'typeorm';
import { entities } from './entities.js';
import { SnakeNames } from './snake-names.js';

type MigrationClass = new () => MigrationInterface;

// Compiled code finds them in dist/migrations, tests find the sources beside src.
const folder = new URL(
  import.meta.url.includes('/dist/') ? '../migrations/' : '../../migrations/',
  import.meta.url,
);
const migrations = await loadMigrations();

async function loadMigrations(): Promise<MigrationClass[]> {
  const files = (await readdir(folder)).filter((name) => /^\d+-\w+\.(js|ts)$/.test(name)).sort();
  const modules = await Promise.all(files.map((name) => import(new URL(name, folder).href)));
  return modules.flatMap((module) => Object.values(module) as MigrationClass[]);
}

/** A data source for `url` (postgres://…), not yet connected. `poolSize` is the most connections it may open. */
export function createDataSource(url: string, poolSize = 10): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    entities,
    migrations,
    migrationsTableName: 'migration',
    namingStrategy: new SnakeNames(),
    extra: { application_name: 'vestnik' },
  });
}

// Any constant will do, as long as nothing else in this database uses it.
const MIGRATION_LOCK = 4242;

/**
 * Brings the schema up to date and answers the names of the migrations run. Several processes may call it at once:
 * TypeORM's own runner is not safe there (three at once met "relation already exists"), so a session lock guards it.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const guard = dataSource.createQueryRunner();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await guard.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await guard.release();
  }
}
