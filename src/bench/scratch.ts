import pg from 'pg';
import type { DataSource } from 'typeorm';
import { ensurePlaces } from '../collect/places/ensure-places.js';
import type { World } from '../kit/command.js';
import { createDataSource, migrate } from '../store/data-source.js';

/** Works in a database of its own on the same server, dropped afterwards: a benchmark leaves no rows behind. */
export async function inScratch<T>(
  world: Pick<World, 'db'>,
  work: (db: DataSource) => Promise<T>,
): Promise<T> {
  const { url } = world.db.options as { url: string };
  const name = `vestnik_bench_${process.pid}`;
  await asAdmin(url, `create database ${pg.escapeIdentifier(name)}`);
  try {
    const db = await createDataSource(
      Object.assign(new URL(url), { pathname: `/${name}` }).href,
    ).initialize();
    try {
      await migrate(db);
      await ensurePlaces(db);
      return await work(db);
    } finally {
      await db.destroy();
    }
  } finally {
    await asAdmin(url, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  }
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
