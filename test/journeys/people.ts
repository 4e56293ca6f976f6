import type { DataSource } from 'typeorm';
import type { Filters } from '../../src/language/filters.js';
import { subscribeConfirmed } from '../../src/subscribe/subscribe-confirmed.js';

/** Five zones of Russia, two to ten hours before UTC; in each a person is written to at nine. */
export const ZONES = [
  'Europe/Kaliningrad',
  'Europe/Moscow',
  'Asia/Yekaterinburg',
  'Asia/Novosibirsk',
  'Asia/Vladivostok',
] as const;

// Broad and narrow, overlapping on purpose: many people ask the same, and one vacancy fits several searches of a person.
const ASKED: { query: string; filters?: Partial<Filters> }[] = [
  { query: 'менеджер' },
  { query: 'менеджер по работе с клиентами' },
  { query: 'title:менеджер -стажёр' },
  { query: 'водитель ИЛИ курьер' },
  { query: 'водитель категории С' },
  { query: 'разработчик', filters: { schedule: ['remote', 'unknown'] } },
  { query: 'java OR python' },
  { query: 'аналитик', filters: { payFrom: 80_000 } },
  { query: 'бухгалтер', filters: { onlyWithPay: true } },
  { query: 'повар OR пекарь OR кондитер' },
  { query: 'медсестра OR "медицинская сестра"' },
  { query: 'инженер', filters: { experience: ['1-3', '3-6'] } },
  { query: 'учитель OR воспитатель', filters: { excludeWords: 'английский' } },
  { query: 'продавец', filters: { employment: ['full'] } },
];

export interface Person {
  email: string;
  zone: (typeof ZONES)[number];
  subscriberId: string;
}

/** `count` confirmed people, ten in each zone of fifty, with one to three searches each. */
export async function subscribePeople(db: DataSource, count: number, now: Date): Promise<Person[]> {
  const people: Person[] = [];
  for (let i = 0; i < count; i++) {
    const person = { email: `reader${i}@example.org`, zone: ZONES[i % ZONES.length]! };
    let subscriberId = '';
    for (let n = 0; n <= i % 3; n++) {
      const { query, filters = {} } = ASKED[(i * 3 + n * 5) % ASKED.length]!;
      const done = await subscribeConfirmed(
        db,
        {
          ...{ query, filters, places: [], email: person.email, zone: person.zone },
          ...{
            language: i % 7 === 0 ? 'en' : 'ru',
            sendAt: '09:00',
            days: [1, 2, 3, 4, 5, 6, 7],
            evidence: 'a test',
          },
        },
        now,
      );
      if (done.kind !== 'subscribed') throw new Error(JSON.stringify(done));
      subscriberId = done.subscriberId;
    }
    people.push({ ...person, subscriberId });
  }
  return people;
}
