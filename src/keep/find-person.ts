import type { DataSource } from 'typeorm';
import { SayError } from '../kit/command.js';
import { addressKey } from '../subscribe/address.js';
import { subscriberByKey } from '../subscribe/subscribers.sql.js';

/** The subscriber whose address this is, however it is spelt; null where nothing is kept of it. */
export async function findPerson(db: DataSource, email: string): Promise<string | null> {
  const key = addressKey(email);
  if (key === null) throw new SayError(`"${email}" is no email address: write it as name@example.org.`);
  const found = await subscriberByKey(db.manager, key, { lock: false });
  return found?.id ?? null;
}
