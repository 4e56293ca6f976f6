import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOG, type Log } from '../kit/log.js';
import { MarketStep } from './market.step.js';

@Module({
  providers: [
    {
      provide: MarketStep,
      inject: [DataSource, LOG],
      useFactory: (db: DataSource, log: Log) => new MarketStep(db, log),
    },
  ],
  exports: [MarketStep],
})
export class MarketModule {}
