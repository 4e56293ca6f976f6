import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { answer, SayError, type WithWorld, type World } from '../kit/command.js';
import { erase } from './erase.js';
import { exportPerson } from './export/export-person.js';
import { findPerson } from './find-person.js';

/** `erase` and `export`: what one person may ask of whoever keeps their data. */
export function addPersonCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('erase')
    .description(
      'forget a person whole: nothing stays but a keyed hash of the address, so that nobody writes to it',
    )
    .argument('<email>')
    .option('--yes', 'do not ask whether it is meant')
    .option('--json', 'answer in JSON')
    .action((email: string, options: EraseOptions) =>
      withWorld((world) => erasePerson(world, email, options)),
    );
  program
    .command('export')
    .description('all that is held about one person, as JSON on standard output')
    .argument('<email>')
    .action((email: string) => withWorld((world) => exportOne(world, email)));
}

async function exportOne({ db, secret }: World, email: string): Promise<void> {
  const subscriberId = await findPerson(db, email);
  const exported = subscriberId && (await exportPerson(db, { subscriberId, secret }, new Date()));
  if (!exported) throw new SayError(`Nothing is kept of ${email}.`);
  process.stdout.write(`${JSON.stringify(exported, null, 2)}\n`);
}

interface EraseOptions {
  yes?: boolean;
  json?: boolean;
}

async function erasePerson({ db, secret }: World, email: string, { yes, json }: EraseOptions): Promise<void> {
  const subscriberId = await findPerson(db, email);
  if (subscriberId !== null && !yes) await askWhetherMeant(email);
  const erased = subscriberId && (await erase(db, { subscriberId, secret }, new Date()));
  if (!erased) return answer(json, { erased: false }, () => `Nothing is kept of ${email}.`);
  answer(json, { erased: true, rows: erased }, () => {
    const rows = Object.entries(erased).filter(([, count]) => count > 0);
    const list = rows.map(([table, count]) => `  ${table}: ${count}`).join('\n');
    return `${email} is forgotten. Rows that went:\n${list}\nBackups made before still hold them: see docs/operating.md.`;
  });
}

async function askWhetherMeant(email: string): Promise<void> {
  if (!process.stdin.isTTY) throw new SayError('Erasing cannot be undone: add --yes to mean it.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const said = await terminal
    .question(`Forget ${email} for ever: searches, letters, consents? Type yes: `)
    .finally(() => terminal.close());
  if (said.trim().toLowerCase() !== 'yes') throw new SayError('Nothing was erased.');
}
