import { z } from 'zod';
import { settingNames } from '../../kit/config.js';
import { formatOf } from '../formats/index.js';

// What HTTP itself needs; a key in one of these would break the request or be sent twice.
const NOT_FOR_KEYS =
  /^(?:host|connection|content-.*|transfer-encoding|user-agent|accept-encoding|if-.*|upgrade|te|expect)$/i;
const RATE_TAKES =
  'takes a number of requests in a second, a minute or an hour as its rate: 30/min, 1/s, 100/h.';

/** The keys of an entry of sources.yaml that say how its server is asked. */
export const askingKeys = {
  key: z
    .string({ message: 'takes the name of an environment variable as its key.' })
    .regex(/^[A-Z][A-Z0-9_]{0,99}$/, {
      message:
        'takes the name of an environment variable as its key, such as CITY_BOARD_KEY; the key itself stands in that variable, never in this file.',
    })
    .refine((name) => !settingNames.includes(name), {
      message: "may not send one of Vestnik's own settings as its key.",
    })
    .optional(),
  keyHeader: z
    .string({ message: 'takes the name of a header as its keyHeader.' })
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, { message: 'takes the name of a header as its keyHeader.' })
    .refine((name) => !NOT_FOR_KEYS.test(name), {
      message: 'takes a header of the API as its keyHeader, none that HTTP itself needs.',
    })
    .optional(),
  rate: z
    .string({ message: RATE_TAKES })
    .regex(/^[1-9]\d{0,3}\s*\/\s*(?:s|min|h)$/, { message: RATE_TAKES })
    .optional(),
  pages: z
    .string({ message: 'takes a text as its pages: what the addresses of its vacancies have in common.' })
    .min(1, { message: 'names nothing as its pages.' })
    .max(200, { message: 'has more than 200 characters in its pages.' })
    .optional(),
};

/** For the list of keys that people are told. */
export const ASKING_KEYS = 'key, keyHeader, rate, pages';

/** What such keys say together with the others of an entry. */
interface Asked {
  format: string;
  url?: string | undefined;
  trusted: boolean;
  key?: string | undefined;
  keyHeader?: string | undefined;
  rate?: string | undefined;
  pages?: string | undefined;
}

/** What is wrong with them together, as the ends of sentences that begin with the source. */
export function askingComplaints({ format, url, trusted, ...asked }: Asked): string[] {
  const { key, keyHeader, pages } = asked;
  const known = formatOf(format);
  const complaints = [
    keyHeader !== undefined && key === undefined && 'has a keyHeader but no key.',
    key !== undefined &&
      keyHeader === undefined &&
      known !== undefined &&
      known.keyHeaders === undefined &&
      `needs a keyHeader beside its key: the format ${format} does not say which header carries it.`,
    key !== undefined && url?.startsWith('http://') && !trusted && 'sends its key over https only.',
    pages !== undefined &&
      known !== undefined &&
      known.kind !== 'site' &&
      'has pages, which only a format that reads web pages (jsonld) takes.',
  ];
  return complaints.filter((complaint) => typeof complaint === 'string');
}

const MILLISECONDS: Record<string, number> = { s: 1_000, min: 60_000, h: 3_600_000 };

/** Least milliseconds from one request to the next, of a rate such as "30/min". */
export function intervalOf(rate: string): number {
  const [count, unit] = rate.split('/').map((part) => part.trim()) as [string, string];
  return Math.ceil(MILLISECONDS[unit]! / Number(count));
}
