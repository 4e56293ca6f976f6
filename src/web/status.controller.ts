import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { selectHealth } from '../collect/health/health.sql.js';
import {
  lettersByState,
  type MailHealth,
  readMailHealth,
  type ShownLane,
} from '../deliver/watch/mail-health.js';
import { CONFIG, type Config } from '../kit/config.js';
import { KeptIndex } from '../search/search.module.js';
import { kept } from './kept.js';
import { NOW, type Now } from './now.js';
import { Pages } from './pages.js';
import { type ShownSource, shownSource } from './source-status.js';

interface Status {
  askedAt: Date;
  sources: ShownSource[];
  lanes: ShownLane[];
  letters: ReturnType<typeof lettersByState>;
  mail: Omit<MailHealth, 'lanes'>;
  /** The index that answers pages; null where this process has none, or not yet. */
  index: IndexStatus | null;
}

interface IndexStatus {
  vacancies: number;
  megabytes: number;
  /** From when on it has all that was first seen; null: it has everything. */
  since: Date | null;
}

const KEPT_FOR = 15_000;

/** Where vacancies come from and how that went; whether the service is alive and ready. */
@Controller()
export class StatusController {
  private readonly status: (now: Date) => Promise<Status>;

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(NOW) private readonly now: Now,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(KeptIndex) index: KeptIndex,
    @Inject(CONFIG) { mail }: Config,
  ) {
    this.status = kept(KEPT_FOR, (at) => readStatus(db, { index, mail }, at));
  }

  @Get('status')
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { sources, index, mail } = await this.status(this.now());
    const waiting = mail.depths
      .filter(({ state }) => state === 'ready')
      .reduce((sum, { letters }) => sum + letters, 0);
    const told = this.pages.plainly(request, 'status');
    await this.pages.send({ request, response, told }, 'status', {
      sources,
      index,
      mail: { ...mail, waiting },
    });
  }

  @Get('status.json')
  json(): Promise<Status> {
    return this.status(this.now());
  }

  @Get('healthz')
  alive(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res() response: Response): Promise<void> {
    const answers = await this.db.query('select 1').catch(() => null);
    response.status(answers === null ? 503 : 200).json({ status: answers === null ? 'no database' : 'ok' });
  }
}

interface Shown {
  index: KeptIndex;
  mail: Config['mail'];
}

async function readStatus(db: DataSource, { index, mail: settings }: Shown, askedAt: Date): Promise<Status> {
  const [sources, health] = await Promise.all([selectHealth(db), readMailHealth(db, settings, askedAt)]);
  const { lanes, ...mail } = health;
  return {
    askedAt,
    sources: sources.map((one) => shownSource(one, askedAt)),
    lanes,
    letters: lettersByState(health),
    mail,
    index: indexStatus(index),
  };
}

function indexStatus(kept: KeptIndex): IndexStatus | null {
  const index = kept.current();
  if (index === null) return null;
  const { size: vacancies, bytes, since } = index;
  const megabytes = Math.round(bytes / 2 ** 20);
  return { vacancies, megabytes, since: since === null ? null : new Date(since / 1000) };
}
