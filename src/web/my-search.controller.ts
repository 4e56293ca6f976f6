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
import { employerNames } from '../search/places.js';
import { changeSearch, type Done, endSearch, type Missing, pauseSearch } from '../subscribe/manage.js';
import { savedSearch } from '../subscribe/overview.js';
import type { Problem } from '../subscribe/problem.js';
import { OwnPosts } from './csrf.js';
import type { DoneWhat } from './my-page.js';
import { Pages } from './pages.js';
import { field, goOn, keepPrivate } from './private-page.js';
import { shown } from './problems.js';
import { savedParameters } from './saved-parameters.js';
import { searchForm } from './search-form.js';
import { readParameters, type SearchParameters } from './search-parameters.js';
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
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response, @Param('id') id: string): Promise<void> {
    const { now } = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, now);
    if (subscriberId === null) return goOn(response, '/login');
    const saved = await savedSearch(this.db, { subscriberId, id });
    if (saved === null) throw new NotFoundException();
    const [parameters] = await savedParameters(this.db, [saved]);
    await this.show({ request, response, id, parameters: parameters!, name: saved.name, problems: [] });
  }

  @Post()
  async save(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const { id = '' } = request.params as { id?: string };
    const reader = this.pages.readerOf(request);
    const subscriberId = this.sessions.of(request, reader.now);
    if (subscriberId === null) return goOn(response, '/login');
    const parameters = readParameters(body);
    const name = field(body, 'name').slice(0, 1000);
    const { request: asked, complaints } = await requestOf(this.db, parameters);
    const problems = complaintProblems(complaints, reader);
    const change = { ...asked, places: parameters.cities, name };
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
    const { language } = this.pages.readerOf(request);
    const employers = await employerNames(this.db, parameters.excludeEmployers);
    keepPrivate(response);
    const status = problems.length > 0 ? 422 : 200;
    await this.pages.send({ request, response, status }, 'edit-search', {
      id,
      name,
      form: searchForm(parameters, { employers, cities: [] }, language),
      problems: shown(problems),
    });
  }
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
const complaintProblems = (complaints: SearchParameters['complaints'], { language }: Reader): Problem[] =>
  complaints
    .filter(({ key }) => key !== 'unknownCity' && key !== 'ambiguousCity' && key !== 'badPage')
    .map(({ key, values }) => ({
      field: 'q',
      sentence: translator(language)(`pages.complaints.${key}`, values),
    }));

const told = (response: Response, done: Done | Missing, what: DoneWhat): void =>
  goOn(response, '/my', done.kind === 'done' ? { done: what, undo: done.undo } : {});
