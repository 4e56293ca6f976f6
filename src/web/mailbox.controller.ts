import { Controller, Get, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { type MailboxLetter, readLetter, readMailbox } from '../deliver/mailbox.js';
import { CONFIG, type Config } from '../kit/config.js';
import { Pages } from './pages.js';

/** Letters instead of a relay, for whoever tries Vestnik out: only without SMTP_URL, never in production. */
@Controller('mailbox')
export class MailboxController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response, @Query('page') page: unknown) {
    this.refuseUnlessTrial();
    const mailbox = await readMailbox(this.db, { page: Number(page) || 1 });
    await this.pages.send({ request, response }, 'mailbox', {
      ...mailbox,
      newer: mailbox.page > 1 ? mailbox.page - 1 : null,
      older: mailbox.page < mailbox.pages ? mailbox.page + 1 : null,
    });
  }

  @Get(':subscriber/:id')
  async letter(@Req() request: Request, @Res() response: Response, @Param() { subscriber, id }: Address) {
    const letter = await this.read(subscriber, id);
    await this.pages.send({ request, response }, 'mailbox-letter', {
      letter: { ...letter, to: letter.to ?? '', subject: letter.subject ?? '' },
      headers: Object.entries(letter.headers).map(([name, value]) => ({ name, value })),
    });
  }

  /** The html part alone, for the frame on the letter's page: its own styles, links that open a new window, no script. */
  @Get(':subscriber/:id/html')
  async html(@Res() response: Response, @Param() { subscriber, id }: Address): Promise<void> {
    const { html } = await this.read(subscriber, id);
    response.setHeader('Content-Security-Policy', LETTER_POLICY);
    response.setHeader('X-Frame-Options', 'SAMEORIGIN');
    response.setHeader('Cache-Control', 'private, no-store');
    response.type('html').send(html.replace(/<head[^>]*>/i, '$&<base target="_blank">'));
  }

  private async read(subscriber: string, id: string): Promise<MailboxLetter> {
    this.refuseUnlessTrial();
    const letter = await readLetter(this.db, subscriber, id);
    if (letter === null) throw new NotFoundException();
    return letter;
  }

  private refuseUnlessTrial(): void {
    if (this.config.smtpUrl !== null || this.config.production) throw new NotFoundException();
  }
}

interface Address {
  subscriber: string;
  id: string;
}

const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'self'; form-action 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";
