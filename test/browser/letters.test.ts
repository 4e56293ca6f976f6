import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, expect, jest, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { allLetters } from '../letters/kinds.js';
import { openBrowser } from './open-browser.js';

jest.setTimeout(120_000);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Known before the tests are, so that those without a browser count as skipped.
const opened = await openBrowser();
const browser = opened as Browser;
const inBrowser = opened === null ? test.skip : test;
afterAll(() => opened?.close());

// Each template in each of its shapes: a browser takes a second for every look.
const SHAPES = [
  'digest of 12, ru',
  'digest of 1, en',
  'digest asked for, ru',
  'awkward digest, ru',
  'answer to a form (new), ru',
  'answer to a form (full), en',
  'link to log in, ru',
];

inBrowser.each([...allLetters()].filter(([name]) => SHAPES.includes(name)))(
  'the %s has no fault that axe finds and fits a phone and a desk, light and dark, and without its style sheet',
  async (_, { html }) => {
    for (const [width, colorScheme, written] of [
      [375, 'dark', html],
      [700, 'light', html],
      // As Gmail shows it on a phone to somebody with an address elsewhere.
      [375, 'light', html.replace(/<style[\s\S]*<\/style>/, '')],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 720 }, colorScheme });
      await page.setContent(written);
      await page.evaluate(AXE);
      const faults = await page.evaluate(`axe.run().then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 150))))`);
      expect([width, colorScheme, faults]).toEqual([width, colorScheme, []]);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([width, colorScheme, over]).toEqual([width, colorScheme, 0]);
      await page.close();
    }
  },
);
