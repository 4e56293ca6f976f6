import { Inject, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { LOG, type Log } from '../kit/log.js';
import { SECRET } from '../kit/secret.js';
import type { Secret } from '../kit/tokens.js';
import { createMailer, paceOf } from './create-mailer.js';
import { DeliverStep } from './deliver.step.js';
import { Keeper } from './keeper.js';
import { MAILER, type Mailer } from './mailer.js';
import { ReturnsStep } from './returns/returns.step.js';

@Module({
  providers: [
    {
      provide: MAILER,
      inject: [CONFIG, SECRET],
      useFactory: (config: Config, secret: Secret) => createMailer(config, secret),
    },
    {
      provide: DeliverStep,
      inject: [DataSource, MAILER, CONFIG, SECRET, LOG],
      useFactory: (...[db, mailer, config, secret, log]: [DataSource, Mailer, Config, Buffer, Log]) =>
        new DeliverStep({ db, mailer, secret, log, inDoubt: config.inDoubt, ...paceOf(config) }),
    },
    {
      provide: Keeper,
      inject: [DataSource, CONFIG, LOG],
      useFactory: (db: DataSource, config: Config, log: Log) =>
        new Keeper({ db, log, inDoubt: config.inDoubt, ...paceOf(config) }),
    },
    {
      provide: ReturnsStep,
      inject: [DataSource, SECRET, CONFIG, LOG],
      useFactory: (...[db, secret, { mail }, log]: [DataSource, Buffer, Config, Log]) =>
        new ReturnsStep({ db, secret, log, imapUrl: mail.imapUrl }),
    },
  ],
  exports: [DeliverStep, ReturnsStep, Keeper, MAILER],
})
export class DeliverModule implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(DeliverStep) private readonly step: DeliverStep,
    @Inject(MAILER) private readonly mailer: Mailer,
  ) {}

  // The first hook of a shutdown: no letter is claimed while the others still wait for what is under way.
  async onModuleDestroy(): Promise<void> {
    await this.step.stop();
  }

  onApplicationShutdown(): void {
    this.mailer.close();
  }
}
