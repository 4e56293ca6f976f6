import type { EntityManager, MigrationInterface } from 'typeorm';
import { SayError } from '../../kit/command.js';
import { readMigrations } from './layout.sql.js';

/**
 * Takes the schema of an empty database back to the one that a backup was made in; answers the way forward again, for
 * when its rows are there. Migrations do both, so old rows are changed as they would have been by updating.
 */
export async function schemaOf(tx: EntityManager, made: readonly string[]): Promise<() => Promise<void>> {
  const here = await readMigrations(tx);
  if (made.some((name) => !here.includes(name))) {
    throw new SayError('A newer Vestnik made this backup: update this one first, then restore.');
  }
  const later = here.filter((name) => !made.includes(name)).map((name) => called(tx, name));
  for (const migration of later.toReversed()) await migration.down(tx.queryRunner!);
  return async () => {
    for (const migration of later) await migration.up(tx.queryRunner!);
  };
}

function called({ connection }: EntityManager, name: string): MigrationInterface {
  const found = connection.migrations.find((one) => (one.name ?? one.constructor.name) === name);
  if (found === undefined) throw new Error(`The migration ${name} has run, and is not among those known.`);
  return found;
}
