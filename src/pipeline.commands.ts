import type { Command } from 'commander';
import {
  answer,
  countLines,
  type NowOptions,
  nowOf,
  stoppable,
  type WithWorld,
  type World,
  withNow,
} from './kit/command.js';
import { NestLog } from './kit/nest-log.js';
import { runPipeline, type Steps, stopAll } from './pipeline.js';

/** `serve`, `run` and `migrate`: the service, the pipeline once, and only its schema. */
export function addPipelineCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('serve')
    .description('serve pages on PORT and run the pipeline until stopped')
    .option('--log-level <level>', 'how much to log, in place of LOG_LEVEL')
    .action(async ({ logLevel }: { logLevel?: string }) => {
      const { serve } = await import('./main.js');
      await serve(logLevel === undefined ? {} : { logLevel });
      process.exit(); // a feed that was not waited for would hold us by its connection
    });
  const run = program
    .command('run')
    .description('run the pipeline once: collect, match, market, compose, deliver');
  withNow(run).action((options: NowOptions) =>
    withWorld(async (world) => {
      const counts = await runOnce(world, nowOf(options, world.config));
      answer(options.json, counts, () => countLines(counts));
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
    const steps = app.get<Steps>(STEPS);
    const stop = () => stopAll(steps);
    return await stoppable({ stop }, () => runPipeline(steps, now));
  } finally {
    await app.close();
  }
}
