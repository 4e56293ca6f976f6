import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { STEPS } from '../../src/bell.js';
import { ensurePlaces } from '../../src/collect/places/ensure-places.js';
import { readConfig } from '../../src/kit/config.js';
import { createLog } from '../../src/kit/log.js';
import { runPipeline, type Step, type Steps } from '../../src/pipeline.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { type SmtpRelay, startSmtp } from '../support/smtp-server.js';

/** The whole service but for its pages, on a database of its own, writing to a real SMTP server of this machine. */
export interface Stage {
  db: TestDatabase;
  relay: SmtpRelay;
  /** A folder for the run's files. */
  folder: string;
  /** The pipeline once, at `now`; without its first step where `collect` is false. */
  run(now: Date, how?: { collect: boolean }): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** Wires the modules as the service does, with no roles: nothing rings by itself. */
export async function openStage(env: NodeJS.ProcessEnv = {}, log = createLog('error')): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'vestnik-journey-'));
  const db = await testDatabase();
  const relay = await startSmtp();
  await ensurePlaces(db.dataSource);
  const config = {
    ...readConfig({ SMTP_URL: relay.url, DATA_DIR: folder, ...env }, folder),
    roles: new Set<never>(),
  };
  const world = {
    db: db.dataSource,
    config,
    log,
    secret: Buffer.from('a secret of this journey only'),
  };
  const app: INestApplicationContext = await NestFactory.createApplicationContext(AppModule.of(world), {
    logger: false,
  });
  const steps = app.get<Steps>(STEPS);
  return {
    db,
    relay,
    folder,
    run: (now, { collect } = { collect: true }) =>
      runPipeline(collect ? steps : { ...steps, collect: nothing }, now),
    close: async () => {
      await app.close();
      await relay.down();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const nothing: Step = { run: async () => ({}) };
