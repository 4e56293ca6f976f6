import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addressHash } from '../../src/deliver/address-hash.js';
import { isSuppressed, type Suppressed, suppress } from '../../src/deliver/suppression.sql.js';
import { hmac } from '../../src/kit/tokens.js';
import { addressKey } from '../../src/subscribe/address.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { later, NOW } from './support.js';

const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const hash = addressHash(secret, 'anna@example.org');
const day = 24 * 60;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.query('truncate suppression'));

const given = (change: Partial<Suppressed>): Suppressed => ({
  ...{ addressHash: hash, scope: 'all', reason: 'dead', evidence: null, expiresAt: later(30 * day) },
  ...change,
});
const put = (change: Partial<Suppressed>, now = NOW) =>
  db.dataSource.transaction((tx) => suppress(tx, given(change), now));
const asked = (kind: 'digest' | 'confirm', now = NOW) =>
  isSuppressed(db.dataSource.manager, { addressHash: hash, kind }, now);

describe('a suppressed address', () => {
  test('gets nothing, of whatever kind, until the day it ends', async () => {
    expect(await asked('digest')).toBe(false);
    await put({});
    expect([await asked('digest'), await asked('confirm')]).toEqual([true, true]);
    expect(await asked('digest', later(30 * day))).toBe(false);
  });

  test('that sleeps gets no digest, but the letter it asks for itself', async () => {
    await put({ scope: 'digest', reason: 'asleep' });
    expect([await asked('digest'), await asked('confirm')]).toEqual([true, false]);
  });

  test('stays suppressed as long as its longest reason lasts, in whatever order they come', async () => {
    const reasons = [given({ reason: 'complaint', expiresAt: null }), given({ expiresAt: later(day) })];
    for (const order of [reasons, reasons.toReversed()]) {
      await db.query('truncate suppression');
      for (const reason of order) await put(reason);
      expect(await db.query('select reason, expires_at from suppression')).toEqual([
        { reason: 'complaint', expires_at: null },
      ]);
    }
  });

  test('whose time is over can be suppressed anew, for less long', async () => {
    await put({ expiresAt: later(10) });
    await put({ expiresAt: later(20) }, later(15));
    await put({ reason: 'asleep', expiresAt: later(30) }, later(25));
    expect([await asked('digest', later(29)), await asked('digest', later(31))]).toEqual([true, false]);
  });
});

describe('the hash of an address', () => {
  test.each(['anna@example.org', ' Anna@Example.ORG', 'Anna+x@Почта.рф', 'a.b@xn--80a1acny.xn--p1ai'])(
    'is the one that subscribe asks by: %s',
    (address) =>
      expect(addressHash(secret, address)).toEqual(hmac(secret, 'address', addressKey(address) ?? '')),
  );

  test.each(['', 'nobody', '@', 'a@[127.0.0.1]', 'a@b@c', '\0@\uffff'])('exists for any text: %j', (text) =>
    expect(addressHash(secret, text)).toHaveLength(32),
  );
});
