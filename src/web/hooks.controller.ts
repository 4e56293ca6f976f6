import { Controller, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isHeard, type Receiver, receiveReport } from '../deliver/returns/reports/receive.js';
import { PROVIDERS, type Provider } from '../deliver/returns/reports/report-event.js';
import { LOG, type Log } from '../kit/log.js';
import { HOOK_RECEIVER } from './hook-receiver.js';
import { NOW, type Now } from './now.js';
import { sendProblem } from './problem-json.js';
import { bytesOfBody } from './push-body.js';

const MOST = 1024 ** 2;

/**
 * What mail providers report of letters that they carried: bounces, complaints, people who left. The check of own posts
 * (csrf.ts) has nothing to do here: each report proves itself. A provider that has no setting has no address either.
 */
@Controller('hooks')
export class HooksController {
  constructor(
    @Inject(HOOK_RECEIVER) private readonly receiver: Receiver,
    @Inject(NOW) private readonly now: Now,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Post(':provider')
  async take(
    @Req() request: Request,
    @Res() response: Response,
    @Param('provider') name: string,
  ): Promise<void> {
    const provider = PROVIDERS.find((one) => one === name);
    if (provider === undefined || !isHeard(provider, this.receiver.settings)) throw new NotFoundException();
    const raw = await bytesOfBody(request, MOST);
    if (!Buffer.isBuffer(raw)) return sendProblem(response, raw);
    const report = { headers: request.headers, raw };
    const answer = await receiveReport(this.receiver, { provider, report }, this.now());
    this.say(provider, answer.status);
    if ('detail' in answer) return sendProblem(response, answer);
    response.setHeader('Cache-Control', 'no-store');
    response.status(answer.status).json(answer.body);
  }

  private say(provider: Provider, status: number): void {
    if (status >= 400) this.log.warn({ provider, status }, 'a report of a provider was not taken');
    else this.log.info({ provider }, 'a report of a provider was taken');
  }
}
