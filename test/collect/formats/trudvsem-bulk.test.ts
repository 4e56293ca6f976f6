import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { trudvsemBulk } from '../../../src/collect/formats/trudvsem-bulk.js';
import type { ReadItem } from '../../../src/collect/posting.js';

test('trudvsem-bulk reads the vacancies of a district under their documented names', async () => {
  const vacancy = {
    id: 'a1',
    vac_url: 'https://trudvsem.example/a1',
    vacancy_name: 'Пекарь',
    company: { name: 'ООО «Каравай»' },
    original_source_type: 'RECRUITMENT_AGENCY',
    vacancy_address: 'г. Казань, ул. Печная, 1',
    salary_min: 40000,
    salary_max: 0,
    required_experience: 0,
    schedule_type: 'Сменный график',
    busy_type: 'Полная занятость',
    date_create: '2026-11-01',
  };
  const bytes = Readable.from([Buffer.from(JSON.stringify({ meta: {}, vacancies: [vacancy, 5] }))]);
  const items: ReadItem[] = [];
  for await (const item of trudvsemBulk.read({ bytes })) items.push(item);
  expect(items).toEqual([
    {
      kind: 'posting',
      position: 'record 1',
      posting: {
        externalId: 'a1',
        url: 'https://trudvsem.example/a1',
        title: 'Пекарь',
        employer: 'ООО «Каравай»',
        agency: true,
        origin: 'RECRUITMENT_AGENCY',
        places: ['г. Казань, ул. Печная, 1'],
        pay: { from: '40000', to: '0', currency: 'RUB' },
        experience: 'без опыта',
        schedule: 'Сменный график',
        employment: 'Полная занятость',
        publishedAt: '2026-11-01',
      },
    },
    expect.objectContaining({ kind: 'rejected', position: 'record 2', reason: 'not-a-posting' }),
  ]);
});
