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

/** A failed request as a sentence about its host. A FeedError that came up on the way (a refused address) is thrown on. */
export function faultOf(error: unknown, url: URL): string {
  if (error instanceof FeedError) throw error;
  const { code, cause, message } = error as NodeJS.ErrnoException;
  if (cause instanceof FeedError) throw cause;
  return `${url.host} ${FAULTS[code ?? ''] ?? `could not be read (${code ?? message})`}.`;
}
