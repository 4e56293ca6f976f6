import { normalise } from './normalise.js';
import { readSearch } from './read-search.js';
import { BRACKETS, isGrade } from './same-job.js';
import { stem } from './stem.js';
import { type Token, tokens } from './tokens.js';

/**
 * A search for more of what a title names: its first part, without brackets, grades, numbers and calls to hurry, and of
 * that the first four words. «Ведущий аналитик данных (Москва), удалённо» gives «аналитик данных»; a title that names
 * nothing searchable gives ''.
 */
export function titleHead(title: string): string {
  const parts = title.replace(BRACKETS, ' | ').split(PARTS);
  for (const part of parts) {
    const head = headOf(part);
    if (head !== '' && readSearch({ query: head }).refused === null) return head;
  }
  return '';
}

// «Водитель/курьер» is two jobs, C/C++ and CI/CD are one.
const PARTS = /[,;:|]|\s[-–—/]\s|(?<=\p{L}{4})\/(?=\p{L}{4})/u;
const MOST_WORDS = 4;

const NOISE = new Set(
  `срочно требуется требуются ищем вакансия приглашаем вахта удаленно удаленный удаленка разряд подработка
  ежедневный оплата выплаты зарплата новый urgent hiring vacancy remote job`
    .split(/\s+/)
    .map((word) => stem(normalise(word))),
);

function headOf(part: string): string {
  const words = tokens(part).filter((word) => word.lexemes.stop || isNaming(word, part));
  const first = words.findIndex(({ lexemes }) => !lexemes.stop);
  if (first < 0) return '';
  const kept: Token[] = [];
  let naming = 0;
  for (const word of words.slice(first)) {
    if (!word.lexemes.stop && ++naming > MOST_WORDS) break;
    kept.push(word);
  }
  while (kept.at(-1)!.lexemes.stop) kept.pop();
  return kept.map((word, i) => sign(part, kept[i - 1], word) + part.slice(word.start, word.end)).join('');
}

const isNaming = ({ start, end, lexemes }: Token, part: string): boolean =>
  !isGrade(lexemes) && !NOISE.has(lexemes.stem) && !/^\d+$/.test(part.slice(start, end));

/** A hyphen inside a word stays: «бизнес-аналитик» is asked as one. */
function sign(part: string, before: Token | undefined, { start }: Token): string {
  if (before === undefined) return '';
  return part.slice(before.end, start) === '-' ? '-' : ' ';
}
