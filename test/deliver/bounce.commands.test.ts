import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { addBounceCommands } from '../../src/deliver/bounce.commands.js';
import { failed, plain, report } from './returns/mails.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bounces-'));
  await writeFile(join(folder, 'dead.eml'), report({ fields: failed('5.1.1', '550 user unknown') }));
  await writeFile(join(folder, 'hello.eml'), plain(['From: anna@mail.example'], 'Hello'));
});
afterAll(() => rm(folder, { recursive: true }));

async function vestnik(...words: string[]): Promise<string> {
  const program = new Command();
  addBounceCommands(program);
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await program.parseAsync(['node', 'vestnik', ...words]);
    return printed.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    printed.mockRestore();
  }
}

test('bounce classify answers a line a file, in JSON for scripts', async () => {
  const files = ['dead.eml', 'hello.eml'].map((name) => join(folder, name));
  const lines = (await vestnik('bounce', 'classify', ...files, '--json')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      file: files[0],
      kind: 'hard',
      recipients: [{ address: 'anna@mail.example', status: '5.1.1', action: 'failed' }],
      messageKey: 'slot:2026-11-24',
      reason: '550 user unknown',
    },
    { file: files[1], kind: 'none', recipients: [], messageKey: null, reason: null },
  ]);
});

test('and in words for people', async () =>
  expect(await vestnik('bounce', 'classify', join(folder, 'dead.eml'))).toBe(
    `${folder}/dead.eml: hard: anna@mail.example 5.1.1: 550 user unknown\n`,
  ));

test('a file that is not there is said so', async () =>
  expect(vestnik('bounce', 'classify', join(folder, 'none.eml'))).rejects.toThrow('cannot be read'));
