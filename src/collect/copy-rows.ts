/** A value as a binary COPY has it. */
type Value = string | number | boolean | Date | Uint8Array | readonly string[] | readonly number[] | null;

/** The names of columns with their types, as `create table` takes them: "title text, place_ids integer[]". */
export type Columns = string;

/**
 * Lays out rows, without what stands before and after them, for a `copy … from stdin (format binary)`, whose columns are `columns` in their order. A tsvector and a
 * bytea are given as bytes, a numeric is a double here. https://www.postgresql.org/docs/current/sql-copy.html
 */
export function copyRows(columns: Columns, rows: readonly Record<string, unknown>[]): Buffer {
  const fields = columns.split(',').map((column) => {
    const [name, ...type] = column.trim().split(/\s+/);
    return { name: name!, write: WRITERS[type.join(' ')]! };
  });
  const out = new ByteWriter();
  for (const row of rows) {
    out.int16(fields.length);
    for (const { name, write } of fields) {
      const value = row[name] as Value | undefined;
      if (value === null || value === undefined) out.int32(-1);
      else out.sized(() => write(out, value));
    }
  }
  return out.finish();
}

type Write = (out: ByteWriter, value: Value) => void;

const WRITERS: Record<string, Write> = {
  text: (out, value) => out.text(value as string),
  boolean: (out, value) => out.byte(value ? 1 : 0),
  integer: (out, value) => out.int32(value as number),
  bigint: (out, value) => out.int64(BigInt(value as string | number)),
  'double precision': (out, value) => out.double(value as number),
  timestamptz: (out, value) => out.int64(BigInt((value as Date).getTime() - EPOCH) * 1000n),
  bytea: (out, value) => out.copy(value as Uint8Array),
  tsvector: (out, value) => out.copy(value as Uint8Array),
  'text[]': (out, value) => writeArray(out, value as string[], { oid: 25, write: WRITERS.text! }),
  'integer[]': (out, value) => writeArray(out, value as number[], { oid: 23, write: WRITERS.integer! }),
};

/** Postgres counts from the year 2000. */
const EPOCH = Date.UTC(2000, 0, 1);

/** One dimension that counts from 1, without nulls: array_recv of Postgres. */
function writeArray(
  out: ByteWriter,
  values: readonly Value[],
  { oid, write }: { oid: number; write: Write },
): void {
  out.int32(values.length === 0 ? 0 : 1);
  out.int32(0);
  out.int32(oid);
  if (values.length === 0) return;
  out.int32(values.length);
  out.int32(1);
  for (const value of values) out.sized(() => write(out, value));
}

const FIRST_SIZE = 1024 ** 2;

/** Bytes that grow; numbers are written as the network does. */
class ByteWriter {
  private bytes = Buffer.allocUnsafe(FIRST_SIZE);
  private at = 0;

  byte(value: number): void {
    this.ensure(1);
    this.bytes[this.at++] = value;
  }

  int16(value: number): void {
    this.ensure(2);
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.ensure(4);
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.ensure(8);
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  double(value: number): void {
    this.ensure(8);
    this.at = this.bytes.writeDoubleBE(value, this.at);
  }

  text(value: string): void {
    this.ensure(value.length * 3);
    this.at += this.bytes.write(value, this.at);
  }

  copy(value: Uint8Array): void {
    this.ensure(value.length);
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  /** What `write` writes, with its length before it. */
  sized(write: () => void): void {
    this.int32(0);
    const start = this.at;
    write();
    this.bytes.writeInt32BE(this.at - start, start - 4);
  }

  finish(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  private ensure(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + more));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }
}
