import { createHash } from 'node:crypto';

/** A letter that the relay took. */
export interface Copy {
  messageId: string;
  to: string;
  /** SHA-256 of the bytes as they came, without dot-stuffing. */
  print: string;
  raw: Buffer | null;
  /** Milliseconds on the clock of performance.now(). */
  at: number;
}

export interface BookOptions {
  /** Keeps the bytes of each letter; without it only their print. */
  whole?: boolean;
  /** A relay that knows a repeated letter by this header takes it and drops it. */
  idempotencyHeader?: string | undefined;
}

/** Everything that a relay took, in its order: what was lost and what came twice is counted here and nowhere else. */
export class Book {
  readonly copies: Copy[] = [];
  /** Letters that were known by their idempotency header and dropped. */
  dropped = 0;
  private readonly byRecipient = new Map<string, Copy[]>();
  private readonly keys = new Set<string>();

  constructor(private readonly options: BookOptions = {}) {}

  keep(to: string, raw: Buffer): void {
    const { whole = false, idempotencyHeader } = this.options;
    if (idempotencyHeader !== undefined) {
      const key = headerOf(raw, idempotencyHeader);
      if (key !== null && this.keys.has(key)) {
        this.dropped += 1;
        return;
      }
      if (key !== null) this.keys.add(key);
    }
    const copy: Copy = {
      messageId: headerOf(raw, 'Message-ID') ?? '',
      to,
      print: createHash('sha256').update(raw).digest('hex'),
      raw: whole ? raw : null,
      at: performance.now(),
    };
    this.copies.push(copy);
    this.byRecipient.set(to, [...this.copiesTo(to), copy]);
  }

  copiesTo(to: string): readonly Copy[] {
    return this.byRecipient.get(to) ?? [];
  }
}

/** A header's value, folded or not; null where there is none. */
function headerOf(raw: Buffer, name: string): string | null {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, end === -1 ? raw.length : end).toString('latin1');
  const line = head
    .split(/\r\n(?![ \t])/)
    .find((text) => text.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}
