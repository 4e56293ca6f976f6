/** One row of a binary COPY: field i is bytes [starts[i], starts[i] + lengths[i]) of `bytes`; length -1 is null. */
export interface CopyRow {
  bytes: Buffer;
  starts: Int32Array;
  lengths: Int32Array;
}

// Signature, flags and an extension of no length: https://www.postgresql.org/docs/current/sql-copy.html
const HEADER = 19;
const EMPTY = Buffer.alloc(0);

/** Cuts the stream of a `copy … to stdout (format binary)` into rows; `onRow` must use a row before it returns. */
export class CopyReader {
  private rest: Buffer = EMPTY;
  private headed = false;
  private readonly row: CopyRow;

  constructor(
    fields: number,
    private readonly onRow: (row: CopyRow) => void,
  ) {
    this.row = { bytes: EMPTY, starts: new Int32Array(fields), lengths: new Int32Array(fields) };
  }

  push(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    if (!this.headed) {
      if (bytes.length < HEADER) {
        this.rest = bytes;
        return;
      }
      this.headed = true;
      at = HEADER;
    }
    this.row.bytes = bytes;
    for (;;) {
      const end = this.readRow(at);
      if (end === -1) break;
      this.onRow(this.row);
      at = end;
    }
    this.rest = bytes.subarray(at);
  }

  /** Finds the fields of the row at `at`; answers its end, or -1 where the rest of it is still to come. */
  private readRow(at: number): number {
    const { bytes, starts, lengths } = this.row;
    if (at + 2 > bytes.length || bytes.readInt16BE(at) === -1) return -1;
    let field = at + 2;
    for (let i = 0; i < starts.length; i++) {
      if (field + 4 > bytes.length) return -1;
      const length = bytes.readInt32BE(field);
      starts[i] = field + 4;
      lengths[i] = length;
      field += 4 + Math.max(length, 0);
    }
    return field > bytes.length ? -1 : field;
  }
}

/** A bigint below 2^53 as a number; ids and sequence numbers stay below. */
export const readInt8 = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);

/** The elements of a one-dimensional array as [start, length] of each; none of them null. */
export function eachElement(bytes: Buffer, at: number, visit: (start: number, length: number) => void): void {
  if (bytes.readInt32BE(at) === 0) return;
  const count = bytes.readInt32BE(at + 12);
  let element = at + 20;
  for (let i = 0; i < count; i++) {
    const length = bytes.readInt32BE(element);
    visit(element + 4, length);
    element += 4 + length;
  }
}
