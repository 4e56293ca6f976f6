import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { DeliverModule } from '../../src/deliver/deliver.module.js';
import { DeliverStep } from '../../src/deliver/deliver.step.js';
import { CONFIG } from '../../src/kit/config.js';
import { LOG } from '../../src/kit/log.js';
import { SECRET } from '../../src/kit/secret.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { draft, FROM, MAIL, NOW, queue, silent } from './support.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('Nest wires the step to the mailer that the settings ask for, and stops it when it shuts down', async () => {
  const db = database.dataSource;
  const providers = [
    { provide: DataSource, useValue: db },
    {
      provide: CONFIG,
      useValue: {
        smtpUrl: null,
        mailFrom: FROM,
        production: false,
        inDoubt: 'resend',
        mail: MAIL,
      },
    },
    { provide: SECRET, useValue: Buffer.alloc(32) },
    { provide: LOG, useValue: silent },
  ];
  @Module({ providers, exports: providers.map(({ provide }) => provide) })
  class World {}
  const app = await Test.createTestingModule({
    imports: [{ module: World, global: true }, DeliverModule],
  }).compile();
  const step = app.get(DeliverStep);
  await queue(db, [draft()]);
  expect(await step.run(NOW)).toMatchObject({ sent: 1 });
  await app.close();
  await queue(db, [draft()]);
  expect(await step.run(NOW)).toMatchObject({ sent: 0 });
});
