import 'reflect-metadata';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { Bell } from './bell.js';
import { SayError } from './kit/command.js';
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
  try {
    await open(app, world);
    await app.get(Bell).start();
    log.info({ roles: [...config.roles], mail: config.smtpUrl === null ? 'mailbox' : 'relay' }, 'started');
    log.info({ why: await stopped }, 'stopping');
  } finally {
    await Promise.all([closeDoor(app.getHttpServer()), app.close()]);
  }
}

async function open(app: NestExpressApplication, world: OpenWorld): Promise<void> {
  const { port, publicUrl, roles } = world.config;
  if (!roles.has('web')) {
    await app.init();
    return;
  }
  setUpWeb(app, world);
  await app.listen(port).catch((error: unknown) => {
    const why = CANNOT_LISTEN[(error as NodeJS.ErrnoException).code ?? ''];
    throw why === undefined ? error : new SayError(why(port), { cause: error });
  });
  const { port: given } = app.getHttpServer().address() as { port: number };
  process.stdout.write(`Vestnik answers at ${port === 0 ? `http://localhost:${given}` : publicUrl}\n`);
}

const CANNOT_LISTEN: Record<string, (port: number) => string> = {
  EADDRINUSE: (port) => `Port ${port} is taken by another program: stop that one, or set another PORT.`,
  EACCES: (port) => `This user may not listen on port ${port}: set a PORT from 1024.`,
};

// A request that never ends would hold us for Node's five minutes.
const LAST_ANSWERS_MS = 5000;

/** Lets nobody in any more, and gives whoever is being answered a few seconds. */
async function closeDoor(server: Server): Promise<void> {
  if (!server.listening) return;
  // Node closes idle connections once; whoever has been answered since would be waited for.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const late = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
  clearTimeout(late);
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
