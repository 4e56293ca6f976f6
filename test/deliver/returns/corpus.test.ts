import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { composeMessage } from '../../../src/deliver/message.js';
import { classifyMail } from '../../../src/deliver/returns/classify.js';
import { draft, IDENTITY, NOW } from '../support.js';

// Real bounces of some sixty mail systems, with what Sisimai's own tests expect of them (BSD-2; not in this
// repository because of its size).
const DIRECTORY = '../shared/data/mail';
const present = existsSync(`${DIRECTORY}/bounce-labels.tsv`);
if (!present) process.stdout.write('skipped: no ../shared/data (labelled bounces)\n');
const onData = present ? test : test.skip;

interface Labelled {
  file: string;
  kinds: string[];
  reasons: string[];
}

function labels(): Labelled[] {
  const rows = readFileSync(`${DIRECTORY}/bounce-labels.tsv`, 'utf8').trim().split('\n').slice(1);
  const byFile = new Map<string, Labelled>();
  for (const row of rows) {
    const [file = '', kind = '', , , reason = ''] = row.split('\t');
    const seen = byFile.get(file) ?? { file, kinds: [], reasons: [] };
    byFile.set(file, { file, kinds: [...seen.kinds, kind], reasons: [...seen.reasons, reason] });
  }
  return [...byFile.values()];
}

const kindOf = async (file: string): Promise<string> =>
  (await classifyMail(readFileSync(`${DIRECTORY}/bounces/${file}`))).kind;

const half = (file: string): number => (createHash('sha1').update(file).digest()[0] ?? 0) % 2;

// The rules were made while looking at one half. «filtered» (mostly «User unknown» said late) is left out of both counts.
onData.each([
  ['the half that the rules were made on', 0],
  ['the other half', 1],
])(
  'of real bounces, %s, 90 %% of the hard are found and 92 %% of what is called hard is',
  async (_name, side) => {
    let found = 0;
    let missed = 0;
    let wrong = 0;
    for (const { file, kinds, reasons } of labels().filter((label) => half(label.file) === side)) {
      if (reasons.every((reason) => reason === 'filtered')) continue;
      const hard = (await kindOf(file)) === 'hard';
      if (kinds.includes('hard')) hard ? found++ : missed++;
      else if (hard) wrong++;
    }
    process.stdout.write(`bounces: hard found ${found}, missed ${missed}, wrongly called so ${wrong}\n`);
    expect(found / (found + missed)).toBeGreaterThanOrEqual(0.9);
    expect(found / (found + wrong)).toBeGreaterThanOrEqual(0.92);
  },
);

onData('every real complaint is found', async () => {
  const complaints = labels().filter(({ kinds }) => kinds.includes('complaint'));
  expect(complaints.length).toBeGreaterThan(0);
  for (const { file } of complaints) expect([file, await kindOf(file)]).toEqual([file, 'complaint']);
});

onData('no real mail that is no bounce is called hard', async () => {
  const names = readdirSync(`${DIRECTORY}/bounces`).filter((name) => /^(rfc3834|not-|arf)/.test(name));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect([name, await kindOf(name)]).not.toEqual([name, 'hard']);
});

/** The mails that were returned: what people and services wrote to each other. Two of them are bounces themselves. */
async function originals(): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (const { file } of labels()) {
    const { attachments } = await simpleParser(readFileSync(`${DIRECTORY}/bounces/${file}`), {
      keepDeliveryStatus: true,
    });
    for (const { contentType, content } of attachments) {
      const text = content.toString();
      const isLetter = /\n\r?\n[\s\S]*\S/.test(text) && !/^from:.*(mailer-daemon|postmaster)/im.test(text);
      if (contentType === 'message/rfc822' && isLetter) found.push(content);
    }
  }
  return found;
}

onData(
  'no ordinary mail is taken for a bounce or a complaint: the mails inside the real bounces',
  async () => {
    const kinds = await Promise.all((await originals()).map(async (mail) => (await classifyMail(mail)).kind));
    process.stdout.write(`ordinary mails: ${kinds.length}\n`);
    expect(kinds.length).toBeGreaterThan(50);
    expect(kinds.filter((kind) => kind !== 'none' && kind !== 'reply')).toEqual([]);
  },
);

test.each(['digest', 'confirm', 'login'] as const)('a letter of ours (%s) is no bounce', async (kind) => {
  const text = 'Ваш почтовый ящик переполнен? Вакансия: администратор почты. 550 откликов, mailbox full.';
  const letter = { ...draft({ kind, text, html: `<p>${text}</p>` }), createdAt: NOW };
  expect(await classifyMail(composeMessage(letter, IDENTITY))).toMatchObject({ kind: 'none' });
});
