import { createHash } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BackupFault, type Frame, type FrameKind, readFrames } from './frames.js';
import type { BackupEnd, Header, TableEnd } from './header.js';

/** A table's data, to be read to its end before the next; `end` is then what the file says of it. */
export interface TableData {
  name: string;
  data: AsyncGenerator<Buffer>;
  end(): TableEnd;
}

/** A backup as it is read, from its beginning to its end and once. Throws BackupFault wherever it is not whole. */
export class BackupReader {
  private readonly frames: AsyncGenerator<Frame>;

  constructor(source: Readable) {
    this.frames = readFrames(pipeline(source, createGunzip(), () => undefined));
  }

  async header(): Promise<Header> {
    const header = parse<Header>(await this.expect('H'));
    if (header.format !== 1) throw new BackupFault('a newer Vestnik made it');
    return header;
  }

  /** Every table in its order. That the whole file was there is known only when this has ended. */
  async *tables(): AsyncGenerator<TableData> {
    let tables = 0;
    let rows = 0;
    for (;;) {
      const frame = await this.expect('T', 'Z');
      if (frame.kind === 'Z') {
        const end = parse<BackupEnd>(frame);
        if (end.tables !== tables || end.rows !== rows) throw new BackupFault('it is damaged');
        return this.nothingMore();
      }
      const table = this.table(parse<{ name: string }>(frame).name);
      yield table;
      tables += 1;
      rows += table.end().rows;
    }
  }

  private table(name: string): TableData {
    let end: TableEnd | null = null;
    const { expect } = this;
    async function* data(): AsyncGenerator<Buffer> {
      const hash = createHash('sha256');
      for (;;) {
        const frame = await expect('D', 'E');
        if (frame.kind === 'E') {
          const said = parse<TableEnd>(frame);
          if (said.sha256 !== hash.digest('hex')) throw new BackupFault(`its table ${name} is damaged`);
          end = said;
          return;
        }
        hash.update(frame.bytes);
        yield frame.bytes;
      }
    }
    return {
      name,
      data: data(),
      end: () => {
        if (end === null) throw new BackupFault('it is cut short');
        return end;
      },
    };
  }

  private expect = async (...kinds: FrameKind[]): Promise<Frame> => {
    const { done, value } = await this.next();
    if (done) throw new BackupFault('it is cut short');
    if (!kinds.includes(value.kind)) throw new BackupFault('it is damaged');
    return value;
  };

  /** Reads on to the end of the file, where gzip says whether it was right. */
  private async nothingMore(): Promise<void> {
    const { done } = await this.next();
    if (!done) throw new BackupFault('it is damaged');
  }

  private async next(): Promise<IteratorResult<Frame>> {
    try {
      return await this.frames.next();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'Z_BUF_ERROR') throw new BackupFault('it is cut short', { cause: error });
      if (code?.startsWith('Z_')) throw new BackupFault('it is damaged, or no backup', { cause: error });
      throw error;
    }
  }
}

function parse<T>({ bytes }: Frame): T {
  try {
    return JSON.parse(bytes.toString()) as T;
  } catch (error) {
    throw new BackupFault('it is damaged', { cause: error });
  }
}
