import { type Command, Option } from 'commander';
import { answer, parseNow, SayError, type WithWorld, type World } from './kit/command.js';
import { NestLog } from './kit/nest-log.js';
import { runPipeline, type Steps } from './pipeline.js';

interface RunOptions {
  now?: string;
  json?: boolean;
  yes?: boolean;
}

/** `serve`, `run` and `migrate`: the service, the pipeline once, and only its schema. */
export function addPipelineCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('serve')
    .description('serve pages on PORT and run the pipeline until stopped')
    .addOption(new Option('--log-level <level>', 'how much to log').default('info'))
    .action(async () => {
      const { serve } = await import('./main.js');
      await serve();
    });
  program
    .command('run')
    .description('run the pipeline once: collect, match, market, compose, deliver')
    .option('--now <time>', 'play this instant, such as 2026-11-24T09:01+03:00')
    .option('--yes', 'allow --now in production')
    .option('--json', 'answer in JSON')
    .action((options: RunOptions) =>
      withWorld(async (world) => {
        if (options.now !== undefined && world.config.production && !options.yes) {
          throw new SayError(
            'In production --now writes to real people at a time that is not: add --yes if you mean it.',
          );
        }
        const counts = await runOnce(world, parseNow(options.now));
        answer(options.json, counts, () =>
          Object.entries(counts)
            .map(([name, n]) => `${name}: ${n}`)
            .join('\n'),
        );
      }),
    );
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .action(() => withWorld(async () => answer(false, null, () => 'The schema is up to date.')));
}

/** Wires the modules as the service does, but with no roles: nothing rings, nothing listens. */
async function runOnce(world: World, now: Date): Promise<Record<string, number>> {
  const [{ NestFactory }, { AppModule }, { STEPS }] = await Promise.all([
    import('@nestjs/core'),
    import('./app.module.js'),
    import('./bell.js'),
  ]);
  const quiet = { ...world, config: { ...world.config, roles: new Set<never>() } };
  const app = await NestFactory.createApplicationContext(AppModule.of(quiet), {
    logger: new NestLog(world.log),
  });
  try {
    return await runPipeline(app.get<Steps>(STEPS), now);
  } finally {
    await app.close();
  }
}
