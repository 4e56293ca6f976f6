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
import type { Reader } from '../kit/render.js';
import { SECRET } from '../kit/secret.js';
import type { Secret } from '../kit/tokens.js';
import { titleWords } from '../language/title-words.js';
import { type Exclusion, excludeFrom } from '../subscribe/exclude-from.js';
import { hideVacancy } from '../subscribe/hide-vacancy.js';
import type { Problem } from '../subscribe/problem.js';
import { BROKEN_STATUS } from './broken-link.js';
import { OwnPosts } from './csrf.js';
import {
  type Feedback,
  feedbackPage,
  type Pressed,
  readFeedback,
  readFeedbackToken,
  readPressed,
} from './feedback-page.js';
import { Pages } from './pages.js';
import { goOn, keepPrivate } from './private-page.js';

/**
 * «Не подходит»: what the reader of a letter wants to hear of no more. Its link can turn down this one vacancy and what
 * the vacancy itself names, and nothing else, for letters are forwarded; looking changes nothing, for scanners look.
 */
@Controller('f/:token')
@UseGuards(OwnPosts)
export class FeedbackController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(SECRET) private readonly secret: Secret,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Get()
  async look(@Req() request: Request, @Res() response: Response, @Param('token') token: string) {
    const read = await this.read({ request, response, token });
    if (read !== null) await this.show({ request, response, token, feedback: read.feedback });
  }

  @Post()
  async act(
    @Req() request: Request,
    @Res() response: Response,
    @Param('token') token: string,
    @Body() body: unknown,
  ): Promise<void> {
    const read = await this.read({ request, response, token });
    if (read === null) return;
    const reader = this.pages.readerOf(request);
    const pressed = readPressed(body);
    const done = await this.turnDown({ ...read, pressed, reader });
    if (done === null) return goOn(response, `/f/${token}`);
    if (done.kind === 'refused') {
      const { problems } = done;
      return this.show({ request, response, token, feedback: read.feedback, problems });
    }
    if (done.kind !== 'done') return goOn(response, `/f/${token}`, { done: done.kind });
    const parameters: Record<string, string> = { done: pressed.what ?? '', undo: done.undo };
    if ('n' in done) parameters.n = String(done.n);
    if (pressed.what === 'word') parameters.word = pressed.word;
    goOn(response, `/f/${token}`, parameters);
  }

  /** Null: what was pressed is none of the page's buttons. */
  private async turnDown({ subscriberId, feedback, pressed, reader }: Turning) {
    const { item, searches } = feedback;
    if (pressed.what === null) return null;
    if (pressed.what === 'vacancy') {
      const { clusterId, id: vacancyId } = item;
      return hideVacancy(this.db, { subscriberId, clusterId, vacancyId }, reader.now);
    }
    const exclusion = exclusionOf(feedback, pressed, reader);
    if (exclusion === null) return null;
    // One search needs no box to be ticked; of several none means that nothing was chosen.
    const own = searches.map(({ id }) => id);
    const ids = own.length === 1 ? own : own.filter((id) => pressed.searchIds.includes(id));
    const { language, now } = reader;
    return excludeFrom(this.db, { subscriberId, ids, exclusion, language }, now);
  }

  /** What the link is about; null where it answered with a page that says why there is nothing to do. */
  private async read({ request, response, token }: Sent) {
    keepPrivate(response);
    const subject = readFeedbackToken(this.secret, token);
    if (subject === null) {
      const status = BROKEN_STATUS.forged;
      const data = { done: 'nothing', undo: null, broken: 'forged' };
      await this.pages.send({ request, response, status }, 'left', data);
      return null;
    }
    const feedback = await readFeedback(this.db, subject);
    if (feedback === 'gone') throw new NotFoundException();
    if (feedback !== 'left') return { ...subject, feedback };
    await this.pages.send({ request, response }, 'left', { done: 'nothing', undo: null, broken: null });
    return null;
  }

  private async show({ request, response, token, feedback, problems = [] }: Shown): Promise<void> {
    const reader = this.pages.readerOf(request);
    const status = problems.length > 0 ? 422 : 200;
    const page = feedbackPage({ token, feedback, reader, query: request.query, problems });
    await this.pages.send({ request, response, reader, status }, 'feedback', page);
  }
}

interface Sent {
  request: Request;
  response: Response;
  token: string;
}

interface Shown extends Sent {
  feedback: Feedback;
  problems?: Problem[];
}

interface Turning {
  subscriberId: string;
  feedback: Feedback;
  pressed: Pressed;
  reader: Reader;
}

/** Only what the vacancy itself names can be excluded by its link. */
function exclusionOf(
  { vacancy: { title, employerId, agency } }: Feedback,
  { what, word }: Pressed,
  { language }: Reader,
): Exclusion | null {
  if (what === 'agencies') return agency ? { kind: 'agencies' } : null;
  if (what === 'employer') return employerId === null ? null : { kind: 'employer', employerId };
  const known = titleWords(title, language).find((one) => one.word === word);
  return known === undefined ? null : { kind: 'word', word: known.query };
}
