import type { DataSource } from 'typeorm';
import { SnsKeys } from '../../src/deliver/returns/reports/sns-keys.js';
import { readConfig } from '../../src/kit/config.js';
import { draft, queue } from '../deliver/support.js';
import { buildSavedSearch, buildSubscriber } from '../support/build.js';
import { testDatabase } from '../support/database.js';
import { CERTIFICATE, type Report, SETTINGS } from './hook-bodies.js';
import { startWeb, type Web } from './start-web.js';

/** The service with all four providers heard, and an SNS behind it that is nobody's but the test's. */
export interface HookSite {
  db: DataSource;
  web: Web;
  /** What SNS was asked since the last `clear`. */
  asked: string[];
  clear(): Promise<void>;
  /** Puts an SNS behind the hooks that has been asked nothing yet. */
  answerSns(answer: (url: URL) => string): void;
  post(
    report: Report,
  ): Promise<{ status: number; type: string; json: Record<string, unknown>; text: string }>;
  /** Anna with one search, and a letter that she was sent. */
  anna(given?: { relayId?: string }): Promise<{ subscriberId: string; id: string; messageKey: string }>;
  events(): Promise<Record<string, unknown>[]>;
  /** `hard dead` and the like. */
  kinds(): Promise<string[]>;
  /** `all complaint` and the like. */
  suppressed(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openHooks(): Promise<HookSite> {
  const database = await testDatabase();
  const db = database.dataSource;
  const { mail } = readConfig({}, '/');
  const web = await startWeb(db, { mail: { ...mail, reports: SETTINGS } });
  const site: HookSite = {
    db,
    web,
    asked: [],
    clear: async () => {
      await db.query(TRUNCATE);
      site.answerSns(() => CERTIFICATE);
    },
    answerSns: (answer) => {
      site.asked = [];
      web.hooks.sns = new SnsKeys((url) => web.hooks.fetch(url));
      web.hooks.fetch = async (url) => {
        site.asked.push(url.href);
        return answer(url);
      };
    },
    post: (report) => post(web, report),
    anna: ({ relayId = 'Ok' } = {}) => sendToAnna(db, relayId),
    events: () => db.query(EVENTS),
    kinds: async () => (await site.events()).map(({ kind, cause }) => `${kind} ${cause}`),
    suppressed: async () =>
      (await db.query<{ is: string }[]>(`select scope || ' ' || reason as is from suppression`)).map(
        ({ is }) => is,
      ),
    close: async () => {
      await web.close();
      await database.close();
    },
  };
  return site;
}

const TRUNCATE = `truncate letter, letter_body, letter_event, bounce_event, suppression, address, saved_search, search,
  subscriber cascade`;

const EVENTS = `select source, kind, cause, status, subscriber_id, letter_id, address_hash from bounce_event
  where source not like '%-token' order by id`;

async function post(web: Web, { path, headers, body }: Report) {
  const response = await fetch(web.url + path, { method: 'POST', headers, body });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, json: type.includes('json') ? JSON.parse(text) : {}, text };
}

async function sendToAnna(db: DataSource, relayId: string) {
  const subscriberId = await buildSubscriber(db, { email: 'anna@mail.example' });
  await buildSavedSearch(db, { subscriberId });
  const letter = draft({ subscriberId, to: 'anna@mail.example' });
  await queue(db, [letter], new Date());
  await db.query(`update letter set state = 'sent', sent_at = now(), relay_id = $2 where id = $1`, [
    letter.id,
    relayId,
  ]);
  return letter;
}
