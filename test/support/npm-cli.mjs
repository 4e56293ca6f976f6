// Stands in for npm: notes its arguments in calls.txt of the folder it runs in, then does what MODE says.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const args = process.argv.slice(2).join(' ');
appendFileSync('calls.txt', `${args}\n`);
await sleep(Number(process.env.FAKE_NPM_MS ?? 0));
if (process.env.FAKE_NPM_FAILS) process.exit(7);
const made = args.startsWith('ci') ? 'node_modules' : 'dist';
rmSync(made, { recursive: true, force: true });
mkdirSync(made);
writeFileSync(`${made}/made.txt`, args);
