import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { normalisePay } from '../../../src/collect/normalise/pay.js';
import { hasData, realStatements } from './real-statements.js';

const present = hasData();
if (!present) process.stdout.write('skipped: no ../shared/data (pay as real vacancies state it)\n');

/** real-pay.tsv: what each statement says, as a person read it; «-» is unsaid. Its words stay in the data. */
const answers = readFileSync(new URL('real-pay.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [string, string, string, ...string[]]);

const keyOf = (file: string, row: string | number, hash: string): string => `${file} row ${row} ${hash}`;
const statements = new Map(
  (present ? realStatements() : []).map(({ file, row, hash, text }) => [keyOf(file, row, hash), text]),
);

(present ? describe : describe.skip)('pay as real vacancies state it', () => {
  test('every answer belongs to a statement that is there, and they are many, in many currencies and periods', () => {
    const lost = answers.filter(([file, row, hash]) => !statements.has(keyOf(file, row, hash)));
    expect(lost).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(120);
    const said = (column: number) => new Set(answers.map((answer) => answer[column]));
    expect(said(0).size).toBeGreaterThanOrEqual(10);
    expect([...said(5)].sort()).toEqual([...'- AUD BYN EUR GBP INR RUB UAH USD UZS'.split(' ')].sort());
    expect([...said(7)].sort()).toEqual('- day hour month project shift year'.split(' '));
  });

  test.each(answers)('%s row %s, %s', (file, row, hash, ...answer) => {
    const text = statements.get(keyOf(file, row, hash))!;
    const { from, to, currency, gross, period } = normalisePay({ text }, () => 1);
    const tax = gross === null ? null : gross ? 'gross' : 'net';
    expect([from, to, currency, tax, period].map((part) => String(part ?? '-'))).toEqual(answer);
  });
});
