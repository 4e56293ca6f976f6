import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { countByState, type StateCount } from '../deliver/outbox.sql.js';
import { kept } from './kept.js';
import { NOW, type Now } from './now.js';
import { Pages } from './pages.js';
import { type LaneStatus, type SourceStatus, selectLanes, selectSources } from './status.sql.js';

interface Status {
  askedAt: Date;
  sources: ReturnType<typeof asTold>[];
  lanes: LaneStatus[];
  letters: StateCount[];
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
  ) {
    this.status = kept(KEPT_FOR, (at) => readStatus(db, at));
  }

  @Get('status')
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { sources } = await this.status(this.now());
    await this.pages.send({ request, response }, 'status', { sources });
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

async function readStatus(db: DataSource, askedAt: Date): Promise<Status> {
  const [sources, lanes, letters] = await Promise.all([selectSources(db), selectLanes(db), countByState(db)]);
  return { askedAt, sources: sources.map(asTold), lanes, letters };
}

/** `state` names a text under pages.status.states; the words of an error may name hosts and files, and stay inside. */
function asTold({ error, pausedReason, ...source }: SourceStatus) {
  return {
    ...source,
    shownAs: source.title ?? source.name,
    state: stateOf({ error, pausedReason, ...source }),
  };
}

function stateOf({ startedAt, finishedAt, error, suspect, pausedReason }: SourceStatus): string {
  if (pausedReason !== null) return 'paused';
  if (startedAt === null) return 'never';
  if (error !== null) return 'failed';
  if (suspect) return 'suspect';
  return finishedAt === null ? 'running' : 'well';
}
