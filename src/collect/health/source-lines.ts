import { printable } from '../counts-lines.js';
import type { KeyRow } from '../push/keys.sql.js';
import type { ListedSource } from './list-sources.js';
import type { QuarantinedPosting } from './rejected.sql.js';

/** Sources for the operator's eyes, a paragraph each. */
export const sourcesLines = (sources: readonly ListedSource[], now: Date): string =>
  sources.length === 0
    ? 'There are no sources yet: write sources.yaml, import files, or make a key with `vestnik sources key NAME`.'
    : sources.map((source) => paragraph(source, now).join('\n')).join('\n\n');

function paragraph(source: ListedSource, now: Date): string[] {
  const { name, format, title, configured, demo } = source;
  const marks = [demo && 'demo', !configured && !demo && 'not in sources.yaml'].filter(Boolean);
  return [
    [
      name,
      format,
      title === null ? '' : `"${printable(title)}"`,
      marks.length > 0 ? `(${marks.join(', ')})` : '',
    ]
      .filter((part) => part !== '')
      .join('  '),
    `  open vacancies: ${source.open}`,
    `  ${successLine(source)}`,
    `  ${nextLine(source, now)}`,
    ...pauseLines(source, now),
    ...unmappedLines(source.unmapped),
  ];
}

function successLine({
  lastSuccessAt,
  lastYield,
  rejectedShare,
  usualYield,
  startedAt,
}: ListedSource): string {
  if (lastSuccessAt === null) return startedAt === null ? 'never run' : 'never read to its end';
  const share = rejectedShare === null ? '' : `, ${percent(rejectedShare)} rejected`;
  return `last success: ${stamp(lastSuccessAt)}, ${lastYield} taken${share}; usual: ${usualYield ?? 'not known'}`;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;

function nextLine({ nextRunAt, pausedUntil, configured, format, demo }: ListedSource, now: Date): string {
  if (format === 'push' || (!configured && !demo)) return 'next run: none, it is not asked';
  const at = [nextRunAt, pausedUntil]
    .filter((date) => date !== null)
    .sort((a, b) => Number(b) - Number(a))[0];
  return `next run: ${at === undefined || at <= now ? 'when collect runs next' : stamp(at)}`;
}

function pauseLines({ pausedUntil, pausedReason, failures, error }: ListedSource, now: Date): string[] {
  if (pausedReason === null) return error === null ? [] : [`  the last run broke: ${printable(error)}`];
  const rest = pausedUntil !== null && pausedUntil > now ? `paused until ${stamp(pausedUntil)}` : 'failed';
  return [`  ${rest} (${failures} in a row): ${printable(pausedReason)}`];
}

const MOST_LISTED = 10;

function unmappedLines(unmapped: Record<string, number>): string[] {
  const sorted = Object.entries(unmapped).sort(([, a], [, b]) => b - a);
  if (sorted.length === 0) return [];
  const shown = sorted.slice(0, MOST_LISTED).map(([word, n]) => `${printable(word, 100)} (${n})`);
  const more = sorted.length - shown.length;
  return [`  not understood: ${shown.join(', ')}${more > 0 ? ` and ${more} more words` : ''}`];
}

/** Keys of a Source, a line each. */
export const keysLines = (keys: readonly KeyRow[]): string =>
  keys.length === 0
    ? 'It has no keys.'
    : keys
        .map(({ id, createdAt, revokedAt, lastUsedAt }) => {
          const used = lastUsedAt === null ? 'never used' : `last used ${stamp(lastUsedAt)}`;
          const state = revokedAt === null ? '' : `, revoked ${stamp(revokedAt)}`;
          return `key ${id}: made ${stamp(createdAt)}, ${used}${state}`;
        })
        .join('\n');

/** The quarantine of a Source: where each stood, why it was not taken, and how it began. */
export const rejectedLines = (rejected: readonly QuarantinedPosting[]): string =>
  rejected.length === 0
    ? 'Nothing of it was rejected in the last 14 days.'
    : rejected
        .map(({ rejectedAt, position, reason, detail, raw }) =>
          [
            `${stamp(rejectedAt)}  ${printable(position)}  ${reason}`,
            `  ${printable(detail)}`,
            `  ${printable(raw, 200)}`,
          ].join('\n'),
        )
        .join('\n');

const stamp = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');
