/** What a backup holds: its header, then of each table its beginning, data and end, then the end of all. */
export type FrameKind = 'H' | 'T' | 'D' | 'E' | 'Z';

export interface Frame {
  kind: FrameKind;
  bytes: Buffer;
}

/** The file is cut short, damaged, or no backup at all. */
export class BackupFault extends Error {}

// A letter for the kind, then the length as the network writes it.
const HEAD = 5;
// A damaged length must not make us wait for 4 GB; data frames are cut far below, a header is a few KB.
const LONGEST = 8 * 1024 ** 2;

/** A frame as the file has it. */
export function frame(kind: FrameKind, bytes: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.write(kind, 'latin1');
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

export const jsonFrame = (kind: FrameKind, value: object): Buffer =>
  frame(kind, Buffer.from(JSON.stringify(value)));

/** Cuts a stream into frames. Throws BackupFault where one is cut short or no frame at all. */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const length = lengthAt(rest, at);
      if (length === null || at + HEAD + length > rest.length) break;
      const kind = String.fromCharCode(rest[at]!) as FrameKind;
      yield { kind, bytes: rest.subarray(at + HEAD, at + HEAD + length) };
      at += HEAD + length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new BackupFault('it is cut short');
}

function lengthAt(bytes: Buffer, at: number): number | null {
  if (bytes.length > at && !'HTDEZ'.includes(String.fromCharCode(bytes[at]!))) {
    throw new BackupFault('it is damaged');
  }
  if (bytes.length < at + HEAD) return null;
  const length = bytes.readUInt32BE(at + 1);
  if (length > LONGEST) throw new BackupFault('it is damaged');
  return length;
}
