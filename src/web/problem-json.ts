import type { Response } from 'express';

/** Why an API request was not done (RFC 9457): a status and an English sentence that says what to do. */
export interface ApiProblem {
  status: number;
  detail: string;
  /** Which kind of fault of the formats it is, where it is one. */
  reason?: string;
  /** Rows that are stored all the same. */
  taken?: number;
}

/** Sends a problem as application/problem+json. */
export function sendProblem(response: Response, problem: ApiProblem): void {
  const { status, ...rest } = problem;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (status === 429) response.setHeader('Retry-After', '60');
  response.setHeader('Cache-Control', 'no-store');
  const title = TITLES[status] ?? 'Not done';
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, ...rest }));
  // Of a body that was not read to its end the rest is read away: a connection that is full answers nothing any more.
  response.req.resume();
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
