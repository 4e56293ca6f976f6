import type { Experience } from '../../language/filters.js';

const NONE = new Set(
  `noexperience|no_experience|no experience|no experience required|not required|нет опыта|без опыта|без опыта работы
  |не требуется|опыт не требуется|опыт работы не требуется|не нужен|none|entry level|нет опыта работы|менее года|до года
  |менее 1 года|полгода|от полугода|не обязательно|не обязателен|опыт не нужен|можно без опыта`
    .split('|')
    .map((word) => word.trim()),
);
const UNSAID = new Set(
  'не имеет значения|не важен|unknown|any|not stated|not specified|не указан|не указано|нет данных|любой|любой опыт|-'.split(
    '|',
  ),
);

/** The bucket that folded words about experience fall into, by the years that are asked at least; null: not understood. */
export function experienceIn(word: string): Experience | null {
  if (UNSAID.has(word)) return 'unknown';
  const least = NONE.has(word) ? 0 : leastYears(word);
  if (least === null) return null;
  if (least >= 6) return '6+';
  return least >= 3 ? '3-6' : least >= 1 ? '1-3' : 'none';
}

/** «от 1 года до 3 лет», between1And3, «3-6 лет», «более 6 лет», "at least 2 years", 6+, 3, "24 months". */
function leastYears(word: string): number | null {
  const months = /(\d{1,3})\s*(?:\+\s*)?(?:-\s*\d+\s*)?(?:месяц|мес\.?(?:$|\s)|months?)/u.exec(word);
  if (months !== null) return Math.floor(Number(months[1]) / 12);
  if (/^(?:менее|меньше|до) (?:года|полугода)/u.test(word)) return 0;
  // «до 3 лет» leaves the lower end open; one year of it is the least that the words promise.
  const most = /^(?:до|менее|меньше|less than|up to|under)\s*(\d{1,2})\b/u.exec(word);
  if (most !== null) return Number(most[1]) <= 1 ? 0 : 1;
  const least =
    /^(?:(?:от|с|более|больше|свыше|не менее|минимум|минимальный|from|between|morethan|more than|over|at least|minimum(?: of)?|min\.?)\s*)?(\d{1,2})(?![\d.])/u.exec(
      word,
    );
  return least === null ? null : Number(least[1]);
}
