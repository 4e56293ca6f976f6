import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { selectHealth } from '../collect/health/health.sql.js';
import { readMailHealth } from '../deliver/watch/mail-health.js';
import { CONFIG, type Config } from '../kit/config.js';
import { kept } from './kept.js';
import { type Measured, metricsText } from './metrics.js';
import { askedByNeighbour } from './neighbours.js';
import { NOW, type Now } from './now.js';
import { bearerOf } from './push-access.js';
import { countVacancies } from './status.sql.js';

const KEPT_FOR = 15_000;

/** How the service fares, for Prometheus: for neighbours, or for whoever has the METRICS_TOKEN where one is set. */
@Controller()
export class MetricsController {
  private readonly measured: (now: Date) => Promise<Measured>;
  private readonly text = metricsText();

  constructor(
    @Inject(DataSource) db: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(NOW) private readonly now: Now,
  ) {
    this.measured = kept(KEPT_FOR, async (at) => {
      const [sources, vacancies, mail] = await Promise.all([
        selectHealth(db),
        countVacancies(db),
        readMailHealth(db, config.mail, at),
      ]);
      return { sources, vacancies, mail };
    });
  }

  @Get('metrics')
  async metrics(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    const refusal = this.refusalOf(request);
    if (refusal !== null) {
      if (refusal.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      response.status(refusal.status).type('text').send(`${refusal.sentence}\n`);
      return;
    }
    const now = this.now();
    const { contentType, body } = await this.text(await this.measured(now), now);
    response.setHeader('Content-Type', contentType);
    response.send(body);
  }

  private refusalOf(request: Request): { status: number; sentence: string } | null {
    const { metricsToken, trustProxy } = this.config;
    if (metricsToken === null) return askedByNeighbour(request, trustProxy) ? null : STRANGER;
    return sameText(bearerOf(request) ?? '', metricsToken) ? null : NO_TOKEN;
  }
}

// Hashed first, so that both are of one length.
const sameText = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const STRANGER = {
  status: 403,
  sentence:
    'The metrics are for this machine and its private net; set METRICS_TOKEN to read them from elsewhere.',
};
const NO_TOKEN = { status: 401, sentence: 'Send the METRICS_TOKEN as "Authorization: Bearer …".' };
