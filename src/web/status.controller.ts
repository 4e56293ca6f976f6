import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { selectHealth } from '../collect/health/health.sql.js';
import { countByState, type StateCount } from '../deliver/outbox.sql.js';
import { KeptIndex } from '../search/search.module.js';
import { kept } from './kept.js';
import { NOW, type Now } from './now.js';
import { Pages } from './pages.js';
import { type ShownSource, shownSource } from './source-status.js';
import { type LaneStatus, selectLanes } from './status.sql.js';

interface Status {
  askedAt: Date;
  sources: ShownSource[];
  lanes: LaneStatus[];
  letters: StateCount[];
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
  ) {
    this.status = kept(KEPT_FOR, (at) => readStatus(db, index, at));
  }

  @Get('status')
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { sources, index } = await this.status(this.now());
    await this.pages.send({ request, response }, 'status', { sources, index });
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

async function readStatus(db: DataSource, kept: KeptIndex, askedAt: Date): Promise<Status> {
  const [sources, lanes, letters] = await Promise.all([selectHealth(db), selectLanes(db), countByState(db)]);
  return {
    askedAt,
    sources: sources.map((one) => shownSource(one, askedAt)),
    lanes,
    letters,
    index: indexStatus(kept),
  };
}

function indexStatus(kept: KeptIndex): IndexStatus | null {
  const index = kept.current();
  if (index === null) return null;
  const { size: vacancies, bytes, since } = index;
  const megabytes = Math.round(bytes / 2 ** 20);
  return { vacancies, megabytes, since: since === null ? null : new Date(since / 1000) };
}
