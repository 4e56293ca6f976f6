import { sign } from '../../src/kit/tokens.js';
import type { Web } from '../web/start-web.js';

export interface Got {
  status: number;
  headers: Headers;
  html: string;
  location: string | null;
}

/**
 * Somebody at a browser: keeps cookies, follows nothing, posts as our own pages do unless told otherwise, with the hidden
 * field that a page of a minute ago would have had.
 */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly web: Web,
    private readonly always: Record<string, string> = {},
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Got> {
    return this.ask(path, { headers });
  }

  post(path: string, fields: Fields = {}, headers: Record<string, string> = OWN): Promise<Got> {
    return this.ask(path, { method: 'POST', body: form({ form: this.formToken(), ...fields }), headers });
  }

  /** Posts, and goes where that leads. */
  async postOn(path: string, fields: Fields = {}): Promise<Got> {
    const { location, status, html } = await this.post(path, fields);
    if (status !== 303 || location === null) throw new Error(`POST ${path} answered ${status}: ${html}`);
    return this.get(location);
  }

  /** As a page issues it, `seconds` ago. */
  formToken(seconds = 60): string {
    if (!this.cookies.has('form')) this.cookies.set('form', 'c'.repeat(22));
    const issued = Date.now() - seconds * 1000;
    return sign(Buffer.alloc(32, 7), 'form', `${issued}:${this.cookies.get('form')}`);
  }

  has(cookie: string): boolean {
    return this.cookies.has(cookie);
  }

  private async ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Got> {
    const given = { ...this.always, ...init.headers };
    const kept = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    const cookie = [...(given.cookie === undefined ? [] : [given.cookie]), ...kept].join('; ');
    const headers = { ...given, ...(cookie !== '' && { cookie }) };
    const response = await fetch(`${this.web.url}${path}`, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const html = (await response.text()).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
    return {
      status: response.status,
      headers: response.headers,
      html,
      location: response.headers.get('location'),
    };
  }
}

type Fields = Record<string, string | string[]>;

const OWN = { 'sec-fetch-site': 'same-origin' };

export const form = (fields: Fields): URLSearchParams =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      [value].flat().map((text): [string, string] => [name, text]),
    ),
  );

/** The hidden token of a page's undo button. */
export const undoOf = ({ html }: Got): string => {
  const [, token] = /action="\/undo"><input type="hidden" name="token" value="([^"]+)"/.exec(html) ?? [];
  if (token === undefined) throw new Error('The page offers no undo.');
  return token;
};
