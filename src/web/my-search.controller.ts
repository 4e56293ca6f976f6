import {
  Body,
  Controller,
  Get,
  Inject,
  NotFoundException,
  Param,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { translator } from '../kit/i18n.js';
import type { Reader } from '../kit/render.js';
import { readSearch } from '../language/read-search.js';
import { estimate, volumeOf } from '../search/estimate.js';
import type { EstimateTools } from '../search/estimate-tools.js';
import { employerNames } from '../search/places.js';
import { refusalText, tooMuchText, understoodAs, warningTexts } from '../search/told.js';
import { changeSearch, type Done, endSearch, type Missing, pauseSearch } from '../subscribe/manage.js';
import { savedSearch } from '../subscribe/overview.js';
import type { Problem } from '../subscribe/problem.js';
import { nameOf } from '../subscribe/words.js';
import { complaintTexts } from './complaint-texts.js';
import { ESTIMATE_TOOLS } from './counting.js';
import { OwnPosts } from './csrf.js';
import { estimateView } from './estimate-view.js';
import type { DoneWhat } from './my-page.js';
import { Pages } from './pages.js';
import { field, goOn, keepPrivate } from './private-page.js';
import { shown } from './problems.js';
import { savedParameters } from './saved-parameters.js';
import { searchForm } from './search-form.js';
import { type Complaint, readParameters, type SearchParameters, toParameters } from './search-parameters.js';
import { requestOf } from './search-request.js';
import { Sessions } from './session.js';

/** One saved search: its page to edit, and what its buttons do. */
@Controller('my/searches/:id')
@UseGuards(OwnPosts)
export class MySearchController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ESTIMATE_TOOLS) private readonly tools: EstimateTools,
  ) {}

  /** As it is saved; or, with a query, as it would be if that were saved: what a change would bring is seen before. */
  @Get()
  async page(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, now);
    if (subscriberId === null) return goOn(response, '/login');
    const saved = await savedSearch(this.db, { subscriberId, id });
    if (saved === null) throw new NotFoundException();
    const [kept] = await savedParameters(this.db, [saved]);
    const changed = 'q' in request.query;
    const parameters = changed ? readParameters(request.query) : kept!;
    const name = changed && 'name' in request.query ? nameIn(request.query) : saved.name;
    await this.show({ request, response, id, parameters, name, problems: [] });
  }

  @Post()
  async save(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const { id = '' } = request.params as { id?: string };
    const reader = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, reader.now);
    if (subscriberId === null) return goOn(response, '/login');
    const parameters = readParameters(body);
    const name = nameIn(body);
    const { request: asked, complaints } = await requestOf(this.db, parameters);
    const problems = complaintProblems(complaints, reader);
    const volume = await volumeOf(this.tools.counts, asked, reader.now);
    const change = { ...asked, places: parameters.cities, name, volume };
    const done =
      problems.length > 0
        ? { kind: 'refused' as const, problems }
        : await changeSearch(this.db, { subscriberId, id, change, language: reader.language }, reader.now);
    if (done.kind !== 'refused') return told(response, done, 'saved');
    await this.show({ request, response, id, parameters, name, problems: done.problems });
  }

  @Post('pause')
  pause(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    return this.act(request, response, {
      what: 'search-paused',
      work: (subscriberId, now) => pauseSearch(this.db, { subscriberId, id, paused: true }, now),
    });
  }

  @Post('resume')
  resume(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    return this.act(request, response, {
      what: 'search-resumed',
      work: (subscriberId, now) => pauseSearch(this.db, { subscriberId, id, paused: false }, now),
    });
  }

  @Post('delete')
  delete(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    return this.act(request, response, {
      what: 'deleted',
      work: (subscriberId, now) => endSearch(this.db, { subscriberId, id, reason: 'deleted' }, now),
    });
  }

  private async act(
    request: Request,
    response: Response,
    { what, work }: { what: DoneWhat; work(subscriberId: string, now: Date): Promise<Done | Missing> },
  ): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, now);
    if (subscriberId === null) return goOn(response, '/login');
    told(response, await work(subscriberId, now), what);
  }

  private async show({ request, response, id, parameters, name, problems }: Shown): Promise<void> {
    const { language, now } = this.pages.readerOf(request);
    const { request: asked, complaints } = await requestOf(this.db, parameters);
    const [employers, found] = await Promise.all([
      employerNames(this.db, parameters.excludeEmployers),
      estimate(this.tools, { request: asked }, now),
    ]);
    const t = translator(language);
    // A name that was made of the search is made anew with it.
    const made = nameOf({ query: parameters.query, places: parameters.cities }, t);
    const keep = name === made ? '' : name;
    const to = (other: SearchParameters) => `/my/searches/${id}?${changedTo(other, keep)}`;
    const read = readSearch(asked);
    const noted = problems.length > 0 ? complaints.filter(isHarmless) : complaints;
    keepPrivate(response);
    await this.pages.send({ request, response, status: problems.length > 0 ? 422 : 200 }, 'edit-search', {
      id,
      name,
      form: searchForm(parameters, { employers, cities: [] }, language),
      problems: shown(problems),
      understood: understoodAs(read, language),
      notices: [...complaintTexts(noted, language), ...warningTexts(read, language)],
      refused: refusalText(read, language) ?? tooMuchText(found, language),
      estimate: await estimateView(this.db, { found, language, to }),
    });
  }
}

const nameIn = (given: unknown): string => field(given, 'name').slice(0, 1000);

/** The query that shows a search as if it were changed so; `q` stands in it even where it is empty. */
function changedTo(parameters: SearchParameters, name: string): URLSearchParams {
  const query = toParameters(parameters);
  query.set('q', parameters.query);
  query.set('name', name);
  return query;
}

interface Shown {
  request: Request;
  response: Response;
  id: string;
  parameters: SearchParameters;
  name: string;
  problems: Problem[];
}

// A search is not saved otherwise than it was typed: whatever had to be left out is mended first. A city that the
// catalogue lacks is looked for by its name, and one that is several stands for all, so those are no hindrance.
const complaintProblems = (complaints: readonly Complaint[], { language }: Reader): Problem[] =>
  complaintTexts(
    complaints.filter((complaint) => !isHarmless(complaint)),
    language,
  ).map((sentence) => ({ field: 'q', sentence }));

const isHarmless = ({ key }: Complaint): boolean =>
  key === 'unknownCity' || key === 'ambiguousCity' || key === 'badPage';

const told = (response: Response, done: Done | Missing, what: DoneWhat): void =>
  goOn(response, '/my', done.kind === 'done' ? { done: what, undo: done.undo } : {});
