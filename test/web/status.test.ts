import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeKey } from '../../src/collect/push/keys.js';
import { settleFailure } from '../../src/collect/sources/schedule.sql.js';
import { buildSource, buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

let db: TestDatabase;
let web: Web;
beforeAll(async () => {
  db = await testDatabase();
  await fill();
  web = await startWeb(db.dataSource);
});
afterAll(async () => {
  await web.close();
  await db.close();
});

const REASON = 'feeds.inner.example did not answer in time.';

async function fill(): Promise<void> {
  const well = await buildSource(db.dataSource, { name: 'well', title: 'Городская доска' });
  const tired = await buildSource(db.dataSource, { name: 'tired', title: 'Усталая доска' });
  await buildSource(db.dataSource, { name: 'fresh', title: 'Новая доска' });
  await makeKey(db.dataSource, { name: 'union', title: 'Профсоюз' }, new Date());
  await buildVacancy(db.dataSource, { sourceId: well });
  await db.query(
    `insert into source_run (source_id, started_at, finished_at, read, rejected, error) values
       ($1, now() - interval '3 hours', now() - interval '3 hours', 300, '{}', null),
       ($1, now() - interval '2 hours', now() - interval '2 hours', 1300, '{"no-title": 3, "too-long": 4}', null),
       ($2, now() - interval '30 hours', now() - interval '30 hours', 40, '{}', null),
       ($2, now() - interval '1 hour', now() - interval '1 hour', 0, '{}', $3)`,
    [well, tired, REASON],
  );
  await db.query(`update source set next_run_at = now() + interval '30 minutes' where id = $1`, [well]);
  await settleFailure(db.dataSource, tired, { reason: REASON, now: new Date() });
}

/** What stands on the page of one source, without tags. */
async function told(title: string, language = 'ru'): Promise<string> {
  const html = await (await web.get(`/status?lang=${language}`)).text();
  const [, rest = ''] = html.split(`<bdi>${title}</bdi>`);
  return rest
    .split('</li>')[0]!
    .replace(/<[^>]+>/g, ' ')
    .replace(/[^\S\u00a0]+/g, ' ')
    .trim();
}

describe('/status', () => {
  test('tells of a source its open vacancies, last success and yield, what was rejected and when it is asked next', async () => {
    const page = await told('Городская доска');
    expect(page).toMatch(/^в порядке Открыто 1 Последняя загрузка (?:сегодня|вчера), \d\d:\d\d /);
    expect(page).toMatch(/Принято 1\u00a0293 обычно 300 Отклонено 0,5\u00a0% Следующая .+, \d\d:\d\d$/);
  });

  test('says why a source rests in words for people, and keeps hosts to itself', async () => {
    expect(await told('Усталая доска')).toContain('приостановлен Сайт источника не отвечает.');
    expect(await told('Усталая доска', 'en')).toContain('paused The source’s site does not answer.');
    for (const path of ['/status', '/status.json']) {
      expect(await (await web.get(path)).text()).not.toContain('inner.example');
    }
  });

  test('tells a source that pushes and one that waits for its turn from those that are asked', async () => {
    expect(await told('Профсоюз')).toMatch(/^ещё ничего не присылал .* Следующая источник присылает сам$/);
    expect(await told('Новая доска')).toMatch(
      /^ждёт очереди .* ещё не было Принято – Отклонено – Следующая в ближайшую минуту$/,
    );
  });

  test('/status.json tells the same to programs', async () => {
    const { sources } = (await (await web.get('/status.json')).json()) as {
      sources: Record<string, unknown>[];
    };
    expect(sources.map(({ name, state, why, next }) => [name, state, why, next])).toEqual([
      ['fresh', 'never', null, 'soon'],
      ['tired', 'paused', 'unreachable', 'at'],
      ['union', 'silent', null, 'pushes'],
      ['well', 'well', null, 'at'],
    ]);
    expect(sources[3]).toMatchObject({
      open: 1,
      lastRead: 1300,
      lastRejected: 7,
      lastYield: 1293,
      usualYield: 300,
    });
    expect(sources[3]!.rejectedShare).toBeCloseTo(7 / 1300);
  });
});

describe('how letters fare', () => {
  const due = `insert into letter (subscriber_id, id, message_key, kind, lane, priority, created_at, due_at, expires_at)
    values (1, gen_random_uuid(), 'k', 'digest', 'gmail', 9, now(), now() - interval '1 hour', now() + interval '1 hour')`;

  test('is told on the page, to programs and to Prometheus, with the alarm when nobody sends', async () => {
    await db.query(`insert into lane (name, rate_per_minute) values ('gmail', 60), ('relay', null)`);
    await db.query(due);
    // What is asked within a quarter of a minute is answered as before: these pages ask anew.
    const fresh = await startWeb(db.dataSource);
    try {
      const page = await (await fresh.get('/status?lang=ru')).text();
      expect(page).toContain('их никто не отправляет');
      expect(page).toContain('Ждёт отправки 1 письмо.');
      const json = (await (await fresh.get('/status.json')).json()) as Record<string, unknown>;
      expect(json).toMatchObject({
        mail: {
          alarm: { why: 'nobody' },
          inDoubt: 0,
          depths: [{ lane: 'gmail', state: 'ready', letters: 1 }],
        },
        letters: [{ state: 'ready', letters: 1 }],
      });
      expect(json.lanes).toMatchObject([
        { name: 'gmail', ratePerMinute: 60, open: false },
        { name: 'relay' },
      ]);
      const metrics = await (await fresh.get('/metrics')).text();
      expect(metrics).toContain('vestnik_outbox_letters{lane="gmail",state="ready"} 1');
      expect(metrics).toContain('vestnik_mail_alarm 1');
      expect(metrics).toContain('vestnik_lane_breaker_open{lane="gmail"} 0');
    } finally {
      await fresh.close();
    }
  });
});
