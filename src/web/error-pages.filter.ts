import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Log } from '../kit/log.js';
import type { Pages } from './pages.js';
import { sendProblem } from './problem-json.js';

/** The errors that have a sentence of their own under `pages.error.<status>`; any other is told as 400 or 500. */
const TOLD = new Set([400, 403, 404, 413, 429, 500, 503]);

/** Every error is a page with a sentence and a way on, or a JSON sentence where JSON was asked for, a problem to the API; never a stack. */
@Catch()
export class ErrorPages implements ExceptionFilter {
  constructor(
    private readonly pages: Pages,
    private readonly log: Log,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const status = statusOf(error);
    if (status >= 500) this.log.error({ err: error }, 'request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    if (request.path.startsWith('/api/'))
      return sendProblem(response, { status, detail: sentenceOf(status) });
    response.setHeader('Cache-Control', 'no-store');
    if (wantsJson(request)) {
      response.status(status).json({ error: sentenceOf(status) });
      return;
    }
    await this.pages.send({ request, response, status }, 'error', { kind: String(toldAs(status)) });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // Express' own: a body too long, a damaged encoding in the path.
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

const toldAs = (status: number): number => (TOLD.has(status) ? status : status < 500 ? 400 : 500);

const wantsJson = (request: Request): boolean => request.path.endsWith('.json');

const sentenceOf = (status: number): string => SENTENCES[toldAs(status)]!;

const SENTENCES: Record<number, string> = {
  400: 'This request could not be understood.',
  403: 'This request came from another site and was refused.',
  404: 'There is nothing at this address.',
  413: 'This request is too long.',
  429: 'Too many requests: please wait a minute.',
  500: 'Something broke on our side; it has been logged.',
  503: 'The service is not ready yet: please try again in a minute.',
};
