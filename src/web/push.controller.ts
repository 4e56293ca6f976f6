import { Controller, Delete, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { ownId } from '../collect/normalise/normalise-posting.js';
import type { KeyHolder } from '../collect/push/keys.js';
import { pushMany } from '../collect/push/push-many.js';
import { pushOne, withdraw } from '../collect/push/push-one.js';
import { NOW, type Now } from './now.js';
import { type ApiProblem, sendProblem } from './problem-json.js';
import { pusherOf } from './push-access.js';
import { type Pushed, pushedMany, pushedOne } from './push-answer.js';
import { bodyProblem, MANY_VACANCIES, ONE_VACANCY, piecesOf, textOfBody } from './push-body.js';

/** What an integrator does to the vacancies of a Source whose key they hold. Every answer is JSON. */
@Controller('api/v1/sources/:name/vacancies')
export class PushController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(NOW) private readonly now: Now,
  ) {}

  /** Many, a line each. */
  @Post()
  async many(@Req() request: Request, @Res() response: Response, @Param('name') name: string): Promise<void> {
    await this.answer({ request, response, name }, async ({ source }, now) => {
      const problem = bodyProblem(request, MANY_VACANCIES);
      if (problem !== null) return problem;
      return pushedMany(await pushMany(this.db, { source, bytes: piecesOf(request), now }), name);
    });
  }

  /** One, under the id of its address. */
  @Put(':id')
  async one(@Req() request: Request, @Res() response: Response, @Param() at: At): Promise<void> {
    await this.answer({ request, response, name: at.name }, async ({ source }, now) => {
      const problem = bodyProblem(request, ONE_VACANCY) ?? idProblem(at.id);
      if (problem !== null) return problem;
      const text = await textOfBody(request, ONE_VACANCY);
      if (typeof text !== 'string') return text;
      return pushedOne(await pushOne(this.db, { source, id: at.id, text }, now), at.name);
    });
  }

  /** Closes one. */
  @Delete(':id')
  async close(@Req() request: Request, @Res() response: Response, @Param() at: At): Promise<void> {
    await this.answer({ request, response, name: at.name }, async ({ source }, now) => {
      const was = await withdraw(this.db, { source, id: at.id }, now);
      if (was === null) return NO_VACANCY;
      const result = was === 'open' ? 'closed' : 'unchanged';
      return { status: 200, body: { source: at.name, id: ownId(at.id), result } };
    });
  }

  private async answer(
    { request, response, name }: { request: Request; response: Response; name: string },
    act: (holder: KeyHolder, now: Date) => Promise<Pushed | ApiProblem>,
  ): Promise<void> {
    const now = this.now();
    const holder = await pusherOf(this.db, { request, sourceName: name }, now);
    const answer = 'detail' in holder ? holder : await act(holder, now);
    if ('detail' in answer) return sendProblem(response, answer);
    response.setHeader('Cache-Control', 'no-store');
    response.status(answer.status).json(answer.body);
  }
}

interface At {
  name: string;
  id: string;
}

const idProblem = (id: string): ApiProblem | null => (ownId(id) === null ? NO_ID : null);

const NO_ID: ApiProblem = { status: 422, detail: 'The id in the address holds no visible sign: give one.' };
const NO_VACANCY: ApiProblem = { status: 404, detail: 'This source never brought a vacancy of this id.' };
