import { Controller, Get, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { digestCopyItems, readDigestCopy } from '../compose/digest-copy.sql.js';
import { SECRET } from '../kit/secret.js';
import { type Secret, sign, verify } from '../kit/tokens.js';
import { join } from '../language/ast.js';
import { readSearch } from '../language/read-search.js';
import { listVacancies } from '../search/listed.js';
import { DIGEST_PAGE_SIZE, digestPage } from './digest-page.js';
import { NOW, type Now } from './now.js';
import { Pages } from './pages.js';
import { keepPrivate } from './private-page.js';
import { chosenLanguage } from './visitor.js';

/** A digest on the web: everything that was found for it, for whoever has the letter's link. Reading changes nothing. */
@Controller('d')
export class DigestController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(SECRET) private readonly secret: Secret,
    @Inject(NOW) private readonly now: Now,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Get(':token')
  async show(
    @Req() request: Request,
    @Res() response: Response,
    @Param('token') token: string,
    @Query('page') asked: unknown,
  ): Promise<void> {
    const key = this.keyOf(token);
    const copy = await readDigestCopy(this.db.manager, key);
    if (copy === null) throw new NotFoundException();
    const page = pageOf(asked);
    const stretch = { limit: DIGEST_PAGE_SIZE, offset: (page - 1) * DIGEST_PAGE_SIZE };
    const rows = await digestCopyItems(this.db.manager, key, stretch);
    const items = await listVacancies(
      this.db.manager,
      rows.map(({ id }) => ({ id, score: 0 })),
      join(
        'or',
        copy.searches.map((search) => readSearch(search).ast),
      ),
    );
    const told = new Map(rows.map((row) => [row.id, row]));
    const notFit = (clusterId: string) =>
      `/f/${sign(this.secret, 'feedback', `${key.subscriberId}:${clusterId}`)}`;
    const reader = {
      language: chosenLanguage(request) ?? copy.language,
      zone: copy.zone,
      now: this.now(),
    };
    keepPrivate(response);
    const data = digestPage({ copy, items, told, notFit, page, reader });
    await this.pages.send({ request, response, reader }, 'digest', data);
  }

  private keyOf(token: string): { subscriberId: string; digestId: string } {
    const subject = verify(this.secret, 'digest', token) ?? '';
    const [, subscriberId, digestId] = /^(\d{1,19}):([0-9a-f-]{36})$/.exec(subject) ?? [];
    if (subscriberId === undefined || digestId === undefined) throw new NotFoundException();
    return { subscriberId, digestId };
  }
}

const MOST_PAGES = 1000;

function pageOf(asked: unknown): number {
  const page = Number(asked);
  return Number.isInteger(page) && page >= 1 && page <= MOST_PAGES ? page : 1;
}
