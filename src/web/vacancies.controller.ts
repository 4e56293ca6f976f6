import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { links } from '../kit/links.js';
import type { Reader } from '../kit/render.js';
import { type Market, MarketKeeper } from '../market/market-of.js';
import { estimate, volumeOf } from '../search/estimate.js';
import type { EstimateTools } from '../search/estimate-tools.js';
import { jobFacts } from '../search/job-facts.sql.js';
import { type Partner, selectPartners } from '../search/partners.sql.js';
import { employerNames, placesInUse } from '../search/places.js';
import { KeptIndex } from '../search/search.module.js';
import { type SearchAnswer, searchVacancies } from '../search/search-vacancies.js';
import { vacancyById } from '../search/vacancy-by-id.js';
import { ESTIMATE_TOOLS } from './counting.js';
import { estimateJson } from './estimate-json.js';
import { type EstimateView, estimateView } from './estimate-view.js';
import { kept } from './kept.js';
import { marketView } from './market-view.js';
import { NOW, type Now } from './now.js';
import { Pages } from './pages.js';
import { partnersView } from './partners-view.js';
import { searchJson } from './search-json.js';
import { hrefOf, PAGE_SIZE, searchPage } from './search-page.js';
import { readParameters, type SearchParameters } from './search-parameters.js';
import { type ReadRequest, requestOf } from './search-request.js';
import { subscribeForm } from './subscribe-form.js';
import { searchTold, vacancyTold } from './told.js';
import { vacancyPage } from './vacancy-page.js';

const TEN_MINUTES = 600_000;
// How long an answer waits for the figures of the market, in milliseconds.
const A_PAGE = 1_000;
const A_PROGRAM = 20_000;

interface Asked {
  parameters: SearchParameters;
  asked: ReadRequest;
  answer: SearchAnswer | null;
}

/** The search page, the same as JSON, and a vacancy's own page. */
@Controller()
export class VacanciesController {
  private readonly cities: (now: Date) => Promise<{ label: string }[]>;
  private readonly partners: (now: Date) => Promise<Partner[]>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(KeptIndex) private readonly index: KeptIndex,
    @Inject(NOW) private readonly now: Now,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(ESTIMATE_TOOLS) private readonly tools: EstimateTools,
    @Inject(MarketKeeper) private readonly market: MarketKeeper,
  ) {
    this.cities = kept(TEN_MINUTES, () => placesInUse(db, { limit: 60 }));
    this.partners = kept(TEN_MINUTES, () => selectPartners(db));
  }

  @Get('vacancies')
  async search(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const found = await this.ask(request, reader.now);
    const [names, estimate, market, partners] = await Promise.all([
      this.namesFor(found.parameters, reader),
      this.estimateOf(found, reader),
      this.marketOf(found, { now: reader.now, patience: A_PAGE }),
      this.partnersOf(found, reader.now),
    ]);
    const page = {
      ...searchPage({ ...found, names, reader, estimate }),
      partners,
      report: marketView(market, { parameters: found.parameters, language: reader.language }),
      counting: market === null && found.parameters.query !== '' && !found.asked.unreadable,
    };
    const subscribe = this.subscribeFormFor(found, { reader, estimate });
    const told = searchTold(found, reader.language);
    await this.pages.send({ request, response, reader, told }, 'search', { ...page, subscribe });
  }

  @Get('vacancies.json')
  async json(@Req() request: Request, @Res() response: Response): Promise<void> {
    const now = this.now();
    const found = await this.ask(request, now);
    const market = await this.marketOf(found, { now, patience: A_PROGRAM });
    response.setHeader('Cache-Control', 'private, no-cache');
    response.json(searchJson({ ...found, market }, now));
  }

  /** Of everything there is no market to tell: a page that asks nothing has none. */
  private async marketOf(
    { asked, parameters }: Asked,
    { now, patience }: { now: Date; patience: number },
  ): Promise<Market | null> {
    if (asked.unreadable || parameters.query === '') return null;
    return this.market.within(patience, asked.request, now);
  }

  private async partnersOf({ parameters, asked, answer }: Asked, now: Date) {
    const listed = answer?.items.map(({ clusterId }) => clusterId) ?? [];
    return partnersView(this.db, await this.partners(now), { parameters, asked, listed });
  }

  /** How much a search would bring, for the page to tell while it is typed. */
  @Get('estimate.json')
  async estimate(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { language, now } = this.pages.readerOf(request);
    const asked = await requestOf(this.db, readParameters(request.query));
    // A text that was dropped for its length must not become a search for everything.
    const volume = asked.unreadable
      ? { perWeek: null, tooMuch: false }
      : await volumeOf(this.tools.counts, asked.request, now);
    response.setHeader('Cache-Control', 'private, no-cache');
    response.json(estimateJson(asked, volume, language));
  }

  @Get('vacancies/:id')
  async one(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    const found = await vacancyById(this.db, id);
    if (found === null) throw new NotFoundException();
    const reader = this.pages.readerOf(request);
    const facts = await jobFacts(this.db, id);
    const told = vacancyTold({ ...found, facts, reader, links: links(this.config.publicUrl) });
    // Gone, so that search engines forget it; people are still told what it was.
    const status = found.vacancy.closedAt === null ? 200 : 410;
    await this.pages.send({ request, response, reader, told, status }, 'vacancy', vacancyPage(found));
  }

  private async ask(request: Request, now: Date): Promise<Asked> {
    const parameters = readParameters(request.query);
    const asked = await requestOf(this.db, parameters);
    const page = { page: parameters.page, pageSize: PAGE_SIZE };
    const answer = asked.unreadable
      ? null
      : await searchVacancies(this.db, { ...asked.request, ...page, index: this.index.current() }, now);
    return { parameters, asked, answer };
  }

  private async estimateOf(
    { asked, answer }: Asked,
    { now, language }: Reader,
  ): Promise<EstimateView | null> {
    if (answer === null) return null;
    const found = await estimate(this.tools, { request: asked.request, open: answer.total }, now);
    return estimateView(this.db, { found, language, to: hrefOf });
  }

  /** What cannot be an alert has no form: the page says why. */
  private subscribeFormFor(
    { parameters, answer }: Asked,
    { reader, estimate }: { reader: Reader; estimate: EstimateView | null },
  ) {
    if (answer === null || estimate === null) return null;
    if (answer.read.refused !== null || estimate.tooMuch !== null) return null;
    return subscribeForm({ parameters, reader, config: this.config, estimate });
  }

  private async namesFor({ excludeEmployers }: SearchParameters, { now }: Reader) {
    const [employers, cities] = await Promise.all([
      employerNames(this.db, excludeEmployers),
      this.cities(now),
    ]);
    return { employers, cities };
  }
}
