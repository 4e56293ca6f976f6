import { Body, Controller, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../kit/config.js';
import { LANGUAGES, type Language, translator } from '../kit/i18n.js';
import type { Reader } from '../kit/render.js';
import { type ReadSearch, readSearch } from '../language/read-search.js';
import { estimate, volumeOf } from '../search/estimate.js';
import type { EstimateTools } from '../search/estimate-tools.js';
import { listVacancies } from '../search/listed.js';
import { refusalText, understoodAs, warningTexts } from '../search/told.js';
import { addSearch } from '../subscribe/add-search.js';
import { languageOfConsent, type Operator } from '../subscribe/consent-text.js';
import type { Problem } from '../subscribe/problem.js';
import { requestSubscription } from '../subscribe/request-subscription.js';
import { LETTER_TOOLS } from '../subscribe/subscribe.module.js';
import { readSubscription, type SubscriptionRequest } from '../subscribe/subscription.js';
import type { LetterTools } from '../subscribe/tools.js';
import { nameOf } from '../subscribe/words.js';
import { atLeast } from './at-least.js';
import { complaintTexts } from './complaint-texts.js';
import { ESTIMATE_TOOLS } from './counting.js';
import { OwnPosts } from './csrf.js';
import { estimateView } from './estimate-view.js';
import { FormTokens } from './form-token.js';
import { Pages } from './pages.js';
import { field, goOn } from './private-page.js';
import { shown } from './problems.js';
import { hrefOf } from './search-page.js';
import { type Complaint, readParameters, type SearchParameters, toParameters } from './search-parameters.js';
import { requestOf } from './search-request.js';
import { Sessions } from './session.js';
import { readSettings } from './settings-form.js';
import { type GivenSubscription, subscribeForm } from './subscribe-form.js';
import { vacancyLine } from './vacancy-view.js';

/** Signing up: the form, what is wrong with it, and «проверьте почту». */
@Controller('subscribe')
@UseGuards(OwnPosts)
export class SubscribeController {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(FormTokens) private readonly forms: FormTokens,
    @Inject(LETTER_TOOLS) private readonly letters: LetterTools,
    @Inject(ESTIMATE_TOOLS) private readonly tools: EstimateTools,
  ) {}

  @Get()
  async form(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show({ request, response, parameters: readParameters(request.query) });
  }

  /** The same answer whether the address is new, known or not to be written to: the letter says the rest. */
  @Post()
  async ask(@Req() request: Request, @Res() response: Response, @Body() body: unknown): Promise<void> {
    const reader = this.pages.readerOf(request);
    const parameters = readParameters(body);
    const { shown, ...read } = readForm(body, reader, this.config.mailFrom);
    const given = { ...read, ...this.trap(body, reader) };
    const { request: asked } = await requestOf(this.db, parameters);
    const volume = await volumeOf(this.tools.counts, asked, reader.now);
    const consent = { ip: request.ip ?? null, form: 'web', language: shown };
    const wanted = { ...given, ...asked, places: parameters.cities, consent, volume };
    const found = [...complaintsOf(parameters, reader), ...read.problems, ...given.problems];
    const problems = allProblems(found, wanted);
    if (problems.length > 0) {
      return this.show({ request, response, parameters, given: { ...given, problems } });
    }
    const subscriberId = this.sessions.of(request, reader.now);
    if (subscriberId !== null) {
      const done = await addSearch(
        this.db,
        { subscriberId, request: wanted, tools: this.letters },
        reader.now,
      );
      if (done.kind === 'added') return goOn(response, '/my', { done: 'added' });
      if (done.kind === 'refused') {
        return this.show({ request, response, parameters, given: { ...given, problems: done.problems } });
      }
    }
    await atLeast(requestSubscription(this.db, wanted, { tools: this.letters, now: reader.now }));
    goOn(response, '/subscribe/sent');
  }

  @Get('sent')
  async sent(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.pages.send({ request, response }, 'subscribe-sent', {});
  }

  private async show({ request, response, parameters, given }: Shown): Promise<void> {
    const reader = this.pages.readerOf(request);
    const { language } = reader;
    const { request: asked, complaints } = await requestOf(this.db, parameters);
    const read = readSearch(asked);
    const found = await estimate(this.tools, { request: asked, examples: EXAMPLES }, reader.now);
    const view = await estimateView(this.db, { found, language, to: addressOf });
    const refused = [
      ...complaintsOf(parameters, reader).map(({ sentence }) => sentence),
      refusalText(read, language),
      view.tooMuch,
    ].find((sentence) => sentence !== null);
    const { config } = this;
    await this.pages.send(
      { request, response, reader, status: given === undefined ? 200 : 422 },
      'subscribe',
      {
        name: nameOf({ query: parameters.query, places: parameters.cities }, translator(language)),
        understood: understoodAs(read, language),
        notices: [...complaintTexts(complaints.filter(isNoted), language), ...warningTexts(read, language)],
        back: hrefOf({ ...parameters, page: 1 }),
        refused: refused ?? null,
        problems: shown(given?.problems ?? []),
        estimate: view,
        examples: await this.examples(found.newest, read),
        subscribe: subscribeForm({ parameters, reader, config, estimate: view, ...(given && { given }) }),
      },
    );
  }

  /** What the form's hidden field says against it: robots fill in what no page of ours gave them, or at once. */
  private trap(body: unknown, reader: Reader): Pick<GivenSubscription, 'formToken' | 'problems'> {
    const age = this.forms.ageOf(body, reader.now);
    const old = age === null || age > FORM_FOR;
    if (!old && age >= QUICK) return { formToken: field(body, 'form'), problems: [] };
    const t = translator(reader.language);
    const sentence = t(`subscribe.problems.${old ? 'formOld' : 'tooQuick'}`, {
      button: t('subscribe.form.button'),
    });
    return { formToken: old ? '' : field(body, 'form'), problems: [{ field: 'form', sentence }] };
  }

  private async examples(ids: string[], { ast }: ReadSearch) {
    const page = ids.map((id) => ({ id, score: 0 }));
    return (await listVacancies(this.db.manager, page, ast)).map(vacancyLine);
  }
}

// Robots that do not wait answer within milliseconds, and nobody ticks a box and presses a button in less than this; a
// page left open overnight is still good.
const QUICK = 1000;
const FORM_FOR = 86_400_000;

/** The newest vacancies that show what would come. */
const EXAMPLES = 5;

const addressOf = (parameters: SearchParameters): string => `/subscribe?${toParameters(parameters)}`;

interface Shown {
  request: Request;
  response: Response;
  parameters: SearchParameters;
  given?: GivenSubscription;
}

/**
 * What the form says, and in which language its consent was shown. A browser without the fold's fields (an old page, a
 * script) gets the page's language. A consent to a text that has changed since is asked for again.
 */
function readForm(
  body: unknown,
  reader: Reader,
  operator: Operator,
): Omit<GivenSubscription, 'formToken'> & { shown: Language } {
  const settings = readSettings(body);
  const stamp = field(body, 'consent_text');
  const shown = stamp === '' ? reader.language : languageOfConsent(stamp, operator);
  const consented = field(body, 'consent') === '1' && shown !== null;
  const problem = shown === null ? 'consentChanged' : 'consent';
  const sentence = translator(reader.language)(`subscribe.problems.${problem}`);
  return {
    ...settings,
    language: known(settings.language) ?? reader.language,
    email: field(body, 'email').trim().slice(0, 320),
    consented,
    problems: consented ? [] : [{ field: 'consent', sentence }],
    shown: shown ?? reader.language,
  };
}

/** What the page finds and what the subscription finds, a field once: a dropped text is not an empty one besides. */
function allProblems(found: Problem[], wanted: SubscriptionRequest): Problem[] {
  const read = readSubscription(wanted);
  const more = read.kind === 'refused' ? read.problems : [];
  const all = [...found, ...more.filter(({ field }) => !found.some((problem) => problem.field === field))];
  return all.toSorted((a, b) => FORM_ORDER.indexOf(a.field) - FORM_ORDER.indexOf(b.field));
}

const FORM_ORDER = ['q', 'email', 'consent', 'at', 'zone', 'language', 'days', 'form'];

const known = (language: string): Language | undefined => LANGUAGES.find((one) => one === language);

// A text that was dropped for its length must not become a search for everything.
const complaintsOf = ({ complaints }: SearchParameters, { language }: Reader): Problem[] =>
  complaintTexts(
    complaints.filter((complaint) => !isNoted(complaint)),
    language,
  ).map((sentence) => ({ field: 'q', sentence }));

const isNoted = ({ key }: Complaint): boolean => key !== 'queryTooLong' && key !== 'withoutTooLong';
