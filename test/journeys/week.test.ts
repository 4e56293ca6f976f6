import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { everythingThatFits } from './oracle.js';
import { type Person, subscribePeople, ZONES } from './people.js';
import { openStage, type Stage } from './play.js';

const REAL = fileURLToPath(new URL('../../../shared/data/vacancies-ru/full.jsonl.gz', import.meta.url));

// 09:01 in each zone, on the same local date, as hours of UTC.
const NINE_OF: Record<(typeof ZONES)[number], number> = {
  'Asia/Vladivostok': -1,
  'Asia/Novosibirsk': 2,
  'Asia/Yekaterinburg': 4,
  'Europe/Moscow': 6,
  'Europe/Kaliningrad': 7,
};
// Vacancies arrive before the first zone of a day and in its middle: reading a feed again takes longer than all the rest.
const COLLECTING: readonly Person['zone'][] = ['Asia/Vladivostok', 'Asia/Yekaterinburg'];
const at = (day: number, zone: (typeof ZONES)[number]) => new Date(Date.UTC(2026, 11, day, NINE_OF[zone], 1));

/** Plays seven days with the fourth left out, and checks each run against what Postgres says should be told. */
async function playWeek(
  stage: Stage,
  feed: (day: number) => Promise<void>,
): Promise<{ letters: number; people: Person[] }> {
  await feed(0);
  await stage.run(new Date(Date.UTC(2026, 10, 30, 12)));
  const people = await subscribePeople(stage.db.dataSource, 50, new Date(Date.UTC(2026, 10, 30, 12, 5)));
  const told = new Map<string, Set<string>>(
    people.map(({ subscriberId }) => [subscriberId, new Set<string>()]),
  );
  let letters = 0;
  for (const day of [1, 2, 3, 5, 6, 7]) {
    await feed(day);
    for (const zone of [...ZONES].reverse()) {
      const before = stage.relay.mails.length;
      await stage.run(at(day, zone), { collect: COLLECTING.includes(zone) });
      const due = people.filter((person) => person.zone === zone);
      letters += await checkRun(stage, { due, told, before, date: `2026-12-0${day}` });
    }
  }
  return { letters, people };
}

interface Run {
  due: Person[];
  told: Map<string, Set<string>>;
  /** Letters that the relay had before the run. */
  before: number;
  date: string;
}

/** Exactly one letter for each due person with news, telling exactly the news; none for anybody else. */
async function checkRun(stage: Stage, { due, told, before, date }: Run): Promise<number> {
  const mails = stage.relay.mails.slice(before);
  const dueIds = due.map(({ subscriberId }) => subscriberId);
  const fitting = await everythingThatFits(stage.db.dataSource, dueIds);
  const expectedMails: string[] = [];
  for (const { subscriberId, email } of due) {
    const known = told.get(subscriberId)!;
    const news = new Set([...(fitting.get(subscriberId) ?? [])].filter((id) => !known.has(id)));
    expect({ email, date, clusters: await ledgerOf(stage, subscriberId, date) }).toEqual({
      email,
      date,
      clusters: [...news].sort(),
    });
    if (news.size === 0) continue;
    expectedMails.push(email);
    const mail = mails.find(({ to }) => to === email);
    expect(mail).toBeDefined();
    const { text = '', subject = '' } = await mail!.parsed();
    const shown = await clustersOf(stage, text);
    expect(shown.filter((id) => !news.has(id))).toEqual([]);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.length).toBeGreaterThan(0);
    expect(subject).toContain(String(news.size));
    for (const id of news) known.add(id);
  }
  expect(mails.map(({ to }) => to).sort()).toEqual(expectedMails.sort());
  return mails.length;
}

async function ledgerOf(stage: Stage, subscriberId: string, date: string): Promise<string[]> {
  const rows = await stage.db.query<{ id: string }>(
    `select i.cluster_id as id from digest d join digest_item i on i.subscriber_id = d.subscriber_id and i.digest_id = d.id
      where d.subscriber_id = $1 and d.slot = $2`,
    [subscriberId, date],
  );
  return rows.map(({ id }) => id).sort();
}

/** The clusters of the vacancies that a letter's text links to, a cluster a vacancy. */
async function clustersOf(stage: Stage, text: string): Promise<string[]> {
  const ids = [...text.matchAll(/\/vacancies\/(\d+)/g)].map(([, id]) => id!);
  const rows = await stage.db.query<{ cluster_id: string }>(
    'select cluster_id from unnest($1::bigint[]) as asked(id) join vacancy using (id)',
    [[...new Set(ids)]],
  );
  return rows.map((row) => row.cluster_id);
}

describe('a week of fifty people in five time zones', () => {
  test('on demo vacancies: one letter a day for whoever has news, each cluster once, none missed', async () => {
    const stage = await openStage();
    try {
      const { letters } = await playWeek(stage, async () => undefined);
      expect(letters).toBeGreaterThan(100);
      expect(await stage.db.query(`select from letter where state <> 'sent' or doubt > 0`)).toEqual([]);
    } finally {
      await stage.close();
    }
  }, 300_000);

  const real = existsSync(REAL);
  if (!real) console.warn('skipped: no ../shared/data (the week on real vacancies)');
  (real ? test : test.skip)(
    'on real vacancies, arriving each day from a file',
    async () => {
      const stage = await openStage();
      try {
        const lines = await firstLines(REAL, 4200);
        const file = join(stage.folder, 'feed.jsonl');
        const sources = `sources:\n  - name: real\n    format: ndjson\n    file: ${JSON.stringify(file)}\n    every: 1m\n`;
        writeFileSync(join(stage.folder, 'sources.yaml'), sources);
        const feed = async (day: number) =>
          writeFileSync(file, lines.slice(0, 600 * (day === 0 ? 1 : day)).join('\n'));
        const { letters } = await playWeek(stage, feed);
        expect(letters).toBeGreaterThan(100);
      } finally {
        await stage.close();
      }
    },
    300_000,
  );
});

async function firstLines(file: string, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    if (lines.push(line) === count) break;
  }
  return lines;
}
