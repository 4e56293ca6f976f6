import { generateKeyPair } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SayError } from '../../kit/command.js';
import type { Signer } from '../dkim.js';

/** Makes an RSA key of 2048 bits for DKIM and keeps it in a new file that only its owner can open. */
export async function makeKey(file: string): Promise<Pick<Signer, 'key'>> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  try {
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new SayError(
      WHY[String((error as NodeJS.ErrnoException).code)]?.(file) ??
        `${file} cannot be written: ${(error as Error).message}.`,
    );
  }
  return { key: privateKey };
}

// An old key signs letters whose record is in DNS: nothing may write over it.
const WHY: Record<string, (file: string) => string> = {
  EEXIST: (file) => `${file} is there already and stays as it is: name another file.`,
  ENOENT: (file) => `The folder of ${file} is not there: make it first.`,
};
