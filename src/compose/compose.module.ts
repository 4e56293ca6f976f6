import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { LOG, type Log } from '../kit/log.js';
import { createRenderer } from '../kit/render.js';
import { SECRET } from '../kit/secret.js';
import type { Secret } from '../kit/tokens.js';
import { ComposeStep } from './compose.step.js';
import type { ComposeTools } from './tell.js';

export const COMPOSE_TOOLS = Symbol('COMPOSE_TOOLS');

@Module({
  providers: [
    {
      provide: COMPOSE_TOOLS,
      inject: [CONFIG, SECRET, LOG],
      useFactory: (config: Config, secret: Secret, log: Log): ComposeTools => ({
        renderer: createRenderer(),
        config,
        secret,
        log,
      }),
    },
    {
      provide: ComposeStep,
      inject: [DataSource, COMPOSE_TOOLS],
      useFactory: (db: DataSource, tools: ComposeTools) => new ComposeStep(db, tools),
    },
  ],
  exports: [ComposeStep, COMPOSE_TOOLS],
})
export class ComposeModule {}
