import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOG, type Log } from '../kit/log.js';
import { MatchStep } from './match.step.js';

@Module({
  providers: [
    {
      provide: MatchStep,
      inject: [DataSource, LOG],
      useFactory: (db: DataSource, log: Log) => new MatchStep(db, log),
    },
  ],
  exports: [MatchStep],
})
export class MatchModule {}
