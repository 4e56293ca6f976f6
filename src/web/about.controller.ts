import { Controller, Get, Header, Inject, Redirect, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../kit/config.js';
import { assetUrl } from './assets.js';
import { Pages } from './pages.js';

/** The page on what is kept of whom, and what machines ask every site for. */
@Controller()
export class AboutController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Get('privacy')
  async privacy(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { name, address } = this.config.mailFrom;
    await this.pages.send({ request, response }, 'privacy', { sender: name || address, address });
  }

  @Get('robots.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  robots(): string {
    return ROBOTS;
  }

  @Get('favicon.ico')
  @Redirect()
  icon(): { url: string } {
    return { url: assetUrl('favicon.svg') };
  }
}

// What belongs to one person, and answers without end, are not for crawlers.
const ROBOTS = `User-agent: *
Disallow: /my
Disallow: /confirm/
Disallow: /login
Disallow: /u/
Disallow: /d/
Disallow: /mailbox
Disallow: /*?*page=
`;
