import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Header, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../kit/config.js';
import { links } from '../../kit/links.js';
import { professionsInDemand } from '../../market/demand.js';
import { placesInUse } from '../../search/places.js';
import { kept } from '../kept.js';
import { NOW, type Now } from '../now.js';
import { hrefOf } from '../search-page.js';
import { readParameters } from '../search-parameters.js';
import { sitemapIndex, sitemapOf, vacancySitemap } from './sitemap.js';
import { type SitemapPart, selectParts } from './sitemap.sql.js';

const AN_HOUR = 3_600_000;
const PROFESSIONS = 50;
const CITIES = 100;
// Of so many cities the professions are counted: up to 0.4 s each, an hour apart.
const LARGEST = 10;

/** Where search engines find what may be found, and are told what not to ask. */
@Controller()
export class SitemapController {
  private readonly parts: (now: Date) => Promise<SitemapPart[]>;
  private readonly markets: (now: Date) => Promise<string[]>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(NOW) private readonly now: Now,
  ) {
    this.parts = kept(AN_HOUR, () => selectParts(db.manager));
    this.markets = kept(AN_HOUR, (now) => marketPaths(db, now));
  }

  @Get('robots.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  robots(): string {
    return `${ROBOTS}\nSitemap: ${this.config.publicUrl}/sitemap.xml\n`;
  }

  @Get('sitemap.xml')
  async index(@Res() response: Response): Promise<void> {
    const parts = await this.parts(this.now());
    cacheable(response).send(sitemapIndex(parts, this.config.publicUrl));
  }

  @Get('sitemaps/pages.xml')
  async ofPages(@Res() response: Response): Promise<void> {
    const paths = [...PAGES, ...(await this.markets(this.now()))];
    const entries = paths.map((path) => ({ loc: `${this.config.publicUrl}${path}`, lastmod: null }));
    cacheable(response).send(sitemapOf(entries));
  }

  @Get('sitemaps/vacancies-:part.xml')
  async ofVacancies(
    @Req() request: Request,
    @Res() response: Response,
    @Param('part') asked: string,
  ): Promise<void> {
    const found = (await this.parts(this.now())).find(({ part }) => String(part) === asked);
    if (found === undefined) throw new NotFoundException();
    // Weak: the part is the same as far as its count and its newest tell.
    cacheable(response).setHeader('ETag', `W/"${found.addresses}-${found.changedAt.getTime()}"`);
    if (request.fresh) return void response.status(304).end();
    if (request.method === 'HEAD') return void response.end();
    const pieces = vacancySitemap(this.db.manager, found.part, links(this.config.publicUrl));
    // Who hangs up ends it; there is nobody left to tell.
    await pipeline(Readable.from(pieces), response).catch((error: unknown) => {
      if (!response.destroyed) throw error;
    });
  }
}

const cacheable = (response: Response): Response =>
  response.setHeader('Cache-Control', 'public, max-age=3600').type('application/xml');

/** The professions in demand everywhere and in the largest cities, and each city: pages that hold something. */
async function marketPaths(db: DataSource, now: Date): Promise<string[]> {
  const cities = await placesInUse(db, { limit: CITIES });
  const empty = readParameters({});
  const searches = [empty, ...cities.map(({ label }) => ({ ...empty, cities: [label] }))];
  for (const place of [null, ...cities.slice(0, LARGEST)]) {
    const asked = { places: place === null ? [] : [place.id], cityNames: [] };
    const named = await professionsInDemand(db.manager, asked, { now, most: PROFESSIONS });
    for (const { name } of named)
      searches.push({ ...empty, query: name, cities: place === null ? [] : [place.label] });
  }
  return searches.map(hrefOf);
}

const PAGES = ['/', '/how', '/taxes', '/status', '/privacy', '/api/docs'];

// What belongs to one person, and answers without end, are not for crawlers.
const ROBOTS = `User-agent: *
Disallow: /my
Disallow: /subscribe
Disallow: /confirm/
Disallow: /not-me/
Disallow: /login
Disallow: /u/
Disallow: /d/
Disallow: /mailbox
Disallow: /estimate.json
Disallow: /*?*page=
`;
