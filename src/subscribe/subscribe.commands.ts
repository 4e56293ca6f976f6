import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DataSource } from 'typeorm';
import { answer, parseNow, SayError, type WithWorld, type World } from '../kit/command.js';
import { LANGUAGES, type Language } from '../kit/i18n.js';
import { links } from '../kit/links.js';
import { createRenderer } from '../kit/render.js';
import type { Filters } from '../language/filters.js';
import { issueLogin } from './login-token.js';
import { requestSubscription } from './request-subscription.js';
import { EVERY_DAY } from './settings.js';
import { subscribeConfirmed } from './subscribe-confirmed.js';
import type { SubscriptionRequest, Volume } from './subscription.js';

/** What search knows and this folder must not import. */
export interface Known {
  /** How names of cities become places. */
  resolveCities(
    db: DataSource,
    names: string[],
  ): Promise<{ placeIds: number[]; unknown: string[]; shared: string[] }>;
  /** How much a search would bring. */
  volumeOf(db: DataSource, search: { query: string; filters: Partial<Filters> }, now: Date): Promise<Volume>;
}

interface Options {
  query: string;
  city: string[];
  salaryFrom?: number;
  at: string;
  tz?: string;
  days: number[];
  lang: Language;
  confirmed?: string;
  now?: string;
  json?: boolean;
}

/** `subscribe EMAIL`: what the form does, or, with `--confirmed`, at once. */
export function addSubscribeCommands(program: Command, withWorld: WithWorld, known: Known): void {
  program
    .command('subscribe')
    .description('save a search for an address: a letter with a link confirms it')
    .argument('<email>')
    .requiredOption('--query <query>', "words in the query language; '' for every vacancy of a city")
    .option('--city <name>', 'a city; may be repeated', (name: string, all: string[]) => [...all, name], [])
    .addOption(new Option('--salary-from <roubles>', 'pay from, roubles a month').argParser(roubles))
    .option('--at <time>', 'local time of the letter', '09:00')
    .option('--tz <zone>', 'IANA time zone, such as Europe/Moscow; else DEFAULT_ZONE')
    .addOption(
      new Option('--days <days>', 'weekdays, such as 1-5 or 1,3,5')
        .default(EVERY_DAY, '1-7')
        .argParser(daysOf),
    )
    .addOption(new Option('--lang <language>').choices(LANGUAGES).default('ru'))
    .option('--confirmed <evidence>', 'subscribe at once: where the consent is kept')
    .option('--now <time>', 'act at this instant, such as 2026-11-24T09:01+03:00')
    .option('--json', 'answer in JSON')
    .action((email: string, options: Options) =>
      withWorld(async (world) => {
        const made = await subscribe(world, { email, options, known });
        answer(options.json, made, () => `Manage: ${made.manageUrl}`);
      }),
    );
}

interface Asked {
  email: string;
  options: Options;
  known: Known;
}

async function subscribe(world: World, { email, options, known }: Asked) {
  const { db, config, secret } = world;
  const now = parseNow(options.now);
  const asked = await requestOf(world, { email, options, known });
  const request = { ...asked, volume: await known.volumeOf(db, asked, now) };
  const to = links(config.publicUrl);
  const tools = { renderer: createRenderer(), links: to, secret, operator: config.mailFrom };
  const consent = { ip: null, form: 'command', language: options.lang };
  const done =
    options.confirmed === undefined
      ? await requestSubscription(db, { ...request, consent }, { tools, now })
      : await subscribeConfirmed(db, { ...request, evidence: options.confirmed }, now);
  if (done.kind === 'refused') throw new SayError(done.problems.map(({ sentence }) => sentence).join('\n'));
  const made = done.kind === 'subscribed' ? done : done.made;
  if (made === null) throw new SayError(NO_LETTER);
  const token = await issueLogin(db.manager, made.subscriberId, now);
  return {
    subscriberId: made.subscriberId,
    savedSearchId: made.savedSearchId,
    manageUrl: to.login(token),
  };
}

const NO_LETTER =
  'No letter was written: this address was asked within a day, or three times within a month, or it must not be written to. Try again tomorrow, or say --confirmed where you hold the consent.';

async function requestOf(
  { db, config }: World,
  { email, options, known }: Asked,
): Promise<SubscriptionRequest> {
  const { query, city, salaryFrom, at, tz, days, lang } = options;
  const { placeIds, unknown, shared } = await known.resolveCities(db, city);
  return {
    email,
    query,
    filters: { places: placeIds, cityNames: [...unknown, ...shared], payFrom: salaryFrom ?? null },
    places: city,
    language: lang,
    zone: tz ?? config.zone,
    sendAt: at,
    days,
  };
}

/** '1-5' or '1,3,5' → ISO weekdays. */
function daysOf(text: string): number[] {
  const parts = text.split(',').map((part) => /^([1-7])(?:-([1-7]))?$/.exec(part.trim()));
  const days = parts.flatMap((part) => {
    const from = Number(part?.[1]);
    const to = Number(part?.[2] ?? from);
    return EVERY_DAY.filter((day) => day >= from && day <= to);
  });
  if (parts.includes(null) || days.length === 0) {
    throw new InvalidArgumentError('Days are 1 (Monday) to 7 (Sunday), such as 1-5 or 1,3,5.');
  }
  return [...new Set(days)].sort();
}

function roubles(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of roubles.');
  return Number(text);
}
