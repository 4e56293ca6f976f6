import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOG, type Log } from '../kit/log.js';
import { KeepStep } from './keep.step.js';

@Module({
  providers: [
    {
      provide: KeepStep,
      inject: [DataSource, LOG],
      useFactory: (db: DataSource, log: Log) => new KeepStep(db, log),
    },
  ],
  exports: [KeepStep],
})
export class KeepModule {}
