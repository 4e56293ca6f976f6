import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { SayError } from '../kit/command.js';
import { classifyMail } from './returns/classify.js';
import type { Classified } from './returns/kinds.js';

/** `bounce classify`: what a returned mail says. Needs no database. */
export function addBounceCommands(program: Command): void {
  program
    .command('bounce')
    .description('returned mail')
    .command('classify')
    .description('what a returned mail says: hard, soft, complaint, unsubscribe, reply, report or none')
    .argument('<file...>', 'mails as they came (.eml)')
    .option('--json', 'answer in JSON, a line a file')
    .action(async (files: string[], { json }: { json?: boolean }) => {
      for (const file of files) {
        const said = await classifyMail(await bytesOf(file));
        process.stdout.write(`${json ? JSON.stringify(lineOf(file, said)) : sentence(file, said)}\n`);
      }
    });
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch {
    throw new SayError(`${file} cannot be read: name a file that holds one mail.`);
  }
}

const lineOf = (file: string, { kind, recipients, messageKey, reason, cause }: Classified) => ({
  file,
  kind,
  recipients,
  messageKey,
  reason,
  cause,
});

function sentence(file: string, { kind, recipients, reason }: Classified): string {
  const told = recipients
    .map(({ address, status }) => [address, status].filter(Boolean).join(' '))
    .join(', ');
  return [file, kind, told, reason].filter(Boolean).join(': ');
}
