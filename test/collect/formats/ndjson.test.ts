import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ndjson } from '../../../src/collect/formats/ndjson.js';
import type { RawPosting, ReadItem } from '../../../src/collect/posting.js';

describe('ndjson', () => {
  test('reads every field under its documented name', async () => {
    const row = {
      id: 17,
      url: 'https://jobs.example/17',
      src: 'jobs.example',
      title: 'Повар',
      employer: 'Столовая № 1',
      city: 'Казань',
      salary_from: 60000,
      salary_to: '80000',
      currency: 'RUR',
      gross: false,
      salary_period: 'месяц',
      salary_text: 'от 60 000 ₽',
      experience: 'От 1 года до 3 лет',
      schedule: 'Сменный график',
      employment: ['Полная занятость'],
      work_format: ['Гибрид'],
      skills: ['Выпечка', 'Санминимум'],
      published_at: '2026-11-20T10:00:00+0300',
      expires_at: '2026-12-20',
      agency: true,
      description: '<p>Готовить.</p>',
      requirement: 'не нужно, раз есть description',
    };
    expect(await postings(JSON.stringify(row))).toEqual([
      {
        externalId: '17',
        url: 'https://jobs.example/17',
        origin: 'jobs.example',
        title: 'Повар',
        employer: 'Столовая № 1',
        agency: true,
        places: 'Казань',
        pay: {
          from: 60000,
          to: '80000',
          currency: 'RUR',
          gross: false,
          period: 'месяц',
          text: 'от 60 000 ₽',
        },
        experience: 'От 1 года до 3 лет',
        schedule: 'Сменный график',
        employment: ['Полная занятость'],
        workFormat: ['Гибрид'],
        skills: ['Выпечка', 'Санминимум'],
        body: '<p>Готовить.</p>',
        publishedAt: '2026-11-20T10:00:00+0300',
        expiresAt: '2026-12-20',
      },
    ]);
  });

  test('requirement and responsibility make a text where there is no description', async () => {
    const [both] = await postings('{"title":"Кок","requirement":"Уметь","responsibility":"Варить"}');
    expect(both?.body).toBe('Уметь\n\nВарить');
    const [one] = await postings('{"title":"Кок","responsibility":"Варить"}');
    expect(one?.body).toBe('Варить');
  });

  test('reads skills and names that a table exported as Python wrote them', async () => {
    const row = {
      title: 'Аналитик',
      skills: "['SQL', 'Power BI', \"1С: ЗУП\"]",
      city: "{'id': '1', 'name': 'Москва', 'url': None}",
      salary_text: "{'from': 100000, 'to': None, 'currency': 'RUR', 'gross': True}",
    };
    const [posting] = await postings(JSON.stringify(row));
    expect(posting).toMatchObject({
      skills: ['SQL', 'Power BI', '1С: ЗУП'],
      places: 'Москва',
      pay: { from: 100000, to: null, currency: 'RUR', gross: true },
    });
  });

  test('names a broken line by its number, keeps it, and goes on', async () => {
    const lines = Array.from({ length: 20 }, (_, i) =>
      i === 16 ? '{"title": "Кас' : `{"title":"Повар ${i + 1}"}`,
    );
    const items = await readAll(lines.join('\n'));
    expect(items.length).toBe(20);
    expect(items[16]).toEqual({
      kind: 'rejected',
      position: 'line 17',
      reason: 'broken-json',
      detail: expect.stringMatching(/^It is not JSON: /),
      raw: '{"title": "Кас',
    });
    expect(items.filter(({ kind }) => kind === 'posting').length).toBe(19);
  });

  test('rejects what is JSON but no vacancy', async () => {
    const items = await readAll('[1]\n"text"\nnull\n17');
    expect(items.map((item) => item.kind === 'rejected' && item.reason)).toEqual(
      Array(4).fill('not-a-posting'),
    );
  });

  test('skips empty lines, takes any line end, and needs none at the end', async () => {
    const titles = (await postings('\n{"title":"а"}\r\n\r\n   \n{"title":"б"}\n\n{"title":"в"}')).map(
      ({ title }) => title,
    );
    expect(titles).toEqual(['а', 'б', 'в']);
  });

  test('a line of any length is bounded: it is rejected with a sentence and the next is read', async () => {
    const items = await readAll(`{"title":"${'я'.repeat(10 * 1024 ** 2)}"}\n{"title":"Повар"}`);
    expect(items[0]).toMatchObject({
      kind: 'rejected',
      position: 'line 1',
      reason: 'too-long',
      detail: 'It has 10485772 characters; a line has at most 4194304.',
    });
    expect((items[0] as { raw: string }).raw.length).toBeLessThanOrEqual(64 * 1024);
    expect(items[1]).toMatchObject({ kind: 'posting', position: 'line 2' });
  });

  test('reads gzip as it reads plain text, whatever the size of the pieces', async () => {
    const text = '{"title":"Повар"}\n{"title":"Кассир"}\n';
    for (const size of [1, 3, 1000]) {
      const items = await readAll(gzipSync(text), size);
      expect(items.map((item) => item.kind === 'posting' && item.posting.title)).toEqual(['Повар', 'Кассир']);
    }
  });

  test('an empty file has no vacancies', async () => {
    expect(await readAll('')).toEqual([]);
    expect(await readAll(gzipSync(''))).toEqual([]);
  });
});

const bytesOf = (text: string | Buffer, size: number): Readable => {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  return Readable.from(pieces);
};

async function readAll(text: string | Buffer, size = 65536): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const item of ndjson.read({ bytes: bytesOf(text, size) })) items.push(item);
  return items;
}

async function postings(text: string): Promise<RawPosting[]> {
  const items = await readAll(text);
  return items.map((item) => {
    if (item.kind === 'rejected') throw new Error(item.detail);
    return item.posting;
  });
}
