import { remembered } from '../../kit/remembered.js';
import type { Employment, Experience, Schedule, WorkFormat } from '../../language/filters.js';
import type { Texts } from '../posting.js';
import { foldWords } from './clean.js';
import { type Meaning, meaningOf } from './dictionary.js';
import { experienceIn } from './experience.js';

/** What a posting says about experience, schedule, employment and where the work is done, and what nobody knows. */
export interface Terms {
  experience: Experience;
  schedule: Schedule[];
  employment: Employment[];
  /** 'remote' stands here and in `schedule`, or in neither. */
  workFormat: WorkFormat[];
  /** "schedule: ненормированный": as written, folded. */
  unmapped: string[];
}

export interface RawTerms {
  experience?: Texts | null | undefined;
  schedule?: Texts | null | undefined;
  employment?: Texts | null | undefined;
  workFormat?: Texts | null | undefined;
}

/**
 * Maps the words of the boards into ours. Boards mix the three lists («занятость: удалённая работа»), so all are looked
 * up in one dictionary. A word of no dictionary is told, never dropped in silence.
 */
export function normaliseTerms(raw: RawTerms): Terms {
  const unmapped: string[] = [];
  const found = (['schedule', 'employment', 'workFormat'] as const).flatMap((field) =>
    meaningsOf(field, raw[field], unmapped),
  );
  return {
    experience: experienceOf(raw.experience, unmapped),
    schedule: named(found, 'schedule'),
    employment: named(found, 'employment'),
    workFormat: named(found, 'workFormat'),
    unmapped,
  };
}

/** The same terms where the place says that the work is remote. */
export const withRemote = <T extends Pick<Terms, 'schedule' | 'workFormat'>>(terms: T): T => ({
  ...terms,
  schedule: sorted([...terms.schedule, 'remote']),
  workFormat: sorted([...terms.workFormat, 'remote']),
});

const sorted = <T extends string>(values: T[]): T[] => [...new Set(values)].sort();

const named = <K extends keyof Meaning>(found: readonly Meaning[], field: K): NonNullable<Meaning[K]>[] =>
  sorted(found.flatMap((meaning) => meaning[field] ?? []));

function meaningsOf(field: keyof RawTerms, written: Texts | null | undefined, unmapped: string[]): Meaning[] {
  return textsOf(written).flatMap((text) => {
    const { meanings, unknown } = readText(text);
    unmapped.push(...unknown.map((word) => `${field}: ${word}`));
    return meanings;
  });
}

const textsOf = (written: Texts | null | undefined): readonly string[] =>
  typeof written === 'string' ? [written] : (written ?? []);

/** What one text means: as a whole, or else in its parts, with the parts that nobody knows. */
const readText = remembered((written): { meanings: Meaning[]; unknown: string[] } => {
  const word = foldWords(written).replace(PREFIX, '');
  const whole = word === '' ? {} : meaningOf(word);
  if (whole !== undefined) return { meanings: [whole], unknown: [] };
  const parts = word.split(PARTS).filter((part) => part !== '');
  const read = parts.flatMap(
    (part) => meaningOf(part) ?? meaningOf(withoutBrackets(part)) ?? eitherOf(part) ?? part.slice(0, 80),
  );
  return {
    meanings: read.filter((part) => typeof part !== 'string'),
    unknown: read.filter((part) => typeof part === 'string'),
  };
});

/** «full-time/part-time», where both are words that we know. */
function eitherOf(part: string): Meaning[] | null {
  const meanings = part.split('/').map(meaningOf);
  return meanings.every((meaning) => meaning !== undefined) ? meanings : null;
}

const PARTS = /\s*[,;|•·+]\s*|\s+\/\s+|\s+(?:и(?:ли)?|and|or)\s+/u;

/** «heltid, tillsvidareanställning (inkl. …)»: what stands in brackets explains the word. */
const withoutBrackets = (part: string): string => part.replace(/\s*\([^)]*\)\s*/g, ' ').trim();

const PREFIX =
  /^(?:занятость|тип занятости|график|график работы|формат работы|формат|опыт|опыт работы|требуемый опыт(?: работы)?|experience|employment type|work format):\s*/u;

function experienceOf(written: Texts | null | undefined, unmapped: string[]): Experience {
  const text = textsOf(written).find((one) => one.trim() !== '');
  const read = text === undefined ? 'unknown' : readExperience(text);
  if (typeof read === 'string') return read;
  unmapped.push(`experience: ${read.unknown}`);
  return 'unknown';
}

const readExperience = remembered((written): Experience | { unknown: string } => {
  const word = foldWords(written)
    .replace(PREFIX, '')
    .replace(/^опыт(?: работы)? (?=от|до|более|менее|\d)/u, '');
  if (word === '') return 'unknown';
  return experienceIn(word) ?? { unknown: word.slice(0, 80) };
});
