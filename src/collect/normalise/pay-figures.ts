/** One figure of a statement of pay. */
export interface Figure {
  amount: number;
  /** 1,000 for «тыс.» and «к». */
  times: number;
  at: number;
  end: number;
}

const FIGURE =
  /(?<![\d.,/])(\d{1,3}(?:[ .,'’]\d{3})+(?!\d)|\d+)(?:[.,](\d{1,2})(?!\d))?\s*(тыс|т\.?\s?р(?:уб|\.|(?![а-я]))|млн|к(?![а-я])|k(?![a-z])|m(?![a-z])|lpa|lakhs?|l(?![a-z])|crores?|cr(?![a-z]))?/gu;
const TIMES: [RegExp, number][] = [
  [/^(?:т|к|k)/u, 1_000],
  [/^l/u, 100_000],
  [/^cr/u, 10_000_000],
  [/^[mм]/u, 1_000_000],
];

/** The figures of a folded text that may be pay, with the places where they stand. */
export function figuresOf(text: string): Figure[] {
  const read = text.replace(NO_PAY, (found) => ' '.repeat(found.length).replace(/^./, '|'));
  return [...read.matchAll(FIGURE)]
    .filter((found) => !isCount(read, found))
    .slice(0, MOST_FIGURES)
    .map((found) => {
      const amount = Number(`${found[1]!.replace(/\D/g, '')}.${found[2] ?? '0'}`);
      const times = TIMES.find(([word]) => word.test(found[3] ?? ''))?.[1] ?? 1;
      const end = found.index + found[0].trimEnd().length;
      // «100 000 - 150 000 т.р.»: whoever wrote it meant thousands once.
      return { amount, times: amount >= 10_000 ? 1 : times, at: found.index, end };
    });
}

const MOST_FIGURES = 6;

/** Dates, hours of the day, telephone-like runs and the American pension plan, which look like figures. */
const NO_PAY =
  /\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}:\d\d|(?<![а-я])с \d{1,2}[.-](?:00|30) (?:до|по) \d{1,2}[.-](?:00|30)|401 ?\(?k\)?/gu;

/** Numbers beside the pay that are none: «2/2», «30 смен», «опыт 1-3 года», «13-я», «12 часов», «20%». */
const COUNTS =
  /^\d{1,4}(?:\s*\/\s*\d|\s*(?:-|до|to)\s*\d{1,2}\+? ?(?:лет|год|мес|час|смен|дн|years?|months?|hours?|days?)|\s*%|\s*-[яйе](?![а-я])|(?:\+|-?(?:ти|ех|х|и)(?![а-я]))?\s*(?:смен|дн|день|лет|год|час|мес|недел|числ|разряд|чел|минут|км(?![а-я])|years?|months?|hours?|weeks?|days?|people|minutes?))/u;

const isCount = (text: string, { index, 1: digits }: RegExpExecArray): boolean =>
  digits!.length <= 4 && COUNTS.test(text.slice(index)) && !/[$€£₽]\s?$/u.test(text.slice(0, index));
