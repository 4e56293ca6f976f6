import { createHash, type KeyObject, verify } from 'node:crypto';

/** What is wrong with a letter's DKIM signature, the end of a sentence about it; null: it verifies. */
export type SignatureFault = string | null;

/**
 * Verifies the first DKIM-Signature of a whole message as a receiver would (RFC 6376, rsa-sha256, relaxed/relaxed): from
 * its bytes alone, and with nothing of the code that signed it. `signed`: header fields that it must cover.
 */
export function verifyDkim(message: Buffer, key: KeyObject, signed: readonly string[]): SignatureFault {
  const text = message.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return 'stands over no body';
  const fields = text.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => nameOf(field) === 'dkim-signature');
  if (signature === undefined) return 'is missing';
  const tags = tagsOf(signature);
  if (tags.get('a') !== 'rsa-sha256' || tags.get('c') !== 'relaxed/relaxed')
    return 'is not rsa-sha256, relaxed/relaxed';
  const covered = (tags.get('h') ?? '').toLowerCase().split(':');
  const missing = signed.find((name) => !covered.includes(name.toLowerCase()));
  if (missing !== undefined) return `leaves out ${missing}`;
  const hash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64');
  if (hash !== tags.get('bh')) return 'belongs to another body';
  const data = [...taken(fields, covered), relaxedField(signature.replace(/([;\s]b\s*=)[^;]*/, '$1'))].join(
    '\r\n',
  );
  const right = verify(
    'sha256',
    Buffer.from(data, 'latin1'),
    key,
    Buffer.from(tags.get('b') ?? '', 'base64'),
  );
  return right ? null : 'does not verify with the key';
}

const nameOf = (field: string): string => field.slice(0, field.indexOf(':')).trim().toLowerCase();

/** White space counts for nothing in the tags that are read here. */
function tagsOf(signature: string): Map<string, string> {
  const value = signature.slice(signature.indexOf(':') + 1).replace(/\s+/g, '');
  return new Map(
    value.split(';').map((tag) => {
      const equals = tag.indexOf('=');
      return [tag.slice(0, equals), tag.slice(equals + 1)];
    }),
  );
}

/** RFC 6376 §5.4.2: each time a name stands in h= the next field of that name from below, then nothing. */
function taken(fields: readonly string[], covered: readonly string[]): string[] {
  const left = [...fields].reverse();
  return covered.flatMap((name) => {
    const found = left.findIndex((field) => nameOf(field) === name);
    return found < 0 ? [] : left.splice(found, 1).map(relaxedField);
  });
}

function relaxedField(field: string): string {
  const value = field.slice(field.indexOf(':') + 1).replaceAll('\r\n', '');
  return `${nameOf(field)}:${value.replace(/[ \t]+/g, ' ').trim()}`;
}

/** RFC 6376 §3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\r\n`).join('');
}
