import { buildVacancy } from '../support/build.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { startWeb, type Web } from './start-web.js';

/** A page as it was answered; `plain` is the html with the attributes as a browser reads them. */
export interface Answered {
  status: number;
  headers: Headers;
  html: string;
  plain: string;
}

/** The pages over a database of 25 vacancies «Аналитик данных» in Moscow, 100,000 to 124,000 roubles, an hour apart. */
export interface Site {
  db: TestDatabase;
  web: Web;
  /** The last of the 25. */
  vacancyId: string;
  page(path: string, headers?: Record<string, string>): Promise<Answered>;
  search(parameters: Record<string, string>): Promise<Answered>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const db = await testDatabase();
  const vacancyId = await fill(db);
  const web = await startWeb(db.dataSource);
  const page: Site['page'] = async (path, headers = {}) => {
    const response = await web.get(path, headers);
    const html = await response.text();
    return { status: response.status, headers: response.headers, html, plain: unescaped(html) };
  };
  return {
    db,
    web,
    vacancyId,
    page,
    search: (parameters) => page(`/vacancies?${new URLSearchParams(parameters)}`),
    close: async () => {
      await web.close();
      await db.close();
    },
  };
}

const unescaped = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

async function fill(db: TestDatabase): Promise<string> {
  await db.query(
    `insert into place (id, name, label, region, key, zone, lat, lng, population)
     values (1, 'Москва', 'Москва', 'Москва', 'москва', 'Europe/Moscow', 55, 37, 12000000)`,
  );
  let last = '';
  for (let i = 0; i < 25; i++) {
    const { id } = await buildVacancy(db.dataSource, {
      title: 'Аналитик данных',
      company: 'Ромашка',
      body: 'Отчёты и python.\n\nУдалённо.',
      placeIds: [1],
      payMonthRub: 100_000 + i * 1000,
      firstSeenAt: new Date(Date.now() - i * 3_600_000),
    });
    last = id;
  }
  return last;
}
