import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { newestVacancies } from '../search/newest.js';
import { placesInUse } from '../search/places.js';
import { kept } from './kept.js';
import { Pages } from './pages.js';
import { searchForm } from './search-form.js';
import { hrefOf } from './search-page.js';
import { readParameters } from './search-parameters.js';
import { vacancyLine } from './vacancy-view.js';

const HALF_A_MINUTE = 30_000;
const SHOWN = 10;

/** The front page: what is new, and the way to a search. */
@Controller()
export class HomeController {
  private readonly news: (now: Date) => ReturnType<typeof readNews>;

  constructor(
    @Inject(CONFIG) { zone }: Config,
    @Inject(DataSource) db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
  ) {
    this.news = kept(HALF_A_MINUTE, (now) => readNews(db, now, zone));
  }

  @Get()
  async home(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const { newest, cities } = await this.news(reader.now);
    const empty = readParameters({});
    const told = { ...this.pages.plainly(request, 'home'), feed: '/vacancies.rss' };
    await this.pages.send({ request, response, reader, told }, 'home', {
      form: searchForm(empty, { employers: [], cities }, reader.language),
      counts: { total: newest.total, today: newest.today },
      items: newest.items.map(vacancyLine),
      cities: cities.slice(0, 12).map(({ label, total }) => ({
        name: label,
        n: total,
        href: hrefOf({ ...empty, cities: [label] }),
      })),
    });
  }
}

async function readNews(db: DataSource, now: Date, zone: string) {
  const since = DateTime.fromJSDate(now, { zone }).startOf('day').toJSDate();
  const [newest, cities] = await Promise.all([
    newestVacancies(db, { since, limit: SHOWN }),
    placesInUse(db, { limit: 60 }),
  ]);
  return { newest, cities };
}
