import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import type { Receiver } from '../../src/deliver/returns/reports/receive.js';
import { CONFIG, type Config, readConfig } from '../../src/kit/config.js';
import { LOG } from '../../src/kit/log.js';
import { SECRET } from '../../src/kit/secret.js';
import type { EstimateTools } from '../../src/search/estimate-tools.js';
import { ESTIMATE_TOOLS } from '../../src/web/counting.js';
import { HOOK_RECEIVER } from '../../src/web/hook-receiver.js';
import { setUpWeb } from '../../src/web/set-up.js';
import { WebModule } from '../../src/web/web.module.js';

/** The pages over a real port. `logged` holds the lines that requests left. */
export interface Web {
  url: string;
  logged: Record<string, unknown>[];
  /** What the pages estimate with; a test may put its own dictionary in. */
  tools: EstimateTools;
  /** What hooks receive with; a test may put its own SNS behind `fetch`. */
  hooks: Receiver;
  /** Every route: "GET /vacancies/:id". */
  routes: string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** Serves the pages on a free port with the world given. */
export async function startWeb(db: DataSource, given: Partial<Config> = {}): Promise<Web> {
  const config: Config = {
    ...readConfig({ PUBLIC_URL: 'http://localhost:3000', INDEX_MB: '0', YEAR_INDEX_MB: '0' }, '/tmp'),
    ...given,
  };
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const secret = Buffer.alloc(32, 7);
  const providers = [
    { provide: DataSource, useValue: db },
    { provide: CONFIG, useValue: config },
    { provide: LOG, useValue: log },
    { provide: SECRET, useValue: secret },
  ];
  @Module({})
  class World {}
  const world = { module: World, global: true, providers, exports: providers.map(({ provide }) => provide) };
  @Module({})
  class App {}
  const app = await NestFactory.create<NestExpressApplication>(
    { module: App, imports: [world, WebModule] },
    { logger: false, bodyParser: false, abortOnError: false },
  );
  setUpWeb(app, { db, config, log, secret });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    logged,
    tools: app.get(ESTIMATE_TOOLS, { strict: false }),
    hooks: app.get(HOOK_RECEIVER, { strict: false }),
    routes: routesOf(app),
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers, redirect: 'manual' }),
    close: () => app.close(),
  };
}

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

function routesOf(app: NestExpressApplication): string[] {
  const { router } = app.getHttpAdapter().getInstance() as unknown as { router: { stack: Layer[] } };
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
  );
}
