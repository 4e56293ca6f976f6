import { Controller, Get, Inject, Redirect, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../kit/config.js';
import { assetUrl } from './assets.js';
import { Pages } from './pages.js';

/** The page on what is kept of whom, and the icon that browsers ask every site for. */
@Controller()
export class AboutController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Get('privacy')
  async privacy(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { name, address } = this.config.mailFrom;
    const told = this.pages.plainly(request, 'privacy');
    await this.pages.send({ request, response, told }, 'privacy', { sender: name || address, address });
  }

  @Get('favicon.ico')
  @Redirect()
  icon(): { url: string } {
    return { url: assetUrl('favicon.svg') };
  }
}
