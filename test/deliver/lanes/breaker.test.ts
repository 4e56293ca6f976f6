import { describe, expect, test } from '@jest/globals';
import { beginProbe, doorOf, dropProbe, type Mark, noteMarks } from '../../../src/deliver/lanes/breaker.js';
import { lane, NOON, seconds } from './lane.js';

const marks = (text: string): Mark[] => [...text] as Mark[];
const noted = (text: string) => noteMarks(lane(), marks(text), NOON);

describe('the breaker opens', () => {
  test.each([
    ['----', 'all'],
    ['-----', 'nobody'],
    ['----+----', 'all'],
    ['!', 'nobody'],
    // 10 of the last 20 are not more than half of them; 11 are.
    ['-+'.repeat(10), 'all'],
    [`${'-+'.repeat(9)}--`, 'nobody'],
  ])('after %s for %s', (text, door) => expect(doorOf(noted(text), NOON)).toBe(door));

  test('for 30 s first, then twice as long each time that a probe fails, never longer than 10 minutes', () => {
    let shut = noted('-----');
    let at = NOON;
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      waits.push((shut.openUntil!.getTime() - at.getTime()) / 1000);
      at = shut.openUntil!;
      shut = noteMarks(beginProbe(shut, at), ['-'], at);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600, 600]);
  });

  test('once for letters that were under way together', () => {
    const shut = noted('-----');
    expect(noteMarks(shut, marks('----'), seconds(1))).toMatchObject({
      openings: 1,
      openUntil: shut.openUntil,
    });
    expect(doorOf(noteMarks(shut, ['+'], seconds(1)), seconds(1))).toBe('nobody');
  });
});

describe('when its time has passed', () => {
  test('one may try; another may when that one says nothing for a minute, or had nothing to try with', () => {
    const shut = noted('-----');
    expect(doorOf(shut, seconds(29))).toBe('nobody');
    expect(doorOf(shut, seconds(30))).toBe('probe');
    const trying = beginProbe(shut, seconds(30));
    expect(doorOf(trying, seconds(31))).toBe('nobody');
    expect(doorOf(trying, seconds(91))).toBe('probe');
    expect(doorOf(dropProbe(trying), seconds(31))).toBe('probe');
  });

  test('an answer to it opens the door for all, and what failed before counts no more', () => {
    const well = noteMarks(beginProbe(noted('-----'), seconds(30)), ['+'], seconds(31));
    expect(well).toMatchObject({
      openings: 0,
      openUntil: null,
      failures: 0,
      failingSince: null,
      recent: '+',
    });
    expect(doorOf(well, seconds(31))).toBe('all');
  });
});

test('a clock set back by an hour does not shut the door for an hour', () => {
  expect(doorOf(noteMarks(lane(), ['!'], seconds(3600)), NOON)).toBe('probe');
});

test('since when it fails is told until something is answered', () => {
  const failing = noteMarks(noteMarks(lane(), ['-'], NOON), ['-'], seconds(60));
  expect(failing.failingSince).toEqual(NOON);
  expect(noteMarks(failing, ['+'], seconds(61)).failingSince).toBeNull();
});
