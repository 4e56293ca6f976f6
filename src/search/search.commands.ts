import { type Command, InvalidArgumentError, Option } from 'commander';
import { answer, parseNow, SayError, type WithWorld, type World } from '../kit/command.js';
import { EMPLOYMENT, EXPERIENCE, type Filters, SCHEDULE } from '../language/filters.js';
import { type ReadSearch, readSearch } from '../language/read-search.js';
import { type Estimate, estimate, otherwise } from './estimate.js';
import { type EstimateTools, estimateTools } from './estimate-tools.js';
import { itemJson } from './item-json.js';
import { type ResolvedCities, resolveCities, writtenNames } from './places.js';
import { answerLines, cityLines, counted, insteadLines, readingLines } from './search-lines.js';
import type { SearchRequest } from './search-request.js';
import { type SearchAnswer, searchVacancies } from './search-vacancies.js';
import { suggestByTitles } from './suggest-by-titles.js';
import { refusalText, tooMuchText, warningTexts } from './told.js';

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
    .action((query: string, options: FilterOptions & { limit: number }, command: Command) => {
      refuseStrangers(command);
      return withWorld(async (world) => {
        const { cities, ...request } = await requestOf(world, query, options);
        const page = { page: 1, pageSize: options.limit };
        const found = await searchVacancies(world.db, { ...request, ...page }, parseNow(options.now));
        if (found === null) throw new SayError('This search took too long: add a word or name a city.');
        const instead = await otherwise(toolsOf(world), { request, open: found.total });
        answer(options.json, asJson(query, found), () => answerLines(found, cities, instead));
      });
    });
  withFilters(program.command('explain'))
    .description('how a query is read: canonical form, tsquery, warnings, vacancies a week')
    .action((query: string, options: FilterOptions, command: Command) => {
      refuseStrangers(command);
      return withWorld(async (world) => {
        const { cities, ...request } = await requestOf(world, query, options);
        const read = readSearch(request);
        const found = await estimate(toolsOf(world), { request }, parseNow(options.now));
        const explained = explainSearch(query, read, found);
        const lines = () => [...linesOf(explained, read), ...cityLines(cities), ...insteadLines(found)];
        answer(options.json, explained, () => lines().join('\n'));
      });
    });
}

const toolsOf = ({ db }: World): EstimateTools => estimateTools(db, { suggest: suggestByTitles(db) });

// A query may begin with a minus, as «-стажер повар» does: an option that nobody knows is taken for it.
const withFilters = (command: Command): Command =>
  command
    .argument('<query>', "words in the query language, in quotes: 'java (москва OR казань) -стажер'")
    .allowUnknownOption()
    .allowExcessArguments()
    .option('--city <name>', 'a city; may be repeated', (name: string, all: string[]) => [...all, name], [])
    .addOption(new Option('--salary-from <roubles>', 'pay from, roubles a month').argParser(wholeNumber))
    .option('--with-pay', 'only vacancies that state their pay')
    .addOption(new Option('--experience <values...>').choices(EXPERIENCE))
    .addOption(new Option('--schedule <values...>').choices(SCHEDULE))
    .addOption(new Option('--employment <values...>').choices(EMPLOYMENT))
    .option('--now <time>', 'as if it were this instant, such as 2026-11-24T09:01+03:00')
    .option('--json', 'answer in JSON');

/** One query and no mistyped option: what commander no longer looks after here. */
function refuseStrangers(command: Command): void {
  const option = command.args.find((arg) => /^--[a-z][a-z-]*(?:=|$)/i.test(arg));
  if (option !== undefined)
    throw new SayError(`There is no option "${option}"; --help lists those there are.`);
  if (command.args.length > 1) {
    throw new SayError(`Put the query in quotes, for it is one argument: '${command.args.join(' ')}'.`);
  }
}

async function requestOf(
  { db }: World,
  query: string,
  { city, salaryFrom, withPay, experience, schedule, employment }: FilterOptions,
): Promise<SearchRequest & { cities: ResolvedCities }> {
  const cities = await resolveCities(db, city);
  const filters: Partial<Filters> = {
    places: cities.placeIds,
    cityNames: writtenNames(cities),
    payFrom: salaryFrom ?? null,
    onlyWithPay: withPay ?? false,
    experience: experience ?? [],
    schedule: schedule ?? [],
    employment: employment ?? [],
  };
  return { query, filters, cities };
}

function asJson(query: string, { read, total, vacancies, items }: SearchAnswer) {
  return { query, canonical: read.canonicalKey, total, vacancies, items: items.map(itemJson) };
}

/** How a request is read and what it would bring, as `explain --json` answers it. */
function explainSearch(query: string, read: ReadSearch, found: Estimate) {
  const { canonicalKey: canonical, tsquery } = read;
  const { perWeek, open, tooBroad, suggestion } = found;
  return {
    query,
    canonical,
    tsquery,
    warnings: warningTexts(read, 'en'),
    perWeek,
    refused: refusalText(read, 'en') ?? tooMuchText(found, 'en'),
    open,
    tooBroad,
    narrow: found.narrow.map(({ by, value, request, n }) => ({
      by,
      value,
      query: request.query,
      perWeek: n,
    })),
    widen: found.widen.map(({ by, value, request, n }) => ({
      by,
      value,
      query: request.query,
      vacancies: n,
    })),
    suggestion: suggestion && { query: suggestion.request.query, vacancies: suggestion.n },
  };
}

function linesOf(told: ReturnType<typeof explainSearch>, read: ReadSearch): string[] {
  const { query, canonical, tsquery, perWeek, refused, tooBroad, open } = told;
  return [
    `Query: ${query}`,
    ...readingLines(read),
    `Canonical form: ${canonical}`,
    `tsquery: ${tsquery ?? 'none'}`,
    refused === null ? volumeLine(perWeek) : `It cannot be an alert. ${refused}`,
    ...(open === 0 ? ['Nothing that is open fits.'] : []),
    ...(tooBroad && refused === null ? ['That is a lot for one letter a day; it could be narrowed.'] : []),
  ];
}

const volumeLine = (perWeek: number | null): string =>
  perWeek === null
    ? 'How many vacancies a week it would bring took too long to count.'
    : `As an alert it would bring about ${counted(perWeek, 'vacancy', 'vacancies')} a week.`;

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
