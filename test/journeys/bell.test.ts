import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { Bell } from '../../src/bell.js';
import { readConfig } from '../../src/kit/config.js';
import { draft, queue, silent } from '../deliver/support.js';
import { testDatabase } from '../support/database.js';
import { until } from '../support/until.js';

test('a process with the role deliver sends what is due, keeps watch and queues the canary of the hour', async () => {
  const database = await testDatabase();
  const db = database.dataSource;
  const config = {
    ...readConfig({ CANARY_TO: 'canary@mail.example', ROLES: 'deliver' }, '/'),
  };
  const world = { db, config, log: silent, secret: Buffer.alloc(32) };
  const app = await NestFactory.createApplicationContext(AppModule.of(world), { logger: false });
  try {
    await queue(db, [draft({ expiresAt: new Date(Date.now() + 3_600_000) })], new Date());
    await app.get(Bell).start();
    await until(async () => {
      const rows = await db.query(`select kind from letter where state = 'sent' order by kind`);
      return rows.map(({ kind }: { kind: string }) => kind).join() === 'canary,digest';
    }, 15_000);
    await until(async () => {
      const [row] = await db.query(
        `select count(*)::int as n from tick where name in ('canary', 'outbox') and next_at > now()`,
      );
      return row.n === 2;
    });
    expect(await db.query('select alarm from mail_watch')).toEqual([{ alarm: null }]);
  } finally {
    await app.close();
    await database.close();
  }
});
