import type { DataSource } from 'typeorm';
import { PoliteFetch } from '../collect/fetch/polite-fetch.js';
import { FeedError } from '../collect/formats/inflate.js';
import type { Receiver } from '../deliver/returns/reports/receive.js';
import { SnsKeys } from '../deliver/returns/reports/sns-keys.js';
import type { Config } from '../kit/config.js';
import type { Secret } from '../kit/tokens.js';

/** What HooksController receives reports with. */
export const HOOK_RECEIVER = Symbol('HOOK_RECEIVER');

/** Receives providers' reports, asking SNS by the client that feeds are fetched with. */
export function hookReceiver(db: DataSource, secret: Secret, config: Config): Receiver {
  const { publicUrl, mail } = config;
  const receiver: Receiver = {
    db,
    secret,
    settings: mail.reports,
    sns: new SnsKeys((url) => receiver.fetch(url)),
    fetch: (url) => fetchText(url, publicUrl),
  };
  return receiver;
}

// SNS gives up on an answer after 15 seconds and comes again later.
const LIMIT = 12_000;

async function fetchText(url: URL, publicUrl: string): Promise<string> {
  const fetch = new PoliteFetch({ publicUrl, trusted: false, timeout: 5_000, runLimit: LIMIT });
  const gate = async (at: URL): Promise<void> => {
    if (at.origin !== url.origin) throw new FeedError(`${url.host} sends elsewhere, which is not followed.`);
  };
  try {
    return await fetch.text(url, { gate });
  } finally {
    await fetch.close();
  }
}
