import { type BeforeApplicationShutdown, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { LOG, type Log } from '../kit/log.js';
import { MarketStep } from './market.step.js';
import { MarketKeeper } from './market-of.js';
import { type YearAsker, YearKeeper } from './year/year-keeper.js';

/** The year index of this process; without one (YEAR_INDEX_MB is 0, or neither role needs it) Postgres counts. */
class KeptYear implements YearAsker, BeforeApplicationShutdown {
  constructor(private readonly keeper: YearKeeper | null) {}

  async ask(...asked: Parameters<YearAsker['ask']>): ReturnType<YearAsker['ask']> {
    return (await this.keeper?.ask(...asked)) ?? null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.keeper?.close();
  }
}

@Module({
  providers: [
    {
      provide: KeptYear,
      inject: [DataSource, CONFIG, LOG],
      useFactory: (db: DataSource, { yearIndexMb, roles }: Config, log: Log) => {
        const { url } = db.options as { url: string };
        const needed = yearIndexMb > 0 && (roles.has('web') || roles.has('market'));
        return new KeptYear(needed ? new YearKeeper({ url, mostBytes: yearIndexMb * 2 ** 20, log }) : null);
      },
    },
    {
      provide: MarketStep,
      inject: [DataSource, LOG, KeptYear],
      useFactory: (db: DataSource, log: Log, year: KeptYear) => new MarketStep(db, log, year),
    },
    {
      provide: MarketKeeper,
      inject: [DataSource, KeptYear],
      useFactory: (db: DataSource, year: KeptYear) => new MarketKeeper(db, year),
    },
  ],
  exports: [MarketStep, MarketKeeper],
})
export class MarketModule {}
