import { expect, test } from '@jest/globals';
import { laneOf } from '../../../src/deliver/lanes/lane-of.js';

test.each([
  ['anna@gmail.com', 'gmail'],
  ['Anna@GoogleMail.com', 'gmail'],
  ['anna@bk.ru', 'mailru'],
  ['anna@ya.ru', 'yandex'],
  ['anna@yandex.com.tr', 'yandex'],
  ['anna@outlook.com', 'microsoft'],
  ['anna@hotmail.co.uk', 'microsoft'],
  ['anna@live.com.ar', 'microsoft'],
  ['anna@yahoo.co.jp', 'yahoo'],
  ['"a@b"@aol.com', 'yahoo'],
  ['anna@почта.рф', 'other'],
  ['anna@notgmail.com', 'other'],
  ['anna@outlook.example.com', 'other'],
  ['anna@live.school', 'other'],
  ['anna', 'other'],
  ['', 'other'],
])('the letters of %s go by the lane %s', (address, lane) => expect(laneOf(address)).toBe(lane));
