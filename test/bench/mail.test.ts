import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { benchMail } from '../../src/bench/mail/bench-mail.js';
import type { World } from '../../src/kit/command.js';

test('bench mail sends real letters on every side, each in a process of its own, and ours costs the least', async () => {
  const db = { query: async () => [{ version: 'none' }] } as unknown as DataSource;
  const report = await benchMail({ db } as World, 60);
  expect(report).toMatchObject({ bench: 'mail', ours: { letters: 60 } });
  for (const figure of [
    'cpuMs',
    'composerCpuMs',
    'signatureCpuMs',
    'lessSignatureCpuMs',
    'perSecond',
    'rssMb',
  ]) {
    expect(report.ours[figure]).toBeGreaterThan(0);
  }
  expect(Object.keys(report.peers)).toHaveLength(3);
  expect(Object.keys(report.ratios)).toHaveLength(3);
  // The figures of so few letters are rough; that Nodemailer's pool costs more is not in question.
  expect(report.ratios['nodemailer pool (CPU)']).toBeGreaterThan(1.2);
}, 60_000);
