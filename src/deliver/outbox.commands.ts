import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { answer, SayError, type WithWorld } from '../kit/command.js';
import type { LetterState } from '../store/letter.entity.js';
import { readLetter } from './mailbox.js';
import { cancelLetter, isFreed, retryLetter } from './move-letter.sql.js';
import { countByState, findLetter, letterEvents, listLetters, type OutboxLine } from './outbox.sql.js';
import { countLine, eventLine, letterLine } from './outbox-lines.js';
import { readFilter, readLetterId, type TypedFilter } from './outbox-options.js';

interface Json {
  json?: boolean;
}

/** `outbox`: what waits, was sent, was lost; `list`, `show`, `retry`, `cancel` single letters. */
export function addOutboxCommands(program: Command, withWorld: WithWorld): void {
  const outbox = program
    .command('outbox')
    .description('how many letters are in which state; list, show, retry or cancel them')
    .option('--json', 'answer in JSON')
    .action(({ json }: Json) =>
      withWorld(async ({ db }) => {
        const states = await countByState(db);
        answer(json, states, () => states.map(countLine).join('\n') || 'The outbox is empty.');
      }),
    );
  addList(outbox, withWorld);
  addShow(outbox, withWorld);
  addMove(outbox, withWorld, 'retry');
  addMove(outbox, withWorld, 'cancel');
}

function addList(outbox: Command, withWorld: WithWorld): void {
  outbox
    .command('list')
    .description('letters, oldest first')
    .option('--state <state>', 'ready, claimed, handoff, sent, failed, in_doubt, cancelled or expired')
    .option('--lane <lane>', 'gmail, mailru, yandex, microsoft, yahoo or other')
    .option('--older-than <time>', 'queued longer ago than 30m, 2h or 3d')
    .option('--limit <n>', 'how many (50)')
    .option('--json', 'answer in JSON')
    .action((typed: TypedFilter & Json, command: Command) => {
      const filter = readFilter(typed, new Date());
      return withWorld(async ({ db }) => {
        const letters = await listLetters(db, filter);
        const lines = () => letters.map(letterLine).join('\n') || 'There is no such letter.';
        answer(isJson(command), letters, lines);
      });
    });
}

function addShow(outbox: Command, withWorld: WithWorld): void {
  outbox
    .command('show')
    .description('one letter and all that happened to it')
    .argument('<id>', 'as `outbox list` names it')
    .option('--body', 'the address, the subject and the text too: they are a person’s own')
    .option('--json', 'answer in JSON')
    .action((typed: string, { body }: { body?: boolean }, command: Command) =>
      withWorld(async ({ db }) => {
        const letter = await found(typed, (key) => findLetter(db, key));
        const events = await letterEvents(db, letter);
        const read = body ? await readLetter(db, letter.subscriberId, letter.id) : null;
        const told = body
          ? { to: read?.to ?? null, subject: read?.subject ?? null, text: read?.text ?? null }
          : {};
        answer(isJson(command), { ...letter, events, ...told }, () =>
          [letterLine(letter), ...events.map(eventLine), ...(body ? bodyLines(read) : [])].join('\n'),
        );
      }),
    );
}

const bodyLines = (read: { to: string | null; subject: string | null; text: string } | null): string[] =>
  read === null ? ['Its body is no longer kept.'] : ['', `${read.to}`, `${read.subject}`, '', read.text];

/** States that a letter can be taken out of; in the others it is under way, or it is too late. */
const MOVABLE: Record<'retry' | 'cancel', readonly LetterState[]> = {
  retry: ['ready', 'failed', 'in_doubt', 'cancelled', 'expired'],
  cancel: ['ready', 'claimed', 'in_doubt'],
};
const RETRIED_FOR_HOURS = 20;

function addMove(outbox: Command, withWorld: WithWorld, what: 'retry' | 'cancel'): void {
  outbox
    .command(what)
    .description(what === 'retry' ? 'send a letter again, now' : 'take a letter back that has not left')
    .argument('<id>', 'as `outbox list` names it')
    .option('--json', 'answer in JSON')
    .action((typed: string, _: Json, command: Command) =>
      withWorld(async ({ db }) => {
        const letter = await found(typed, (key) => findLetter(db, key));
        if (!MOVABLE[what].includes(letter.state))
          throw new SayError(`It is ${letter.state}: ${WHY_NOT[what]}`);
        if (what === 'retry') await refuseRetry(db, letter);
        const move = { letter, from: letter.state, at: new Date() };
        const moved = await (what === 'retry'
          ? retryLetter(db, move, RETRIED_FOR_HOURS)
          : cancelLetter(db, move));
        if (!moved) throw new SayError('It has moved on meanwhile: look at it again with `outbox show`.');
        const now = await findLetter(db, letter);
        answer(isJson(command), now, () => (what === 'retry' ? 'It is due now.' : 'It will not be sent.'));
      }),
    );
}

async function refuseRetry(db: DataSource, letter: OutboxLine): Promise<void> {
  if ((await readLetter(db, letter.subscriberId, letter.id)) === null) {
    throw new SayError('Its body is no longer kept: it cannot be sent again.');
  }
  if (await isFreed(db, letter)) {
    throw new SayError('Its vacancies are free again and stand in the next digest: it is not sent any more.');
  }
}

const WHY_NOT = {
  retry: 'only a letter that waits, failed, expired, was cancelled or is in doubt can be sent again.',
  cancel: 'only a letter that has not left yet, or is in doubt, can be taken back.',
};

async function found(
  typed: string,
  find: (key: { subscriberId: string | null; id: string }) => Promise<OutboxLine | null>,
): Promise<OutboxLine> {
  const letter = await find(readLetterId(typed));
  if (letter === null)
    throw new SayError(`There is no letter ${typed}: \`outbox list\` names those there are.`);
  return letter;
}

// `outbox` has the option too, and commander gives it to whichever comes first.
const isJson = (command: Command): boolean => command.optsWithGlobals<Json>().json ?? false;
