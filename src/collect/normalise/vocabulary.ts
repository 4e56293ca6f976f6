import type { Employment, Experience, Schedule } from '../../language/filters.js';
import type { Texts } from '../posting.js';
import { foldWords } from './clean.js';

/** What a posting says about experience, schedule and employment, in our words, and the words that nobody knows. */
export interface Terms {
  experience: Experience;
  schedule: Schedule[];
  employment: Employment[];
  /** "schedule: ненормированный": as written, folded. */
  unmapped: string[];
}

export interface RawTerms {
  experience?: Texts | null | undefined;
  schedule?: Texts | null | undefined;
  employment?: Texts | null | undefined;
}

/**
 * Maps the words of the boards into ours. Boards mix the two lists («занятость: удалённая работа»), so both are looked
 * up in one dictionary. A word of no dictionary is told, never dropped in silence.
 */
export function normaliseTerms(raw: RawTerms): Terms {
  const unmapped: string[] = [];
  const found = [
    ...termsOf('schedule', raw.schedule, unmapped),
    ...termsOf('employment', raw.employment, unmapped),
  ];
  return {
    experience: experienceOf(raw.experience, unmapped),
    schedule: [...new Set(found.flatMap(({ schedule }) => schedule ?? []))].sort(),
    employment: [...new Set(found.flatMap(({ employment }) => employment ?? []))].sort(),
    unmapped,
  };
}

interface Meaning {
  schedule?: Schedule;
  employment?: Employment;
}

// One line a meaning: schedule / employment = all its ways of writing, folded. '-' means nothing on purpose.
const MEANINGS = new Map(
  `full-day/ = полный день, полный рабочий день, fullday, full-day, full day, on_site, дневной, 5/2, пятидневка, пятидневная рабочая неделя
  shift/ = сменный график, сменный, сменный график работы, сменная работа, смены, посменно, посменный график, shift, 2/2, 3/3, 1/3, shift work
  flexible/ = гибкий график, гибкий, гибкий график работы, flexible, свободный график, свободный, hybrid, гибрид
  remote/ = удаленная работа, удаленная, удаленный, удаленно, удаленка, на дому, дистанционная работа, дистанционная, дистанционно, remote, telecommute, можно удаленно, работа на дому
  fly-in/ = вахтовый метод, вахта, вахтовый, вахтовая работа, flyinflyout, fly-in, fly_in_fly_out
  /full = полная занятость, полная, full, fulltime, full_time, full-time, full time, постоянная работа, постоянная, permanent
  /part = частичная занятость, частичная, неполная занятость, part, parttime, part_time, part-time, part time, неполный рабочий день, неполный день, неполное рабочее время, подработка, совместительство, по совместительству
  /project = проектная работа, проектная, проектная работа/разовое задание, проектная работа или разовое задание, разовое задание, project, contract, contractor, freelance, фриланс, гпх, per_diem
  /internship = стажировка, internship, intern, probation, практика
  /volunteer = волонтерство, волонтер, volunteer
  /temporary = временная, временная работа, временная занятость, сезонная, сезонная работа, temporary, seasonal
  - = не имеет значения, не указан, не указана, не указано, нет данных, любой, любая, unknown, other, нет, другое`
    .split('\n')
    .flatMap((line) => {
      const [meaning, words] = line.trim().split(' = ') as [string, string];
      const [schedule, employment] = meaning === '-' ? [] : meaning.split('/');
      const read = { ...(schedule && { schedule }), ...(employment && { employment }) } as Meaning;
      return words.split(', ').map((word) => [word, read] as const);
    }),
);

function termsOf(field: keyof Terms, written: Texts | null | undefined, unmapped: string[]): Meaning[] {
  return listOf(written).flatMap((text) => {
    const word = text.replace(PREFIX, '');
    const whole = MEANINGS.get(word);
    if (whole !== undefined) return [whole];
    const parts = word.split(/\s*[,;]\s*|\s+\/\s+|\s+и(?:ли)?\s+/u).filter((part) => part !== '');
    return parts.flatMap((part) => {
      const meaning = MEANINGS.get(part);
      if (meaning === undefined) unmapped.push(`${field}: ${part.slice(0, 80)}`);
      return meaning ?? [];
    });
  });
}

const PREFIX =
  /^(?:занятость|тип занятости|график|график работы|опыт|опыт работы|требуемый опыт(?: работы)?):\s*/u;

const listOf = (written: Texts | null | undefined): string[] =>
  (typeof written === 'string' ? [written] : (written ?? [])).map(foldWords).filter((text) => text !== '');

const NONE = new Set(
  'noexperience|no experience|нет опыта|без опыта|без опыта работы|не требуется|опыт не требуется|опыт работы не требуется|none|entry level|нет опыта работы'.split(
    '|',
  ),
);
const UNSAID = new Set(
  'не имеет значения|unknown|не указан|не указано|нет данных|любой|любой опыт|-'.split('|'),
);

function experienceOf(written: Texts | null | undefined, unmapped: string[]): Experience {
  const word = listOf(written)[0]?.replace(PREFIX, '');
  if (word === undefined || UNSAID.has(word)) return 'unknown';
  if (NONE.has(word)) return 'none';
  const least = leastYears(word);
  if (least === null) unmapped.push(`experience: ${word.slice(0, 80)}`);
  if (least === null) return 'unknown';
  if (least >= 6) return '6+';
  return least >= 3 ? '3-6' : least >= 1 ? '1-3' : 'none';
}

/** The years that are asked at least: «от 1 года до 3 лет», between1And3, «3-6 лет», «более 6 лет», «6+», 3. */
function leastYears(word: string): number | null {
  if (/месяц|month|^(?:менее|меньше|до) года/u.test(word)) return 0;
  const found =
    /^(?:(?:от|более|больше|свыше|не менее|from|between|morethan|more than|over)\s*)?(\d{1,2})(?![\d.])/u.exec(
      word,
    );
  if (found !== null) return Number(found[1]);
  // «до 3 лет» leaves the lower end open; one year of it is the least that the words promise.
  return /^до 1\b/u.test(word) ? 0 : /^до \d/u.test(word) ? 1 : null;
}
