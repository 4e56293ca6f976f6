import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { addressHash } from '../../src/deliver/address-hash.js';
import { isSuppressed } from '../../src/deliver/suppression.sql.js';
import { erase } from '../../src/keep/erase.js';
import { confirmSubscription } from '../../src/subscribe/confirm-subscription.js';
import { ask, confirmLink, empty, later, tools, wrongFollowers } from '../subscribe/support.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { dump } from './dump.js';
import { buildPerson } from './person.js';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
});
afterAll(() => database.close());
beforeEach(async () => {
  await empty(db);
  await db.query('truncate match, match_progress, market_figure, returned_mail');
});

const EMAIL = 'zinaida.quux+jobs@anketa.example';
const { secret } = tools;
const gone = (subscriberId: string) => erase(db, { subscriberId, secret }, later(9));

/** In which tables anything of these words stands: plain, as base64 wherever it begins, or packed. */
async function tablesWith(words: readonly string[]): Promise<string[]> {
  const asBase64 = words.flatMap((word) =>
    [0, 1, 2].map((at) => {
      const text = Buffer.from(' '.repeat(at) + word)
        .toString('base64')
        .replace(/=+$/, '');
      return text.slice(at === 0 ? 0 : at + 1, -2);
    }),
  );
  const hex = words.map((word) => Buffer.from(word).toString('hex'));
  const found = [...words, ...asBase64, ...hex].map((word) => word.toLowerCase());
  return [...(await dump(db))]
    .filter(([, text]) => found.some((word) => text.toLowerCase().includes(word)))
    .map(([table]) => table);
}

describe('erasing a person', () => {
  test('leaves nothing of them in any table but the hash of the address in suppression', async () => {
    const person = await buildPerson(db, EMAIL);
    const other = await buildPerson(db, 'petr@anketa.example', 1);
    const words = [EMAIL, 'zinaida.quux', person.savedSearchId, person.digestId, person.searchId];
    expect((await tablesWith(words)).sort()).toEqual([
      'address',
      'bounce_event',
      'digest',
      'digest_item',
      'letter',
      'letter_body',
      'market_figure',
      'match',
      'match_progress',
      'returned_mail',
      'saved_search',
      'search',
      'token',
    ]);
    // Whoever makes a table that knows a person gives buildPerson a row in it, and it is erased here.
    expect(Object.keys(await rowsOf(person.subscriberId)).sort()).toEqual(await tablesOfPeople());
    const before = await dump(db);
    const erased = await gone(person.subscriberId);
    expect(Object.entries(erased!).filter(([, count]) => count === 0)).toEqual([]);

    expect(await tablesWith(words)).toEqual([]);
    expect(await rowsOf(person.subscriberId)).toEqual({});
    expect(
      await db.query('select scope, reason, evidence from suppression where address_hash = $1', [
        addressHash(secret, EMAIL),
      ]),
    ).toEqual([{ scope: 'digest', reason: 'erased', evidence: null }]);
    expect(await wrongFollowers(db)).toEqual([]);
    // The other has lost nothing.
    const after = await dump(db);
    const theirs = (text: string) =>
      text.split('\n').filter((line) => line.startsWith(`${other.subscriberId}\t`));
    for (const [table, text] of before) expect(theirs(after.get(table)!)).toEqual(theirs(text));
    expect(await rowsOf(other.subscriberId)).toMatchObject({ letter: 3, digest_item: 1, bounce_event: 1 });
  });

  test('a search that somebody else saved too stays theirs, and so does one that they ended today', async () => {
    const person = await buildPerson(db, EMAIL);
    await ask(db, { email: 'petr@anketa.example', query: 'бухгалтер zinaida.quux+jobs' });
    await gone(person.subscriberId);
    expect(await db.query('select id, followers from search')).toEqual([
      { id: person.searchId, followers: 1 },
    ]);
    expect(await wrongFollowers(db)).toEqual([]);
  });

  test('is done once: nobody is there the second time', async () => {
    const { subscriberId } = await buildPerson(db, EMAIL);
    expect(await gone(subscriberId)).not.toBeNull();
    expect(await gone(subscriberId)).toBeNull();
  });

  test('whoever confirms anew by their own hand gets digests again; asking alone does not bring them back', async () => {
    const { subscriberId } = await buildPerson(db, EMAIL);
    await gone(subscriberId);
    const addressed = { addressHash: addressHash(secret, EMAIL), kind: 'digest' } as const;
    await ask(db, { email: EMAIL.toUpperCase() }, later(40));
    expect(await isSuppressed(db.manager, addressed, later(40))).toBe(true);
    await confirmSubscription(db, await confirmLink(db), later(41));
    expect(await isSuppressed(db.manager, addressed, later(41))).toBe(false);
  });
});

async function tablesOfPeople(): Promise<string[]> {
  const tables: { name: string }[] = await db.query(
    `select a.attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where a.attname = 'subscriber_id' and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  return tables.map(({ name }) => name).sort();
}

/** How many rows name the subscriber, by table, wherever a table has such a column. */
async function rowsOf(subscriberId: string): Promise<Record<string, number>> {
  const counts: [string, number][] = [];
  for (const name of await tablesOfPeople()) {
    const [{ n }] = await db.query(`select count(*)::int as n from ${name} where subscriber_id = $1`, [
      subscriberId,
    ]);
    if (n > 0) counts.push([name, n]);
  }
  return Object.fromEntries(counts);
}
