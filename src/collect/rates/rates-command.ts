import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { answer, type NowOptions, nowOf, SayError, type WithWorld, withNow } from '../../kit/command.js';
import { unreadableFile } from '../faults.js';
import { FeedError } from '../formats/inflate.js';
import { textOf } from '../formats/text-of.js';
import { type LatestRate, latestRates } from './rates.sql.js';
import { fetchRates } from './refresh-rates.js';
import { type TakenRates, takeRates } from './take-rates.js';

/** `vestnik rates`. */
export function addRatesCommand(program: Command, withWorld: WithWorld): void {
  const command = program
    .command('rates')
    .description(
      "take the Central Bank's daily lists of exchange rates; without a list, tell the rates in use",
    )
    .argument('[list...]', 'files or addresses of lists such as https://www.cbr.ru/scripts/XML_daily.asp');
  withNow(command).action((lists: string[], options: NowOptions) =>
    withWorld(async ({ db, config }) => {
      const now = nowOf(options, config);
      const taken: (TakenRates & { list: string })[] = [];
      for (const list of lists) {
        taken.push({ list, ...(await takeList(db, { list, publicUrl: config.publicUrl }, now)) });
      }
      const rates = await latestRates(db, now);
      answer(options.json, { taken, rates }, () => linesOf(taken, rates));
    }),
  );
}

async function takeList(
  db: DataSource,
  { list, publicUrl }: { list: string; publicUrl: string },
  now: Date,
): Promise<TakenRates> {
  try {
    if (/^https?:\/\//i.test(list) && URL.canParse(list)) {
      return await fetchRates(db, { url: new URL(list), publicUrl }, now);
    }
    return await takeRates(db, textOf({ bytes: list === '-' ? process.stdin : createReadStream(list) }), now);
  } catch (error) {
    const fault = unreadableFile(error) ?? (error instanceof FeedError ? error.message : null);
    if (fault === null) throw error;
    throw new SayError(`No rates were taken from ${list}: ${fault}`, { cause: error });
  }
}

function linesOf(taken: readonly (TakenRates & { list: string })[], rates: readonly LatestRate[]): string {
  if (taken.length > 0) {
    return taken
      .map(
        ({ list, day, currencies, priced }) =>
          `${list}: ${currencies} rates of ${day}, vacancies priced: ${priced}`,
      )
      .join('\n');
  }
  if (rates.length === 0) {
    return 'No rates are stored: pay in other currencies counts as not stated. Give a list, or set RATES_URL.';
  }
  return rates.map(({ currency, rub, day }) => `${currency} ${rub} (${day})`).join('\n');
}
