import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ComposeStep } from '../../src/compose/compose.step.js';
import { links } from '../../src/kit/links.js';
import { sign } from '../../src/kit/tokens.js';
import { readSearch } from '../../src/language/read-search.js';
import { estimate } from '../../src/search/estimate.js';
import { tools as composing, match, slot } from '../compose/support.js';
import { empty, everything, letters, subscribed, tools, wrongFollowers } from '../subscribe/support.js';
import { undoOf, Visitor } from '../subscribe/visitor.js';
import { buildCluster, buildVacancy, type VacancyGiven } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from '../web/start-web.js';

let database: TestDatabase;
let db: DataSource;
let web: Web;
beforeAll(async () => {
  database = await testDatabase();
  db = database.dataSource;
  web = await startWeb(db);
});
afterAll(async () => {
  await web.close();
  await database.close();
});
beforeEach(async () => {
  await db.query('truncate match, match_progress, cluster_merge');
  await empty(db);
});

const WHEN = slot(1, 0);
const ANNA = 'anna@example.org';
const BORIS = 'boris@example.org';

const person = (email: string, query = 'аналитик') => subscribed(db, { email, query }, WHEN);

/** One morning: matched, composed with the key that the pages read with. */
async function morning(day: number): Promise<void> {
  await match(db, slot(day));
  const config = { ...composing.config, publicUrl: 'http://localhost:3000' };
  await new ComposeStep(db, { ...composing, config, secret: tools.secret }).run(slot(day));
}

/** Titles that somebody was told, over all their digests. */
const toldTo = async (subscriberId: string): Promise<string[]> =>
  (
    await db.query(
      `select v.title from digest_item i join vacancy v on v.id = i.vacancy_id
        where i.subscriber_id = $1 order by v.id`,
      [subscriberId],
    )
  ).map(({ title }: { title: string }) => title);

const vacancy = (given: VacancyGiven) => buildVacancy(db, { firstSeenAt: slot(1), ...given });

/** The path of a vacancy's «не подходит» in the newest letter to an address. */
async function linkTo(email: string, title: string): Promise<string> {
  const letter = (await letters(db)).findLast(({ kind, to }) => kind === 'digest' && to === email)!;
  const about = letter.text.slice(letter.text.indexOf(title));
  const [, path] = /не подходит:\s+http:\/\/localhost:3000(\/f\/\S+)/.exec(about)!;
  expect(letter.html).toContain(path);
  return path!;
}

const anyone = () => new Visitor(web);

async function tellAnna(title: string, given: VacancyGiven = {}) {
  const anna = await person(ANNA);
  const boris = await person(BORIS);
  await vacancy({ title, ...given });
  await morning(2);
  expect(await toldTo(anna.subscriberId)).toEqual([title]);
  return { anna: anna.subscriberId, boris: boris.subscriberId, path: await linkTo(ANNA, title) };
}

describe('«не подходит» in a letter', () => {
  test('leads to a page of reasons; to look at it changes nothing, whoever looks', async () => {
    const { path } = await tellAnna('Стажёр-аналитик', { agency: true });
    const before = await everything(db);
    const page = await anyone().get(path);
    expect(page.status).toBe(200);
    for (const text of ['Эту вакансию', 'Вакансии компании «Ромашка»', 'кадровых агентств', 'value="Стажёр"'])
      expect(page.html).toContain(text);
    // What the search itself is about cannot be taken from it.
    expect(page.html).not.toContain('value="аналитик"');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    await fetch(`${web.url}${path}`, { method: 'HEAD' });
    for (const query of [
      '?what=vacancy',
      '?what=employer',
      '?word=Стажёр',
      '?done=vacancy',
      '?done=word&word=x',
    ])
      expect((await anyone().get(path + query)).status).toBe(200);
    expect(await everything(db)).toBe(before);
  });

  test('leaves out an employer from the next letter, from the search and so its estimate, for that person alone', async () => {
    const { anna, boris, path } = await tellAnna('Аналитик');
    const done = await anyone().postOn(path, { what: 'employer' });
    expect(done.html).toContain('Вакансии компании «Ромашка» больше не пришлём: исключили её из 1 поиска.');
    await vacancy({ title: 'Аналитик второй', firstSeenAt: slot(2, 30) });
    await vacancy({ title: 'Аналитик третий', company: 'Василёк', firstSeenAt: slot(2, 30) });
    await morning(3);
    expect(await toldTo(anna)).toEqual(['Аналитик', 'Аналитик третий']);
    expect(await toldTo(boris)).toEqual(['Аналитик', 'Аналитик второй', 'Аналитик третий']);
    expect(await wrongFollowers(db)).toEqual([]);

    const [saved] = await db.query(
      'select query, filters, search_id from saved_search where subscriber_id = $1',
      [anna],
    );
    const { query, filters } = saved;
    expect(readSearch({ query, filters }).searchHash).toBe(saved.search_id);
    const open = async (asked: object) =>
      (await estimate(web.tools, { request: { query, filters: asked } }, slot(3))).perWeek;
    expect([await open(filters), await open({})]).toEqual([1, 3]);
  });

  test('leaves out a word of titles, and what had been found before it was pressed is still told', async () => {
    const { anna, boris, path } = await tellAnna('Стажёр-аналитик');
    // Matched for the search as it was, told to nobody yet.
    await vacancy({ title: 'Аналитик-стажер в банк' });
    await vacancy({ title: 'Аналитик в банк', body: 'Наставник для стажёров.' });
    await match(db, slot(2, 30));
    // Published and not yet matched.
    await vacancy({ title: 'Аналитик в кафе' });
    const done = await anyone().postOn(path, { word: 'Стажёр' });
    expect(done.html).toContain('Вакансии со словом «Стажёр» в названии больше не пришлём');
    await vacancy({ title: 'Аналитик (стажёрам)' });
    await vacancy({ title: 'Аналитик на завод' });
    await morning(3);
    expect(await toldTo(anna)).toEqual([
      'Стажёр-аналитик',
      'Аналитик в банк',
      'Аналитик в кафе',
      'Аналитик на завод',
    ]);
    expect(await toldTo(boris)).toHaveLength(6);
    await morning(4);
    expect(await toldTo(anna)).toHaveLength(4);
  });

  test('leaves out agencies', async () => {
    const { anna, boris, path } = await tellAnna('Аналитик', { agency: true });
    await anyone().postOn(path, { what: 'agencies' });
    await vacancy({ title: 'Аналитик от агентства', agency: true });
    await vacancy({ title: 'Аналитик прямо' });
    await morning(3);
    expect(await toldTo(anna)).toEqual(['Аналитик', 'Аналитик прямо']);
    expect(await toldTo(boris)).toHaveLength(3);
  });

  test('hides the vacancy for good, under another cluster and after it is hired for again; «Мои поиски» shows it again', async () => {
    const older = await buildCluster(db);
    const { anna, boris, path } = await tellAnna('Аналитик');
    await anyone().postOn(path, { what: 'vacancy' });
    const [{ cluster_id: cluster }] = await db.query('select cluster_id from hidden_vacancy');
    await db.query('insert into cluster_merge (from_id, into_id, merged_at) values ($1, $2, $3)', [
      cluster,
      older,
      slot(2),
    ]);
    await db.query('update vacancy set cluster_id = $1', [older]);
    const reopen = () =>
      db.query(
        `update vacancy set closed_at = null, last_closed_at = $1, returned_at = $2, seq = nextval('vacancy_seq')`,
        [new Date('2026-11-03T00:00:00Z'), new Date('2027-02-01T00:00:00Z')],
      );
    await reopen();
    const winter = new Date('2027-02-01T07:00:00Z');
    await match(db, winter);
    const config = { ...composing.config, publicUrl: 'http://localhost:3000' };
    const run = (now: Date) => new ComposeStep(db, { ...composing, config, secret: tools.secret }).run(now);
    await run(winter);
    const digests = async (id: string) =>
      (await db.query('select from digest where subscriber_id = $1', [id])).length;
    expect([await digests(anna), await digests(boris)]).toEqual([1, 2]);

    const visitor = anyone();
    const session = sign(tools.secret, 'session', `${anna}:${Math.floor(Date.now() / 1000) + 600}`);
    const cookie = { cookie: `session=${session}` };
    expect((await visitor.get('/my/hidden', cookie)).html).toContain(`value="${cluster}"`);
    expect((await visitor.get('/my/hidden')).location).toBe('/login');
    await visitor.post('/my/hidden', { cluster }, { 'sec-fetch-site': 'same-origin', ...cookie });
    expect(await db.query('select from hidden_vacancy')).toEqual([]);
  });

  test('is taken back by its own button, once', async () => {
    const { anna, path } = await tellAnna('Стажёр-аналитик');
    const before = await db.query(
      'select search_id, filters, since_seq, wider_since_seq from saved_search where subscriber_id = $1',
      [anna],
    );
    for (const pressed of [{ what: 'employer' }, { word: 'Стажёр' }, { what: 'vacancy' }]) {
      const visitor = anyone();
      const token = undoOf(await visitor.postOn(path, pressed));
      expect((await visitor.postOn('/undo', { token })).html).toContain('Всё как было');
      expect((await visitor.post('/undo', { token })).status).toBe(410);
      expect(
        await db.query(
          'select search_id, filters, since_seq, wider_since_seq from saved_search where subscriber_id = $1',
          [anna],
        ),
      ).toEqual(before);
      expect(await db.query('select from hidden_vacancy')).toEqual([]);
      expect(await wrongFollowers(db)).toEqual([]);
    }
  });

  test('asks which searches where there are several, and says so where none is ticked', async () => {
    const anna = await person(ANNA);
    const second = await person(ANNA, 'стажёр OR практикант');
    await vacancy({ title: 'Стажёр-аналитик' });
    await morning(2);
    const path = await linkTo(ANNA, 'Стажёр-аналитик');
    const page = await anyone().get(path);
    expect(page.html.match(/name="search"/g)).toHaveLength(2);
    expect((await anyone().postOn(path, { what: 'employer' })).html).toContain('отметьте хотя бы один поиск');
    const foreign = await person(BORIS);
    const chosen = [second.savedSearchId, foreign.savedSearchId];
    await anyone().postOn(path, { what: 'employer', search: chosen });
    const narrowed = await db.query(`select id from saved_search where filters ? 'excludeEmployers'`);
    expect(narrowed).toEqual([{ id: second.savedSearchId }]);
    const refused = await anyone().post(path, { word: 'аналитик', search: [anna.savedSearchId] });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('Без этого слова поиск «аналитик» ничего не найдёт');
    const again = await anyone().postOn(path, { what: 'employer', search: second.savedSearchId });
    expect(again.html).toContain('Так и было');
  });

  test('does not touch what the vacancy does not name, however the form is written', async () => {
    const { path } = await tellAnna('Аналитик');
    const before = await everything(db);
    for (const body of [{ word: 'повар' }, { word: '*' }, { what: 'agencies' }, { what: 'all' }, {}])
      await anyone().post(path, body);
    expect((await anyone().post(path, { what: 'vacancy' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(
      403,
    );
    const [, token] = path.split('/f/');
    const forged = [
      `${token}x`,
      sign(tools.secret, 'unsubscribe', '1:1'),
      sign(Buffer.alloc(32, 8), 'feedback', '1:1'),
      sign(tools.secret, 'feedback', '1:all'),
    ];
    for (const wrong of forged) {
      expect((await anyone().get(`/f/${wrong}`)).status).toBe(404);
      expect((await anyone().post(`/f/${wrong}`, { what: 'vacancy' })).status).toBe(404);
    }
    // A forwarded letter's link opens nothing else of its owner.
    for (const way of ['/u/', '/d/', '/login/', '/confirm/'])
      expect((await anyone().get(way + token)).status).toBeGreaterThanOrEqual(400);
    const visitor = anyone();
    await visitor.get(path);
    expect((await visitor.get('/my')).location).toBe('/login');
    expect(await everything(db)).toBe(before);
  });

  test('of somebody who has unsubscribed, or of a vacancy they were never told, has nothing to do', async () => {
    const { anna, path } = await tellAnna('Аналитик');
    const { clusterId } = await vacancy({ title: 'Аналитик другой' });
    const untold = `/f/${sign(tools.secret, 'feedback', `${anna}:${clusterId}`)}`;
    expect((await anyone().get(untold)).status).toBe(404);
    await db.query(`update subscriber set ended_at = now(), ended_reason = 'left' where id = $1`, [anna]);
    expect((await anyone().get(path)).html).toContain('Вы уже отписаны');
    await anyone().post(path, { what: 'vacancy' });
    expect(await db.query('select from hidden_vacancy')).toEqual([]);
  });

  test('what a lost letter had told is told anew without what was turned down meanwhile', async () => {
    const { anna, path } = await tellAnna('Аналитик');
    await vacancy({ title: 'Аналитик второй' });
    await vacancy({ title: 'Аналитик третий', company: 'Василёк' });
    await morning(3);
    await db.query(`update letter set state = 'expired' where created_at > $1`, [slot(2, 30)]);
    await anyone().postOn(path, { what: 'employer' });
    await morning(4);
    const [last] = (await letters(db)).filter(({ kind, to }) => kind === 'digest' && to === ANNA).slice(-1);
    expect(last!.text).toContain('Аналитик третий');
    expect(last!.text).not.toContain('Аналитик второй');
    expect(anna).not.toBe('');
  });
});

test('the letter’s web copy offers the same, and says what was hidden', async () => {
  const { path } = await tellAnna('Аналитик');
  const [{ id, subscriber_id: owner }] = await db.query(
    `select d.id, d.subscriber_id from digest d join address a using (subscriber_id) where a.email = $1`,
    [ANNA],
  );
  const copy = `/d/${sign(tools.secret, 'digest', `${owner}:${id}`)}`;
  expect((await anyone().get(copy)).html).toContain(`href="${path}"`);
  expect((await anyone().get(copy)).html).toMatch(/href="\/like\/\d+"/);
  await anyone().postOn(path, { what: 'vacancy' });
  const after = (await anyone().get(copy)).html;
  expect(after).toContain('Эту вакансию вы скрыли.');
  expect(after).not.toContain(`href="${path}"`);
});

test('both parts of a letter carry «ещё такие»', async () => {
  await tellAnna('Аналитик');
  const [letter] = (await letters(db)).filter(({ to }) => to === ANNA);
  const [{ id }] = await db.query('select id from vacancy');
  const like = links('http://localhost:3000').like(id);
  expect([letter!.text, letter!.html].map((part) => part.split(like).length - 1)).toEqual([1, 1]);
});
