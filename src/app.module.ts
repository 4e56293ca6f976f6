import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Bell, CHORES, type Chore, STEPS } from './bell.js';
import { CollectModule } from './collect/collect.module.js';
import { CollectStep } from './collect/collect.step.js';
import { ComposeModule } from './compose/compose.module.js';
import { ComposeStep } from './compose/compose.step.js';
import { DeliverModule } from './deliver/deliver.module.js';
import { DeliverStep } from './deliver/deliver.step.js';
import { Keeper } from './deliver/keeper.js';
import { ReturnsStep } from './deliver/returns/returns.step.js';
import { queueCanary } from './deliver/watch/canary.js';
import { KeepModule } from './keep/keep.module.js';
import { KeepStep } from './keep/keep.step.js';
import type { World } from './kit/command.js';
import { CONFIG, type Config } from './kit/config.js';
import { LOG } from './kit/log.js';
import { SECRET } from './kit/secret.js';
import { MarketModule } from './market/market.module.js';
import { MarketStep } from './market/market.step.js';
import { MatchModule } from './match/match.module.js';
import { MatchStep } from './match/match.step.js';
import type { Steps } from './pipeline.js';
import { SubscribeModule } from './subscribe/subscribe.module.js';
import { SubscribeStep } from './subscribe/subscribe.step.js';
import { WebModule } from './web/web.module.js';

/** What was opened before Nest started, for every module to inject. */
@Module({})
class WorldModule {
  static of({ db, config, log, secret }: World): DynamicModule {
    const providers = [
      { provide: DataSource, useValue: db },
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
      { provide: SECRET, useValue: secret },
    ];
    return { module: WorldModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}

const stepModules = [
  CollectModule,
  SubscribeModule,
  MatchModule,
  MarketModule,
  ComposeModule,
  DeliverModule,
  KeepModule,
];

const steps = {
  provide: STEPS,
  inject: [
    CollectStep,
    ReturnsStep,
    SubscribeStep,
    MatchStep,
    MarketStep,
    ComposeStep,
    DeliverStep,
    KeepStep,
  ],
  useFactory: (
    ...[collect, returns, subscribe, match, market, compose, deliver, keep]: [
      CollectStep,
      ReturnsStep,
      SubscribeStep,
      MatchStep,
      MarketStep,
      ComposeStep,
      DeliverStep,
      KeepStep,
    ]
  ): Steps => ({ collect, returns, subscribe, match, market, compose, deliver, keep }),
};

const SECOND = 1000;

const chores = {
  provide: CHORES,
  inject: [DataSource, CONFIG, Keeper],
  useFactory: (db: DataSource, { mail: { canaryTo } }: Config, keeper: Keeper): Chore[] => [
    { name: 'outbox', role: 'deliver', every: 10 * SECOND, run: (now) => keeper.run(now) },
    ...(canaryTo === null
      ? []
      : [
          {
            name: 'canary',
            role: 'deliver' as const,
            every: 3600 * SECOND,
            run: (now: Date) => queueCanary(db, canaryTo, now),
          },
        ]),
  ],
};

/** The only place that knows all modules. */
@Module({})
export class AppModule {
  static of(world: World): DynamicModule {
    const web = world.config.roles.has('web') ? [WebModule] : [];
    return {
      module: AppModule,
      imports: [WorldModule.of(world), ScheduleModule.forRoot(), ...stepModules, ...web],
      providers: [steps, chores, Bell],
    };
  }
}
