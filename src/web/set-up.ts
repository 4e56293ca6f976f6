import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import type { World } from '../kit/command.js';
import { serveAssets } from './assets.js';
import { ErrorPages } from './error-pages.filter.js';
import { explainLongRequests } from './long-requests.js';
import { Pages } from './pages.js';
import { logRequests } from './request-log.js';

/** Everything around the controllers: headers, forms, static files, the request log and the pages for errors. */
export function setUpWeb(app: NestExpressApplication, { config, log }: World): void {
  // A list stays a list and `a[b]=c` a plain name: nothing nested ever reaches a controller.
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustProxy ? 1 : false);
  app.disable('x-powered-by');
  explainLongRequests(app.getHttpServer());
  app.use(logRequests(log));
  app.use(secureHeaders(config.publicUrl.startsWith('https:')));
  app.use(serveAssets());
  app.useBodyParser('urlencoded', { type: isForm, extended: false, limit: '64kb', parameterLimit: 200 });
  app.useGlobalFilters(new ErrorPages(app.get(Pages), log));
}

// The API and the hooks read their bodies themselves and say what is wrong with them; curl calls everything a form unless
// told better.
const isForm = ({ url = '', headers }: IncomingMessage): boolean =>
  !/^\/(api|hooks)\//.test(url) &&
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

/**
 * No inline style or script anywhere, so nothing needs a nonce. `same-origin` and not `no-referrer`: under the latter
 * browsers post our own forms with `Origin: null`. Pages whose address is a secret say no-referrer themselves.
 */
const secureHeaders = (https: boolean) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'form-action': ["'self'"],
        'frame-src': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
        'connect-src': ["'self'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https,
  });
