import { ensurePlaces } from './collect/places/ensure-places.js';
import type { World } from './kit/command.js';
import { type Config, readConfig } from './kit/config.js';
import { createLog } from './kit/log.js';
import { secretOf } from './kit/secret.js';
import { createDataSource, migrate } from './store/data-source.js';
import { openDatabase } from './store/open-database.js';

/** An opened world and how to close it again; `onLost` calls back when the database goes away for good. */
export interface OpenWorld extends World {
  close(): Promise<void>;
  onLost(react: (why: string) => void): void;
}

/** Reads the settings, opens the database (the embedded one unless DATABASE_URL is set), brings its schema up to date. */
export async function openWorld(role: 'service' | 'command', given?: Partial<Config>): Promise<OpenWorld> {
  const config: Config = { ...readConfig(process.env, process.cwd()), ...given };
  const log = createLog(config.logLevel);
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    role,
    log: (line: string) => log.info(line),
  });
  const db = createDataSource(database.url);
  try {
    await db.initialize();
    const migrations = await migrate(db);
    if (migrations.length > 0) log.info({ migrations }, 'schema brought up to date');
    await ensurePlaces(db);
    const secret = secretOf(config);
    return { db, config, log, secret, onLost: database.onLost, close: () => closeAll() };
  } catch (error) {
    await closeAll();
    throw error;
  }

  async function closeAll(): Promise<void> {
    if (db.isInitialized) await db.destroy();
    await database.stop();
  }
}
