import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { normaliseTerms } from '../../../src/collect/normalise/vocabulary.js';

const DICTIONARIES = new URL('../../../../shared/data/geo/hh-dictionaries-2024.json', import.meta.url);
const present = existsSync(DICTIONARIES);
if (!present) process.stdout.write('skipped: no ../shared/data (dictionaries of hh.ru)\n');

interface Entry {
  id: string;
  name: string;
}
const dictionaries = present
  ? (JSON.parse(readFileSync(DICTIONARIES, 'utf8')) as Record<string, Entry[]>)
  : {};
const entries = (name: string) => (dictionaries[name] ?? []).flatMap(({ id, name }) => [id, name]);

(present ? describe : describe.skip)('the dictionaries of hh.ru', () => {
  test.each([
    ['experience', 'experience', 8],
    ['schedule', 'schedule', 10],
    ['employment', 'employment', 10],
    ['working_days', 'employment', 2],
    ['working_time_intervals', 'employment', 2],
  ] as const)('every value of %s, by its id and by its name, is a word of ours', (name, field, least) => {
    const values = entries(name);
    expect(values.length).toBeGreaterThanOrEqual(least);
    for (const value of values) {
      const { unmapped, experience, schedule, employment } = normaliseTerms({ [field]: value });
      const said =
        field === 'experience' ? experience !== 'unknown' : schedule.length + employment.length > 0;
      expect({ value, unmapped, said }).toEqual({ value, unmapped: [], said: true });
    }
  });

  test('and what says neither is known to say nothing', () => {
    for (const schedule of entries('working_time_modes')) {
      expect(normaliseTerms({ schedule })).toMatchObject({ schedule: [], employment: [], unmapped: [] });
    }
  });
});
