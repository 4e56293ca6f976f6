import type { DataSource } from 'typeorm';
import { SayError } from '../../kit/command.js';
import { findSource, sourceNames } from '../source.sql.js';

/** The row id of a Source that an operator named. Throws SayError that says which there are. */
export async function sourceCalled(db: DataSource, name: string): Promise<number> {
  const id = await findSource(db, name);
  if (id !== null) return id;
  const names = await sourceNames(db);
  throw new SayError(`There is no source "${name}"; known are: ${names.join(', ') || 'none'}.`);
}
