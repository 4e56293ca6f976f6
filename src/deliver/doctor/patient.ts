import type { Config } from '../../kit/config.js';
import type { Signer } from '../dkim.js';
import { asciiDomain } from '../plain-address.js';
import type { RelayAddress } from '../relay-address.js';
import type { Dns } from './dns.js';
import type { Exit } from './exit.js';

/** What the checks of the mail side look at. */
export interface Patient {
  config: Config;
  dns: Dns;
  /** Null: letters go to the built-in mailbox. */
  relay: RelayAddress | null;
  exit: Exit;
  /** Null where the relay or nobody signs, and where the key is of no use. */
  signer: Signer | null;
  now: Date;
}

/** The domain that readers see. */
export const fromDomain = ({ mailFrom }: Pick<Config, 'mailFrom'>): string =>
  asciiDomain(mailFrom.address).toLowerCase();

/** The domain that the envelope's sender stands in: SPF is asked about it, and returned letters go there. */
export const envelopeDomain = (config: Pick<Config, 'mailFrom' | 'mail'>): string =>
  config.mail.bounceDomain ?? fromDomain(config);
