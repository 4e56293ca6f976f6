import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { LOG, type Log } from '../kit/log.js';
import { CollectStep } from './collect.step.js';
import { collectStepOf } from './collect-step-of.js';

@Module({
  providers: [
    {
      provide: CollectStep,
      inject: [DataSource, CONFIG, LOG],
      useFactory: (...[db, config, log]: [DataSource, Config, Log]) => collectStepOf({ db, config, log }),
    },
  ],
  exports: [CollectStep],
})
export class CollectModule {}
