import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { askDigest } from '../compose/ask-digest.js';
import { COMPOSE_TOOLS, ComposeModule } from '../compose/compose.module.js';
import type { ComposeTools } from '../compose/tell.js';
import { CONFIG } from '../kit/config.js';
import { SECRET } from '../kit/secret.js';
import { MarketModule } from '../market/market.module.js';
import { SearchModule } from '../search/search.module.js';
import { SubscribeModule } from '../subscribe/subscribe.module.js';
import { AboutController } from './about.controller.js';
import { ApiDocsController } from './api-docs.controller.js';
import { ASK_DIGEST, type AskDigest } from './ask-digest.js';
import { ConfirmController } from './confirm.controller.js';
import { counting } from './counting.js';
import { DigestController } from './digest.controller.js';
import { FeedbackController } from './feedback.controller.js';
import { FeedsController } from './feeds/feeds.controller.js';
import { SitemapController } from './feeds/sitemap.controller.js';
import { FormTokens } from './form-token.js';
import { HomeController } from './home.controller.js';
import { HOOK_RECEIVER, hookReceiver } from './hook-receiver.js';
import { HooksController } from './hooks.controller.js';
import { LeaveController } from './leave.controller.js';
import { LikeController } from './like.controller.js';
import { LoginController } from './login.controller.js';
import { MailboxController } from './mailbox.controller.js';
import { MetricsController } from './metrics.controller.js';
import { MyController } from './my.controller.js';
import { MyDataController } from './my-data.controller.js';
import { MyHiddenController } from './my-hidden.controller.js';
import { MySearchController } from './my-search.controller.js';
import { NotMeController } from './not-me.controller.js';
import { NOW } from './now.js';
import { Pages } from './pages.js';
import { PushController } from './push.controller.js';
import { Sessions } from './session.js';
import { StatusController } from './status.controller.js';
import { SubscribeController } from './subscribe.controller.js';
import { TaxesController } from './taxes.controller.js';
import { VacanciesController } from './vacancies.controller.js';

/** The face: pages that people read and JSON that programs read. `Pages` and `NOW` are for every controller. */
@Module({
  imports: [ComposeModule, MarketModule, SearchModule, SubscribeModule],
  controllers: [
    HomeController,
    VacanciesController,
    FeedsController,
    SitemapController,
    LikeController,
    StatusController,
    AboutController,
    TaxesController,
    MailboxController,
    DigestController,
    SubscribeController,
    ConfirmController,
    LoginController,
    MyController,
    MySearchController,
    MyDataController,
    LeaveController,
    MyHiddenController,
    FeedbackController,
    NotMeController,
    PushController,
    HooksController,
    MetricsController,
    ApiDocsController,
  ],
  providers: [
    Pages,
    Sessions,
    FormTokens,
    ...counting,
    {
      provide: ASK_DIGEST,
      inject: [DataSource, COMPOSE_TOOLS],
      useFactory:
        (db: DataSource, tools: ComposeTools): AskDigest =>
        (subscriberId, now) =>
          askDigest(db, tools, { subscriberId, now }),
    },
    { provide: HOOK_RECEIVER, inject: [DataSource, SECRET, CONFIG], useFactory: hookReceiver },
    { provide: NOW, useValue: () => new Date() },
  ],
})
export class WebModule {}
