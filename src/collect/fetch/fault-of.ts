import { FeedError } from '../formats/inflate.js';

const FAULTS: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke the connection',
  UND_ERR_SOCKET: 'broke the connection',
  ENOTFOUND: 'is a name that does not exist',
  EAI_AGAIN: 'could not be looked up: the name server does not answer',
  ETIMEDOUT: 'did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'stopped sending in the middle',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'sent another length than it announced',
};

const LATER = 'What was read stays, and it is asked again later.';

/**
 * A failed request as a sentence about its host. A FeedError that came up on the way (a refused address) is
 * thrown on, and so is that we were told to stop.
 */
export function faultOf(error: unknown, url: URL): string {
  if (error instanceof FeedError) throw error;
  const { name, code, cause, message } = error as NodeJS.ErrnoException;
  if (cause instanceof FeedError) throw cause;
  if (name === 'AbortError') throw error;
  if (name === 'TimeoutError') return `${url.host} was not read to its end in time. ${LATER}`;
  return `${url.host} ${FAULTS[code ?? ''] ?? `could not be read (${code ?? message})`}.`;
}
