import { hmac, type Secret } from '../../kit/tokens.js';
import type { SequenceAt, TableLayout } from './layout.sql.js';

/** What stands first in a backup. */
export interface Header {
  /** Of the file, not of the schema: that is known by its migrations. */
  format: 1;
  madeAt: string;
  /** By which SECRET_KEY links are signed and addresses are hashed; tells it from others, and nothing more. */
  key: string;
  migrations: string[];
  tables: TableLayout[];
  sequences: SequenceAt[];
}

/** What stands after the data of a table. */
export interface TableEnd {
  rows: number;
  bytes: number;
  sha256: string;
}

/** What stands last. */
export interface BackupEnd {
  tables: number;
  rows: number;
}

export const keyPrint = (secret: Secret): string =>
  hmac(secret, 'backup', 'key').toString('hex').slice(0, 16);
