import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { translator } from '../kit/i18n.js';
import { payroll } from '../market/taxes/payroll.js';
import { TAX_YEARS, taxRules } from '../market/taxes/rules.js';
import { NOW, type Now } from './now.js';
import { Pages } from './pages.js';
import { taxesView } from './taxes-view.js';

/** What the state takes of any salary, and how the figures of the market are counted. */
@Controller()
export class TaxesController {
  constructor(
    @Inject(NOW) private readonly now: Now,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Get('taxes')
  async taxes(@Req() request: Request, @Res() response: Response): Promise<void> {
    const reader = this.pages.readerOf(request);
    const typed = textOf(request.query.salary);
    const { year } = taxRules(Number(textOf(request.query.year)) || this.now().getUTCFullYear());
    const salary = readSalary(typed);
    const told = this.pages.plainly(request, 'taxes');
    await this.pages.send({ request, response, reader, told, status: salary === null ? 400 : 200 }, 'taxes', {
      typed,
      years: TAX_YEARS.map((rules) => ({ year: rules.year, chosen: rules.year === year })),
      problem: salary === null ? translator(reader.language)('pages.taxes.bad') : null,
      taxes: typeof salary === 'number' ? taxesView(payroll(salary, taxRules(year))) : null,
    });
  }

  @Get('how')
  async how(@Req() request: Request, @Res() response: Response): Promise<void> {
    const told = this.pages.plainly(request, 'how');
    await this.pages.send({ request, response, told }, 'how', { points: POINTS });
  }
}

const POINTS = ['which', 'once', 'pay', 'mean', 'tooFew', 'employers', 'demand', 'bins', 'taxes'];

const textOf = (given: unknown): string => (typeof given === 'string' ? given.trim().slice(0, 40) : '');

/** Undefined where nothing was typed, null where it is no salary. Spaces and a decimal comma are as people type them. */
function readSalary(typed: string): number | null | undefined {
  if (typed === '') return undefined;
  const plain = typed.replaceAll(/[\s\u00a0₽]/g, '').replace(',', '.');
  if (!/^\d{1,10}(\.\d{1,2})?$/.test(plain)) return null;
  const salary = Number(plain);
  return salary >= 1 && salary <= 1_000_000_000 ? salary : null;
}
