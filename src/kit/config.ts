import { resolve } from 'node:path';
import { z } from 'zod';
import { type MailSettings, mailSettingsOf, mailShape } from './mail-settings.js';
import { isZone } from './zones.js';

export const ROLES = ['web', 'collect', 'match', 'market', 'compose', 'deliver'] as const;
export type Role = (typeof ROLES)[number];

/** What the service was told at its start; read once and frozen. */
export interface Config {
  port: number;
  /** Absolute, without a slash at the end. */
  publicUrl: string;
  /** Null: use the embedded server in `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  /** Null: letters go to the built-in mailbox. */
  smtpUrl: string | null;
  mailFrom: { name: string; address: string };
  /** One key or several with commas between, the newest first. Null: made once and kept in `dataDir`. */
  secretKey: string | null;
  sourcesFile: string;
  /** Where the Central Bank's daily exchange rates are asked; null: nowhere. */
  ratesUrl: string | null;
  roles: ReadonlySet<Role>;
  trustProxy: boolean;
  inDoubt: 'resend' | 'hold' | 'oracle';
  mail: MailSettings;
  /** Megabytes that the fresh index of a process with pages may take; 0: it has none. */
  indexMb: number;
  /** Megabytes that the year index of a process with pages or figures may take; 0: it has none. */
  yearIndexMb: number;
  /** What /metrics asks for; null: it answers only neighbours (loopback and private addresses). */
  metricsToken: string | null;
  /** IANA zone offered where a person's own is not known. */
  zone: string;
  production: boolean;
  logLevel: string;
}

export const CONFIG = Symbol('CONFIG');

/** All that is wrong with the settings, a sentence a line. */
export class ConfigError extends Error {
  constructor(readonly complaints: string[]) {
    super(`The settings need a correction:\n${complaints.map((line) => `  - ${line}`).join('\n')}`);
  }
}

/** Reads the settings from `env`; relative paths count from `cwd`. Throws ConfigError with every complaint at once. */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  const complaints = read.success ? [] : read.error.issues.map((issue) => issue.message);
  complaints.push(...productionComplaints(given), ...oracleComplaints(given));
  if (!read.success || complaints.length > 0) throw new ConfigError(complaints);
  const { PORT, PUBLIC_URL, MAIL_FROM, ...rest } = read.data;
  return Object.freeze({
    port: PORT,
    publicUrl: PUBLIC_URL ?? `http://localhost:${PORT}`,
    databaseUrl: rest.DATABASE_URL ?? null,
    dataDir: resolve(cwd, rest.DATA_DIR),
    smtpUrl: rest.SMTP_URL ?? null,
    mailFrom: MAIL_FROM,
    secretKey: rest.SECRET_KEY ?? null,
    sourcesFile: resolve(cwd, rest.SOURCES_FILE),
    ratesUrl: ratesUrlOf(rest.RATES_URL, given.NODE_ENV === 'production'),
    roles: new Set(rest.ROLES),
    trustProxy: rest.TRUST_PROXY,
    inDoubt: rest.IN_DOUBT,
    mail: mailSettingsOf(rest, MAIL_FROM.address.slice(MAIL_FROM.address.lastIndexOf('@') + 1)),
    indexMb: rest.INDEX_MB,
    yearIndexMb: rest.YEAR_INDEX_MB,
    metricsToken: rest.METRICS_TOKEN ?? null,
    zone: rest.DEFAULT_ZONE,
    production: given.NODE_ENV === 'production',
    logLevel: rest.LOG_LEVEL,
  });
}

/** Nobody should have to remember it in production; elsewhere nothing is asked that nobody set. */
const ratesUrlOf = (set: string | undefined, production: boolean): string | null =>
  set === 'none' ? null : (set ?? (production ? CENTRAL_BANK : null));

const CENTRAL_BANK = 'https://www.cbr.ru/scripts/XML_daily.asp';

function productionComplaints(env: NodeJS.ProcessEnv): string[] {
  if (env.NODE_ENV !== 'production') return [];
  const needed = {
    SECRET_KEY: 'SECRET_KEY is required in production: set at least 32 random characters',
    PUBLIC_URL: 'PUBLIC_URL is required in production: letters carry links to it',
    SMTP_URL: 'SMTP_URL is required in production: the built-in mailbox is for trying out only',
    MAIL_FROM: 'MAIL_FROM is required in production: set the address that letters come from',
    DKIM_KEY_FILE:
      'DKIM_KEY_FILE is required in production: unsigned letters are refused; set it to a key, or to relay where the relay signs',
  };
  return Object.entries(needed).flatMap(([name, sentence]) => (env[name] ? [] : [sentence]));
}

function oracleComplaints({ IN_DOUBT, IDEMPOTENCY_HEADER }: NodeJS.ProcessEnv): string[] {
  if (IN_DOUBT !== 'oracle' || IDEMPOTENCY_HEADER !== undefined) return [];
  return [
    'IN_DOUBT=oracle needs IDEMPOTENCY_HEADER: only a relay that knows a letter again by its key can be asked; without one set IN_DOUBT to resend or hold',
  ];
}

const url = (name: string, protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `${name} must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });

const oneOf = <T extends string>(name: string, values: readonly T[], fallback: T) =>
  z
    .enum(values as [T, ...T[]], { message: `${name} must be one of: ${values.join(', ')}` })
    .default(fallback);

const megabytes = (name: string) =>
  z.coerce
    .number({ message: `${name} must be a number of megabytes, or 0` })
    .int(`${name} must be a whole number of megabytes`)
    .min(0, `${name} must be a number of megabytes, or 0`)
    .max(65536, `${name} must be at most 65536`);

const schema = z.object({
  PORT: z.coerce
    .number({ message: 'PORT must be a number from 0 to 65535' })
    .int('PORT must be a whole number')
    .min(0, 'PORT must be a number from 0 to 65535')
    .max(65535, 'PORT must be a number from 0 to 65535')
    .default(3000),
  PUBLIC_URL: url('PUBLIC_URL', ['http:', 'https:'])
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  DATABASE_URL: url('DATABASE_URL', ['postgres:', 'postgresql:']).optional(),
  DATA_DIR: z.string().default('data'),
  SMTP_URL: url('SMTP_URL', ['smtp:', 'smtps:']).optional(),
  MAIL_FROM: z.string().default('Вестник <vestnik@localhost>').transform(readMailbox),
  SECRET_KEY: z
    .string()
    .refine((text) => text.split(',').every((key) => key.trim().length >= 32), {
      message:
        'SECRET_KEY is too short: give at least 32 random characters (each, where there are several), or leave it out',
    })
    .optional(),
  SOURCES_FILE: z.string().default('sources.yaml'),
  RATES_URL: z
    .string()
    .refine((text) => text === 'none' || (/^https?:\/\//.test(text) && URL.canParse(text)), {
      message: 'RATES_URL must be a URL that starts with http:// or https://, or none',
    })
    .optional(),
  ROLES: z.string().default(ROLES.join(',')).transform(readRoles),
  TRUST_PROXY: oneOf('TRUST_PROXY', ['0', '1'], '0').transform((text) => text === '1'),
  IN_DOUBT: oneOf('IN_DOUBT', ['resend', 'hold', 'oracle'], 'resend'),
  ...mailShape,
  INDEX_MB: megabytes('INDEX_MB').default(1024),
  YEAR_INDEX_MB: megabytes('YEAR_INDEX_MB').default(600),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,200}$/, 'METRICS_TOKEN takes 16 to 200 letters, digits and . _ ~ + / = -')
    .optional(),
  DEFAULT_ZONE: z
    .string()
    .default('Europe/Moscow')
    .refine(isZone, { message: 'DEFAULT_ZONE must be an IANA time zone such as Europe/Moscow' }),
  LOG_LEVEL: oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
});

/** The names of all settings, for the test that compares README's table with the code. */
export const settingNames = Object.keys(schema.shape);

function readMailbox(text: string, context: z.RefinementCtx): { name: string; address: string } {
  const [, name = '', address = ''] = /^(?:(.*)<)?([^\s<>@]+@[^\s<>@]+)>?$/.exec(text) ?? [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into a header
  if (address === '' || /[\x00-\x1f\x7f]/.test(text)) {
    context.addIssue('MAIL_FROM must look like: Vestnik <jobs@example.org>');
  }
  return { name: name.replaceAll('"', '').trim(), address };
}

function readRoles(text: string, context: z.RefinementCtx): Role[] {
  const named = text.split(',').map((part) => part.trim());
  const unknown = named.filter((part) => !ROLES.includes(part as Role));
  if (unknown.length > 0) {
    context.addIssue(`ROLES knows ${ROLES.join(', ')}, not: ${unknown.join(', ')}`);
  }
  return named as Role[];
}
