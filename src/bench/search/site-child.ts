import 'reflect-metadata';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { pino } from 'pino';
import { AppModule } from '../../app.module.js';
import { readConfig } from '../../kit/config.js';
import { KeptIndex } from '../../search/search.module.js';
import { searchVacancies } from '../../search/search-vacancies.js';
import { createDataSource } from '../../store/data-source.js';
import { setUpWeb } from '../../web/set-up.js';
import { round, timeEach } from '../measure.js';
import type { SiteOrder, SiteQuestion, SiteTold, SiteUse } from './site.js';

const [{ url }] = (await once(process, 'message')) as [SiteOrder];
const tell = (told: SiteTold): void => void process.send!(told);

// Memory for whatever is asked: how much it takes is what is measured.
const env = {
  ROLES: 'web',
  INDEX_MB: '8192',
  YEAR_INDEX_MB: '8192',
  SECRET_KEY: 'x'.repeat(40),
};
const config = readConfig(env, process.cwd());
const log = pino(
  { level: 'info' },
  {
    write(line: string) {
      const { msg, vacancies, megabytes, ms } = JSON.parse(line);
      if (String(msg).endsWith('index built')) tell({ name: msg, built: { vacancies, megabytes, ms } });
      if (String(msg).includes('index failed')) tell({ failed: msg });
    },
  },
);
const db = await createDataSource(url).initialize();
const world = { db, config, log, secret: [Buffer.from(config.secretKey!)] };
const app = await NestFactory.create<NestExpressApplication>(AppModule.of(world), {
  logger: false,
  bodyParser: false,
});
setUpWeb(app, world);
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as { port: number };
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let before = process.cpuUsage();

process.on('message', (question: SiteQuestion) => {
  const answer = 'lists' in question ? list(question.lists) : Promise.resolve({ used: use() });
  answer.then(tell, (error: Error) => tell({ failed: error.message }));
});
process.once('disconnect', () => void close());
tell({ opened: `http://127.0.0.1:${port}` });

async function close(): Promise<void> {
  app.getHttpServer().closeAllConnections();
  await app.close();
  await db.destroy();
}

async function list(queries: readonly string[]): Promise<SiteTold> {
  const index = app.get(KeptIndex, { strict: false }).current();
  return {
    listed: await timeEach(queries, (query) =>
      searchVacancies(db, { query, filters: {}, page: 1, pageSize: 20, index }, new Date()),
    ),
  };
}

function use(): SiteUse {
  const { user, system } = process.cpuUsage(before);
  // The histogram counts from the timer's own 5 ms on.
  const delayP99Ms = round(Math.max(0, delay.percentile(99) / 1e6 - 5));
  before = process.cpuUsage();
  delay.reset();
  return { cpu: (user + system) / 1e6, delayP99Ms, rssMb: round(process.memoryUsage.rss() / 2 ** 20, 0) };
}
