import type { Request, RequestHandler } from 'express';
import type { Log } from '../kit/log.js';

/** A line a request: the route's pattern and never the address itself, which may hold a token or a query. */
export function logRequests(log: Log): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    response.on('close', () => {
      const ms = Math.round(performance.now() - started);
      log.info(
        { method: request.method, route: routeOf(request), status: response.statusCode, ms },
        'request',
      );
    });
    next();
  };
}

const routeOf = (request: Request): string => {
  const { path } = (request.route ?? {}) as { path?: unknown };
  return typeof path === 'string' ? path : 'none';
};
