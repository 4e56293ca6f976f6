import type { Command } from 'commander';
import { answer, SayError, type WithWorld, type World } from '../../kit/command.js';
import { sourceCalled } from '../health/source-called.js';
import { keysLines } from '../health/source-lines.js';
import { checkSourceName } from '../source-name.js';
import { readSourcesFile, type SourceEntry } from '../sources/read-sources.js';
import { makeKey } from './keys.js';
import { revokeKeys, selectKeys } from './keys.sql.js';

interface KeyOptions {
  revoke?: string;
  json?: boolean;
}

/** `vestnik sources key NAME` and `keys NAME`. */
export function addKeyCommands(sources: Command, withWorld: WithWorld): void {
  sources
    .command('key')
    .description('make a key with which an integrator pushes vacancies into a source; it is printed once')
    .argument('<name>', 'the source; made when it is new')
    .option('--revoke <key>', 'revoke the key of that number instead (see keys), or all of them')
    .option('--json', 'answer in JSON')
    .action((name: string, _: KeyOptions, command: Command) =>
      withWorld(async (world) => {
        const { revoke, json }: KeyOptions = command.optsWithGlobals();
        if (revoke === undefined) await tellNewKey(world, name, json);
        else await tellRevoked(world, { name, revoke, json });
      }),
    );
  sources
    .command('keys')
    .description('the keys of a source, by number: when each was made, last used and revoked')
    .argument('<name>', 'the source')
    .option('--json', 'answer in JSON')
    .action((name: string, _: KeyOptions, command: Command) =>
      withWorld(async ({ db }) => {
        const keys = await selectKeys(db, await sourceCalled(db, name));
        answer(command.optsWithGlobals<KeyOptions>().json, { source: name, keys }, () => keysLines(keys));
      }),
    );
}

async function tellNewKey({ db, config }: World, name: string, json: boolean | undefined): Promise<void> {
  checkSourceName(name);
  if (name === 'demo') throw new SayError('"demo" is the name of the demo vacancies: choose another name.');
  const entry = readSourcesFile(config.sourcesFile).find((one) => one.name === name);
  refuseAsked(entry);
  const { id, key } = await makeKey(db, { name, title: entry?.title ?? null }, new Date());
  const address = `${config.publicUrl}/api/v1/sources/${name}/vacancies`;
  answer(json, { source: name, id, key, address }, () =>
    [`Key ${id} of ${name}, told this once:`, key, `It pushes to ${address}`].join('\n'),
  );
}

/** What a complete run did not bring is closed: pushes into a source that is asked would not last. */
function refuseAsked(entry: SourceEntry | undefined): void {
  if (entry === undefined || 'push' in entry.from) return;
  throw new SayError(
    `sources.yaml has "${entry.name}" read from its ${'url' in entry.from ? 'url' : 'file'}: choose another name to push under.`,
  );
}

async function tellRevoked(
  { db }: World,
  { name, revoke, json }: { name: string; revoke: string; json: boolean | undefined },
): Promise<void> {
  const all = revoke === 'all';
  if (!all && !/^\d{1,9}$/.test(revoke)) {
    throw new SayError(
      `--revoke takes a key's number, as \`vestnik sources keys ${name}\` lists it, or all; not "${revoke}".`,
    );
  }
  const source = await sourceCalled(db, name);
  const revoked = await revokeKeys(db, { source, id: all ? null : Number(revoke), now: new Date() });
  if (revoked.length === 0) {
    throw new SayError(`${name} has no such key that is still good: see \`vestnik sources keys ${name}\`.`);
  }
  answer(json, { source: name, revoked }, () => `Revoked: ${revoked.map((id) => `key ${id}`).join(', ')}.`);
}
