import { cleanLine, cut } from './normalise/clean.js';
import { rejectedInAll, type ToldCounts } from './tally.js';

/** What became of the postings of a run, in one line: what follows "read 30:" adds up to 30. */
export const countsLine = (counts: ToldCounts): string =>
  `read ${counts.read}: ${fatesLine(counts)}; closed ${counts.closed}`;

/** What is stored of a run that broke; what it had read beside that is not counted. */
export const storedLine = (counts: ToldCounts): string => `Stored before that: ${fatesLine(counts)}.`;

function fatesLine(counts: ToldCounts): string {
  const { added, changed, unchanged, returned, repeated } = counts;
  const seen = `added ${added}, changed ${changed}, unchanged ${unchanged}, returned ${returned}`;
  return `${seen}, repeated ${repeated}, rejected ${rejectedInAll(counts)}`;
}

/** What people should know of a run beside its counts: why postings were rejected, what was not understood, and so on. */
export function remarkLines(counts: ToldCounts): string[] {
  const { read, repeated, expired, suspect, notModified, held } = counts;
  const rejected = rejectedInAll(counts);
  const lines = [
    read === 0 && 'There was no posting in it.',
    notModified && 'The source says that nothing has changed since it was read last.',
    repeated > 0 && `Repeated: ${repeated} bore an id that the feed has twice; the last one was kept.`,
    expired > 0 &&
      `Expired: ${expired} of the added were past their own date or archived, and are stored as closed.`,
    ...rejectedLines(counts),
    read > 0 && rejected === read && 'Nothing could be taken: is the feed really in this format?',
    ...unmappedLines(counts.unmapped),
    suspect && held === null && 'More than a fifth was rejected: the run is marked suspect.',
    held,
  ];
  return lines.filter((line) => typeof line === 'string');
}

/** Each reason with the places of its first few, so that a line of a file can be found at once. */
function rejectedLines({ rejected, rejections }: ToldCounts): string[] {
  return mostFirst(rejected).flatMap(([reason, total]) => {
    const shown = rejections.filter((one) => one.reason === reason);
    const more = total - shown.length;
    return [
      `Rejected as ${reason}: ${total}`,
      ...shown.map(({ position, detail }) => `  ${printable(position)}: ${printable(detail)}`),
      ...(more > 0 ? [`  … and ${more} more; table rejected_posting holds them all for 14 days.`] : []),
    ];
  });
}

const MOST_LISTED = 20;

function unmappedLines(unmapped: ToldCounts['unmapped']): string[] {
  const sorted = mostFirst(unmapped);
  const lines = sorted.slice(0, MOST_LISTED).map(([word, n]) => `  ${printable(word)} (${n})`);
  if (lines.length === 0) return [];
  const more = sorted.length - lines.length;
  const rest = more > 0 ? [`  … and ${more} more`] : [];
  return ['Not understood, and left open in the vacancies:', ...lines, ...rest];
}

const mostFirst = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts).sort(([, a], [, b]) => b - a);

/** A feed may hold what a terminal obeys; no line of it may. At most so many characters. */
export const printable = (text: string, most = 300): string => cut(cleanLine(text) ?? '', most);
