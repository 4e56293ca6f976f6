import { Controller, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { erase } from '../keep/erase.js';
import { exportPerson } from '../keep/export/export-person.js';
import { requestLogin } from '../subscribe/login.js';
import { LETTER_TOOLS } from '../subscribe/subscribe.module.js';
import { subscriberById } from '../subscribe/subscribers.sql.js';
import type { LetterTools } from '../subscribe/tools.js';
import { OwnPosts } from './csrf.js';
import { Pages } from './pages.js';
import { goOn, keepPrivate } from './private-page.js';
import { Sessions } from './session.js';

/** What somebody may see: their data; first a new link by mail; that all is erased. */
type State = 'open' | 'link' | 'erased';

/**
 * A person's own copy of what is held about them, and its end. A session lasts for 30 days and on whatever machine it
 * was opened: for these two it must be younger than half an hour, so that whoever acts has just read the mailbox.
 */
@Controller()
@UseGuards(OwnPosts)
export class MyDataController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(LETTER_TOOLS) private readonly tools: LetterTools,
  ) {}

  @Get('my/data')
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { now } = this.pages.readerOf(request);
    if (this.sessions.of(request, now) === null) return goOn(response, '/login');
    const fresh = this.sessions.fresh(request, now) !== null;
    await this.show({ request, response }, fresh ? 'open' : 'link');
  }

  @Get('my/data.json')
  async copy(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const subscriberId = this.sessions.fresh(request, now);
    const { secret } = this.tools;
    const exported = subscriberId && (await exportPerson(this.db, { subscriberId, secret }, now));
    if (!exported) return goOn(response, '/my/data');
    keepPrivate(response);
    response
      .attachment(`vestnik-${now.toISOString().slice(0, 10)}.json`)
      .send(JSON.stringify(exported, null, 2));
  }

  /** A login letter to the address of the session: nobody has to type it. */
  @Post('my/data/link')
  async link(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { language, now } = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, now);
    const found = subscriberId && (await subscriberById(this.db.manager, subscriberId, { lock: false }));
    if (!found) return goOn(response, '/login');
    const asked = { email: found.email, language, ip: request.ip ?? null };
    await requestLogin(this.db, asked, { tools: this.tools, now });
    goOn(response, '/login/sent');
  }

  @Post('my/data/erase')
  async erase(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const subscriberId = this.sessions.fresh(request, now);
    if (subscriberId === null) return goOn(response, '/my/data');
    await erase(this.db, { subscriberId, secret: this.tools.secret }, now);
    this.sessions.close(response);
    goOn(response, '/erased');
  }

  @Get('erased')
  async erased(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show({ request, response }, 'erased');
  }

  private async show(to: { request: Request; response: Response }, state: State): Promise<void> {
    keepPrivate(to.response);
    await this.pages.send(to, 'my-data', { open: state === 'open', erased: state === 'erased' });
  }
}
