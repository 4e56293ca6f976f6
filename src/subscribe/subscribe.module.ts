import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { links } from '../kit/links.js';
import { LOG, type Log } from '../kit/log.js';
import { createRenderer } from '../kit/render.js';
import { SECRET } from '../kit/secret.js';
import type { Secret } from '../kit/tokens.js';
import { SubscribeStep } from './subscribe.step.js';
import type { LetterTools } from './tools.js';

/** What confirm and login letters are made with, for the pages that send them. */
export const LETTER_TOOLS = Symbol('LETTER_TOOLS');

@Module({
  providers: [
    {
      provide: LETTER_TOOLS,
      inject: [CONFIG, SECRET],
      useFactory: (config: Config, secret: Secret): LetterTools => ({
        renderer: createRenderer(),
        links: links(config.publicUrl),
        secret,
        operator: config.mailFrom,
      }),
    },
    {
      provide: SubscribeStep,
      inject: [DataSource, LOG],
      useFactory: (db: DataSource, log: Log) => new SubscribeStep(db, log),
    },
  ],
  exports: [SubscribeStep, LETTER_TOOLS],
})
export class SubscribeModule {}
