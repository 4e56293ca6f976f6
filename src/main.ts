import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import type { Config } from './kit/config.js';
import { NestLog } from './kit/nest-log.js';
import { setUpWeb } from './web/set-up.js';
import { type OpenWorld, openWorld } from './world.js';

/** Serves pages on PORT and runs the pipeline until SIGTERM or SIGINT; finishes what is under way before it ends. */
export async function serve(given: Partial<Config> = {}): Promise<void> {
  const world = await openWorld('service', given);
  try {
    await serveIn(world);
  } finally {
    await world.close();
  }
  world.log.info('stopped');
}

async function serveIn(world: OpenWorld): Promise<void> {
  const { config, log } = world;
  const stopped = untilStopped(world);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(world), {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  if (config.roles.has('web')) {
    setUpWeb(app, world);
    await app.listen(config.port);
    const { port } = app.getHttpServer().address() as { port: number };
    process.stdout.write(
      `Vestnik answers at ${config.port === 0 ? `http://localhost:${port}` : config.publicUrl}\n`,
    );
  } else {
    await app.init();
  }
  log.info({ roles: [...config.roles], mail: config.smtpUrl === null ? 'mailbox' : 'relay' }, 'started');
  const why = await stopped;
  log.info({ why }, 'stopping');
  await app.close();
}

/** Resolves on the first SIGTERM or SIGINT, or when the database is gone; a second signal ends the process at once. */
function untilStopped(world: OpenWorld): Promise<string> {
  return new Promise((resolve) => {
    const stop = (why: string) => {
      resolve(why);
      process.once('SIGINT', () => process.exit(130));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    world.onLost((why) => {
      process.exitCode = 1;
      resolve(why);
    });
  });
}
