import { type BeforeApplicationShutdown, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { LOG, type Log } from '../kit/log.js';
import type { FreshIndex } from './fresh/fresh-index.js';
import { IndexKeeper } from './fresh/index-keeper.js';

/** The fresh index of this process: null while it is built, and always where INDEX_MB is 0. */
export class KeptIndex implements BeforeApplicationShutdown {
  constructor(private readonly keeper: IndexKeeper | null) {}

  current(): FreshIndex | null {
    return this.keeper?.current() ?? null;
  }

  /** What a query was perhaps meant to say; null where nothing looks like a slip. */
  async suggest(query: string): Promise<string | null> {
    return (await this.keeper?.suggest(query)) ?? null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.keeper?.close();
  }
}

/** Keeps the fresh index for whoever answers pages. */
@Module({
  providers: [
    {
      provide: KeptIndex,
      inject: [DataSource, CONFIG, LOG],
      useFactory: (db: DataSource, { indexMb }: Config, log: Log) => {
        const { url } = db.options as { url: string };
        return new KeptIndex(
          indexMb === 0 ? null : new IndexKeeper({ url, mostBytes: indexMb * 2 ** 20, log }),
        );
      },
    },
  ],
  exports: [KeptIndex],
})
export class SearchModule {}
