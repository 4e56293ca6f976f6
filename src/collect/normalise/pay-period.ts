import { remembered } from '../../kit/remembered.js';
import { foldWords } from './clean.js';

export type PayPeriod = 'month' | 'shift' | 'hour' | 'year' | 'week' | 'day' | 'project';

// Each begins with what joins a period to a sum («за», «/», "per"), or is the whole field of a feed. The mere word would
// not do: «интересные проекты», «процент с продаж вашей смены», «премия по итогам года».
const PERIODS: [PayPeriod, RegExp][] = [
  ['project', /за \d{1,3} ?(?:смен|дн|сут|вахт)/u],
  ['shift', /за \d{1,2} ?ч(?:ас|\.| |$)/u],
  [
    'hour',
    /(?:за|в|\/) ?(?:1 ?|\S+ский )?час(?![а-я])|(?:\/ ?|в )ч(?![а-я])|часовая|почасов|^час(?:ы|ов)?$|(?:per|an?|\/|per_) ?hour|\bhourly\b|^\s*hours?(?![a-z])|(?:^|\/ ?|per |an )hrs?\b|\bp\/?h\b|(?:pro|je|\/) ?stunde/u,
  ],
  [
    'shift',
    /(?:за|в|\/) ?(?:одну |1 )?смен[уа]?(?![а-я])|смен[ыа]? по |^смен[аыу]?$|р(?:уб)?\.? смен[ау]|(?:per|a|\/) ?shift|^shifts?$|(?:за|в|\/) ?сутки|\/ ?сут/u,
  ],
  [
    'day',
    /(?:за|в|\/) ?(?:рабочий |1 )?день|^день|(?:per|a|\/) ?day\b|\bdaily\b|^day$|per_day|(?:pro|je|\/) ?tag\b/u,
  ],
  ['week', /(?:за|в|\/) ?неделю|^недел[яюи]$|(?:per|a|\/) ?week\b|\bweekly\b|^week$|(?:pro|\/) ?woche/u],
  [
    'year',
    /(?:за|в|\/) ?год(?![а-я])|годов\S+ (?:доход|зарплат|оклад)|^год(?:ы|а)?$|(?<!\d[ -]?)\byear(?:ly)?\b|\bannual(?:ly)?\b(?! (?:bonus|leave|premium))|\bannum|(?:\/ ?|\b)yr\b|\bp\.? ?a\b|\blpa\b|(?:pro|im|\/) ?jahr|jahres/u,
  ],
  [
    'project',
    /(?:за|\/) ?(?:проект|услугу|объем|заказ|рейс|вахту|статью|текст|этап|урок|занятие|выезд|доставку|кв|метр|км(?![а-я]))|^(?:проект|вахт)\S*$|(?:per|a|\/) ?(?:project|article|task)|^(?:per_)?(?:project|service)$|fly_in_fly_out|\bone-time\b/u,
  ],
  ['month', /мес(?:яц|\.|\b|$|[^а-я])|ежемесячн|\bmonth(?:ly)?\b|monat|\bmtl/u],
];

// «40 часов в неделю», «выплаты 2 раза в месяц»: how much is worked, how often money comes; not what it is for.
const FREQUENCY =
  /(?:раза?|час(?:ов|а)?|дн(?:ей|я)|смен)(?: в |\/)(?:недел|мес|день|сутки|год)[а-я]*|\d\+?[ -]?(?:hours?|hrs?|days?)[ -]?(?:(?:per|a|\/|in a) ?)?(?:week|day|month|year)(?:ly|s)?|(?:work(?:ing)?|office) hours?|times? (?:a|per) (?:month|year|week)|full[ -]day/gu;

/** What the pay is paid for, or null. Of several the first. */
export const readPeriod = remembered((written) => firstOf(foldWords(written)));

/**
 * The same in a statement whose figures stand from `from` to `to`: what stands right behind them counts first, then
 * what stands before them. Behind a plus another thing is told. `text` is folded, and ends
 * where the next figure begins.
 */
export const periodAround = (text: string, { from, to }: { from: number; to: number }): PayPeriod | null =>
  firstOf(text.slice(to).split(/\s\+\s/)[0]!) ??
  firstOf(text.slice(from, to)) ??
  firstOf(text.slice(0, from));

function firstOf(text: string): PayPeriod | null {
  if (!/\p{L}/u.test(text)) return null;
  const read = text.replace(FREQUENCY, (found) => ' '.repeat(found.length));
  const found = PERIODS.map(([period, words]) => ({ period, at: read.search(words) }));
  const first = found.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0];
  return first?.period ?? null;
}
