import { grown, sharedInt32, sharedUint8, sharedUint16, toShared } from './bytes.js';
import { type CopyRow, eachElement, readInt8 } from './copy-reader.js';
import { PostingsBuilder } from './postings-builder.js';
import { CLOSED, type Facts, MOST_VACANCIES, NO_NUMBER, type Places, type Segment } from './segment.js';
import { AGENCY, bitsOf, statedBits } from './traits.js';
import { FIELD } from './vacancy-copy.js';

const POSTGRES_EPOCH = 946_684_800_000_000;

/** Builds a segment of the rows that `vacancy-copy.ts` reads, in their order. */
export class SegmentBuilder {
  private readonly postings = new PostingsBuilder();
  private readonly places = new PlacesBuilder();
  private readonly facts = emptyFacts();
  private readonly traits = new Map<string, number>();
  size = 0;

  get isFull(): boolean {
    return this.size === MOST_VACANCIES;
  }

  add(row: CopyRow): void {
    const { bytes, starts } = row;
    const doc = this.size++;
    const { facts } = this;
    facts.id[doc] = readInt8(bytes, starts[FIELD.id]!);
    facts.seq[doc] = readInt8(bytes, starts[FIELD.seq]!);
    facts.cluster[doc] = readInt8(bytes, starts[FIELD.cluster]!);
    facts.changedIn[doc] = readInt8(bytes, starts[FIELD.changedIn]!);
    facts.firstSeen[doc] = readInt8(bytes, starts[FIELD.firstSeen]!) + POSTGRES_EPOCH;
    facts.pay[doc] = numberAt(row, FIELD.pay);
    facts.point[doc] = numberAt(row, FIELD.point);
    facts.employer[doc] = numberAt(row, FIELD.employer);
    facts.standing[doc] = bytes.readInt16BE(starts[FIELD.standing]!);
    facts.state[doc] = bytes[starts[FIELD.open]!] === 1 ? 0 : CLOSED;
    facts.traits[doc] = this.traitsOf(row);
    this.places.add(row);
    this.postings.add(bytes, starts[FIELD.document]!);
  }

  finish(): Segment {
    const facts = Object.fromEntries(
      Object.entries(this.facts).map(([name, values]) => [name, toShared(values, this.size)]),
    ) as unknown as Facts;
    return { size: this.size, facts, places: this.places.finish(this.size), ...this.postings.finish() };
  }

  private traitsOf(row: CopyRow): number {
    const { bytes, starts } = row;
    // Few combinations occur: their bytes are looked up before they are read.
    const key = bytes.toString('latin1', starts[FIELD.experience]! - 4, starts[FIELD.agency]! + 1);
    const known = this.traits.get(key);
    if (known !== undefined) return known;
    const bits =
      bitsOf('experience', [textAt(row, FIELD.experience)]) |
      statedBits('schedule', textsAt(row, FIELD.schedule)) |
      statedBits('employment', textsAt(row, FIELD.employment)) |
      (bytes[starts[FIELD.agency]!] === 1 ? AGENCY : 0);
    this.traits.set(key, bits);
    return bits;
  }
}

/** Cities as they come, then turned over as postings are. */
class PlacesBuilder {
  private readonly starts = new Int32Array(MOST_VACANCIES + 1);
  private codes = new Int32Array(MOST_VACANCIES);
  private readonly names = new Map<string, number>();
  private size = 0;

  add(row: CopyRow): void {
    const { bytes, starts, lengths } = row;
    const from = this.starts[this.size]!;
    let at = from;
    const put = (code: number): void => {
      if (this.codes.subarray(from, at).includes(code)) return;
      if (at === this.codes.length) this.codes = grown(this.codes, at + 1);
      this.codes[at++] = code;
    };
    eachElement(bytes, starts[FIELD.placeIds]!, (start) => put(bytes.readInt32BE(start)));
    if (lengths[FIELD.cityKey] !== -1) {
      const name = textAt(row, FIELD.cityKey);
      const number = this.names.get(name) ?? this.names.size;
      this.names.set(name, number);
      put(-1 - number);
    }
    this.starts[++this.size] = at;
  }

  finish(size: number): Places {
    const codes = toShared(this.codes, this.starts[size]!);
    const known = Int32Array.from(new Set(codes)).sort();
    const indexOf = new Map([...known].map((code, i) => [code, i]));
    const knownStarts = sharedInt32(known.length + 1);
    for (const code of codes) knownStarts[indexOf.get(code)! + 1]!++;
    for (let i = 0; i < known.length; i++) knownStarts[i + 1]! += knownStarts[i]!;
    const next = knownStarts.slice();
    const docs = sharedUint16(codes.length);
    for (let doc = 0; doc < size; doc++) {
      for (let at = this.starts[doc]!; at < this.starts[doc + 1]!; at++) {
        docs[next[indexOf.get(codes[at]!)!]!++] = doc;
      }
    }
    return {
      starts: toShared(this.starts, size + 1),
      codes,
      names: [...this.names.keys()],
      known: toShared(known, known.length),
      knownStarts,
      docs,
    };
  }
}

const emptyFacts = (): Facts => ({
  id: new Float64Array(MOST_VACANCIES),
  seq: new Float64Array(MOST_VACANCIES),
  cluster: new Float64Array(MOST_VACANCIES),
  changedIn: new Float64Array(MOST_VACANCIES),
  firstSeen: new Float64Array(MOST_VACANCIES),
  pay: new Int32Array(MOST_VACANCIES),
  point: new Int32Array(MOST_VACANCIES),
  employer: new Int32Array(MOST_VACANCIES),
  traits: new Int32Array(MOST_VACANCIES),
  standing: new Uint8Array(MOST_VACANCIES),
  state: sharedUint8(MOST_VACANCIES),
});

const numberAt = ({ bytes, starts, lengths }: CopyRow, field: number): number =>
  lengths[field] === -1 ? NO_NUMBER : bytes.readInt32BE(starts[field]!);

const textAt = ({ bytes, starts, lengths }: CopyRow, field: number): string =>
  bytes.toString('utf8', starts[field]!, starts[field]! + lengths[field]!);

function textsAt({ bytes, starts }: CopyRow, field: number): string[] {
  const texts: string[] = [];
  eachElement(bytes, starts[field]!, (start, length) =>
    texts.push(bytes.toString('utf8', start, start + length)),
  );
  return texts;
}
