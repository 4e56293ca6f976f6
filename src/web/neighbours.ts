import type { Request } from 'express';
import { isNeighbour } from '../kit/neighbours.js';

/**
 * Whether a neighbour asks, and not somebody behind a neighbour: a proxy that nobody told us to trust speaks from
 * 127.0.0.1 for the whole internet, and says so in a header.
 */
export function askedByNeighbour(request: Pick<Request, 'ip' | 'headers'>, trustProxy: boolean): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => name in request.headers,
  );
  return (trustProxy || !forwarded) && isNeighbour(request.ip ?? '');
}
