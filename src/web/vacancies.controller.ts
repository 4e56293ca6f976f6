import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import type { Reader } from '../kit/render.js';
import { employerNames, placesInUse } from '../search/places.js';
import { type SearchAnswer, searchVacancies } from '../search/search-vacancies.js';
import { vacancyById } from '../search/vacancy-by-id.js';
import { volumePerWeek } from '../search/volume.js';
import { kept } from './kept.js';
import { NOW, type Now } from './now.js';
import { Pages } from './pages.js';
import { searchJson } from './search-json.js';
import { PAGE_SIZE, searchPage } from './search-page.js';
import { readParameters, type SearchParameters } from './search-parameters.js';
import { type ReadRequest, requestOf } from './search-request.js';
import { subscribeForm } from './subscribe-form.js';
import { vacancyPage } from './vacancy-page.js';

const TEN_MINUTES = 600_000;

interface Asked {
  parameters: SearchParameters;
  asked: ReadRequest;
  answer: SearchAnswer | null;
}

/** The search page, the same as JSON, and a vacancy's own page. */
@Controller()
export class VacanciesController {
  private readonly cities: (now: Date) => Promise<{ label: string }[]>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(NOW) private readonly now: Now,
    @Inject(Pages) private readonly pages: Pages,
  ) {
    this.cities = kept(TEN_MINUTES, () => placesInUse(db, { limit: 60 }));
  }

  @Get('vacancies')
  async search(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const found = await this.ask(request, reader.now);
    const [names, subscribe] = await Promise.all([
      this.namesFor(found.parameters, reader),
      this.subscribeFormFor(found, reader),
    ]);
    const page = searchPage({ ...found, names, reader });
    await this.pages.send({ request, response, reader }, 'search', { ...page, subscribe });
  }

  @Get('vacancies.json')
  async json(@Req() request: Request, @Res() response: Response): Promise<void> {
    const now = this.now();
    const { parameters, answer } = await this.ask(request, now);
    response.setHeader('Cache-Control', 'private, no-cache');
    response.json(searchJson(parameters, answer, now));
  }

  @Get('vacancies/:id')
  async one(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    const found = await vacancyById(this.db, id);
    if (found === null) throw new NotFoundException();
    await this.pages.send({ request, response }, 'vacancy', vacancyPage(found));
  }

  private async ask(request: Request, now: Date): Promise<Asked> {
    const parameters = readParameters(request.query);
    const asked = await requestOf(this.db, parameters);
    const page = { page: parameters.page, pageSize: PAGE_SIZE };
    const answer = asked.unreadable
      ? null
      : await searchVacancies(this.db, { ...asked.request, ...page }, now);
    return { parameters, asked, answer };
  }

  /** What cannot be an alert has no form: the page says why. */
  private async subscribeFormFor({ parameters, asked, answer }: Asked, reader: Reader) {
    if (answer === null || answer.read.refused !== null) return null;
    const perWeek = await volumePerWeek(this.db, asked.request, reader.now);
    return subscribeForm({ parameters, reader, config: this.config, perWeek });
  }

  private async namesFor({ excludeEmployers }: SearchParameters, { now }: Reader) {
    const [employers, cities] = await Promise.all([
      employerNames(this.db, excludeEmployers),
      this.cities(now),
    ]);
    return { employers, cities };
  }
}
