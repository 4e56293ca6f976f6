import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../kit/config.js';
import { docsPage } from './openapi/docs-page.js';
import { openApi } from './openapi/document.js';
import { Pages } from './pages.js';

/** What the API can do, for programs and for people. */
@Controller('api')
export class ApiDocsController {
  private readonly document: ReturnType<typeof openApi>;

  constructor(
    @Inject(CONFIG) { publicUrl }: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {
    this.document = openApi(publicUrl);
  }

  @Get('v1/openapi.json')
  json(): ReturnType<typeof openApi> {
    return this.document;
  }

  /** A page of our own: Swagger's needs inline styles and data: images, which no page here may have. */
  @Get('docs')
  async docs(@Req() request: Request, @Res() response: Response): Promise<void> {
    const told = this.pages.plainly(request, 'api');
    await this.pages.send({ request, response, told }, 'api', { api: docsPage(this.document) });
  }
}
