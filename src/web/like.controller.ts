import { Controller, Get, Inject, NotFoundException, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { titleHead } from '../language/title-head.js';
import type { VacancyRow } from '../search/listed.sql.js';
import { vacancyById } from '../search/vacancy-by-id.js';
import { readParameters, toParameters } from './search-parameters.js';

/**
 * «Ещё такие»: the form to subscribe, filled in with a search made of a vacancy. A letter has room for an address of
 * this length alone, and what makes a good search of a title may yet become better than on the day the letter was sent.
 */
@Controller('like')
export class LikeController {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  @Get(':id')
  async like(@Res() response: Response, @Param('id') id: string): Promise<void> {
    const found = await vacancyById(this.db, id);
    if (found === null) throw new NotFoundException();
    response.setHeader('Cache-Control', 'private, no-cache');
    response.setHeader('X-Robots-Tag', 'noindex, nofollow');
    response.redirect(302, `/subscribe?${likeParameters(found.vacancy)}`);
  }
}

/** The same work in its first city; what is done from anywhere is wanted from anywhere. */
function likeParameters({ title, places, schedule }: VacancyRow): URLSearchParams {
  const where = schedule.includes('remote') ? { schedule: 'remote' } : { city: places[0] ?? '' };
  return toParameters(readParameters({ q: titleHead(title), ...where }));
}
