import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { LANGUAGES, type Language, translator } from '../kit/i18n.js';
import { createRenderer, type Reader, type Renderer } from '../kit/render.js';
import { assetUrl } from './assets.js';
import { demoSign } from './demo-sign.js';
import { FormTokens } from './form-token.js';
import { NOW, type Now } from './now.js';
import { headOf, type PageHead, type Told } from './page-head.js';
import { chosenLanguage, LANGUAGE_COOKIE, languageOfVisitor } from './visitor.js';

const YEAR = 365 * 24 * 3600 * 1000;

/** What layout/page.hbs asks of every page, as `@root.page`. */
interface PageFrame {
  style: string;
  script: string;
  icon: string;
  languages: { code: Language; href: string; current: boolean }[];
  /** The hidden field of every form that acts. */
  form: string;
  demo: boolean;
  mailbox: boolean;
  head: PageHead;
}

/** Renders templates/pages/<name>.hbs for whoever asks, in their language, inside the layout that all pages share. */
@Injectable()
export class Pages {
  private readonly renderer: Renderer = createRenderer();
  private readonly isDemo: (now: Date) => Promise<boolean>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(NOW) private readonly now: Now,
    @Inject(FormTokens) private readonly forms: FormTokens,
    @Inject(DataSource) db: DataSource,
  ) {
    this.isDemo = demoSign(db);
  }

  /** Who reads this page. A visitor's own zone is not known, so days are told in the service's. */
  readerOf(request: Request): Reader {
    return { language: languageOfVisitor(request), zone: this.config.zone, now: this.now() };
  }

  /** What a public page without parameters of its own tells of itself: its path, and its lead as a description. */
  plainly(request: Request, name: string): Told {
    const { language } = this.readerOf(request);
    return { path: request.path, description: translator(language)(`pages.${name}.lead`) };
  }

  /** Sends the page with `status`; `reader` where the page knows the person better than their browser does. */
  async send(
    { request, response, status = 200, reader = this.readerOf(request), told }: Sending,
    name: string,
    data: object,
  ): Promise<void> {
    const page = {
      ...(await this.frame(request, reader)),
      form: this.forms.issue(request, response, this.now()),
      head: headOf(told ?? null, request, this.config.publicUrl),
    };
    const html = this.renderer.page(name, reader, { ...data, page });
    const chosen = chosenLanguage(request);
    if (chosen !== null) {
      const secure = this.config.publicUrl.startsWith('https:');
      response.cookie(LANGUAGE_COOKIE, chosen, { maxAge: YEAR, sameSite: 'lax', httpOnly: true, secure });
    }
    response.vary('Accept-Language, Cookie');
    if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'private, no-cache');
    response.status(status).type('html').send(html);
  }

  private async frame(request: Request, reader: Reader): Promise<Omit<PageFrame, 'form' | 'head'>> {
    return {
      style: assetUrl('style.css'),
      script: assetUrl('script.js'),
      icon: assetUrl('favicon.svg'),
      languages: LANGUAGES.map((code) => ({
        code,
        href: languageLink(request, code),
        current: code === reader.language,
      })),
      demo: await this.isDemo(reader.now),
      mailbox: this.config.smtpUrl === null && !this.config.production,
    };
  }
}

export interface Sending {
  request: Request;
  response: Response;
  status?: number;
  reader?: Reader;
  /** Of a public page; others stay out of search engines. */
  told?: Told;
}

/** This page again in another language. What was posted cannot be asked for again, so those pages lead home. */
function languageLink(request: Request, code: Language): string {
  if (request.method !== 'GET' && request.method !== 'HEAD') return `/?lang=${code}`;
  const at = request.originalUrl.indexOf('?');
  const parameters = new URLSearchParams(at < 0 ? '' : request.originalUrl.slice(at + 1));
  parameters.set('lang', code);
  return `?${parameters}`;
}
