import { type Command, InvalidArgumentError, Option } from 'commander';
import { answer, parseNow, SayError, type WithWorld, type World } from '../kit/command.js';
import { formatPay } from '../kit/money.js';
import { EMPLOYMENT, EXPERIENCE, type Filters, SCHEDULE } from '../language/filters.js';
import { readSearch } from '../language/read-search.js';
import { itemJson } from './item-json.js';
import type { ListedVacancy } from './listed.js';
import { resolveCities } from './places.js';
import type { SearchRequest } from './search-request.js';
import { type SearchAnswer, searchVacancies } from './search-vacancies.js';
import { refusalText, warningTexts } from './told.js';
import { volumePerWeek } from './volume.js';

interface FilterOptions {
  city: string[];
  salaryFrom?: number;
  withPay?: boolean;
  experience?: Filters['experience'];
  schedule?: Filters['schedule'];
  employment?: Filters['employment'];
  now?: string;
  json?: boolean;
}

/** `search` shows what the page would show; `explain` how a query is read and how much it would bring. */
export function addSearchCommands(program: Command, withWorld: WithWorld): void {
  withFilters(program.command('search'))
    .description('what the search page would show')
    .addOption(new Option('--limit <n>', 'how many to show').default(20).argParser(wholeNumber))
    .action((query: string, options: FilterOptions & { limit: number }) =>
      withWorld(async (world) => {
        const request = await requestOf(world, query, options);
        const page = { page: 1, pageSize: options.limit };
        const found = await searchVacancies(world.db, { ...request, ...page }, parseNow(options.now));
        if (found === null) throw new SayError('This search took too long: add a word or name a city.');
        answer(options.json, asJson(query, found), () => asLines(found));
      }),
    );
  withFilters(program.command('explain'))
    .description('how a query is read: canonical form, tsquery, warnings, vacancies a week')
    .action((query: string, options: FilterOptions) =>
      withWorld(async (world) => {
        const request = await requestOf(world, query, options);
        const told = explainSearch(request, await volumePerWeek(world.db, request, parseNow(options.now)));
        answer(options.json, told, () => lines(told));
      }),
    );
}

const withFilters = (command: Command): Command =>
  command
    .argument('<query>', 'words in the query language; put -- before it when it begins with a minus')
    .option('--city <name>', 'a city; may be repeated', (name: string, all: string[]) => [...all, name], [])
    .addOption(new Option('--salary-from <roubles>', 'pay from, roubles a month').argParser(wholeNumber))
    .option('--with-pay', 'only vacancies that state their pay')
    .addOption(new Option('--experience <values...>').choices(EXPERIENCE))
    .addOption(new Option('--schedule <values...>').choices(SCHEDULE))
    .addOption(new Option('--employment <values...>').choices(EMPLOYMENT))
    .option('--now <time>', 'as if it were this instant, such as 2026-11-24T09:01+03:00')
    .option('--json', 'answer in JSON');

async function requestOf(
  { db }: World,
  query: string,
  { city, salaryFrom, withPay, experience, schedule, employment }: FilterOptions,
): Promise<SearchRequest> {
  const { placeIds, unknown } = await resolveCities(db, city);
  const filters: Partial<Filters> = {
    places: placeIds,
    cityNames: unknown,
    payFrom: salaryFrom ?? null,
    onlyWithPay: withPay ?? false,
    experience: experience ?? [],
    schedule: schedule ?? [],
    employment: employment ?? [],
  };
  return { query, filters };
}

function asJson(query: string, { read, total, vacancies, items }: SearchAnswer) {
  return { query, canonical: read.canonicalKey, total, vacancies, items: items.map(itemJson) };
}

function asLines({ total, vacancies, items, read }: SearchAnswer): string {
  const told = [...warningTexts(read, 'en'), ...items.map(itemLine)];
  return [`${total} vacancies in ${vacancies} postings`, ...told].join('\n');
}

function itemLine({ id, title, employer, places, ...pay }: ListedVacancy): string {
  const stated = formatPay(
    {
      from: pay.payFrom,
      to: pay.payTo,
      currency: pay.payCurrency,
      gross: pay.payGross,
      period: pay.payPeriod,
    },
    'en',
  );
  return [id, title, employer ?? '', places.join(', '), stated].join('\t');
}

/** How a request is read, as `explain --json` answers it. */
function explainSearch(request: SearchRequest, perWeek: number | null) {
  const read = readSearch(request);
  return {
    query: request.query,
    canonical: read.canonicalKey,
    tsquery: read.tsquery,
    warnings: warningTexts(read, 'en'),
    perWeek,
    refused: refusalText(read, 'en'),
  };
}

const lines = (told: ReturnType<typeof explainSearch>): string =>
  Object.entries(told)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : (value ?? 'none')}`)
    .join('\n');

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
