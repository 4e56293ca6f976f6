import { FNV_OFFSET, FNV_PRIME, grown, hashBytes, mixed, toShared } from './bytes.js';

/** The lexemes of a segment, numbered from 0: an open-addressing table over their UTF-8 bytes. Flat, to be shared. */
export interface Dictionary {
  /** How many lexemes. */
  size: number;
  /** Two numbers a slot: the lexeme's hash, and its number + 1 (0: free). Their count is a power of two. */
  slots: Int32Array;
  /** All lexemes one after another; number t is [offsets[t], offsets[t + 1]). */
  arena: Uint8Array;
  offsets: Int32Array;
}

/** The number of the lexeme that bytes [start, end) spell, or -1. `hash` is theirs, by `hashBytes`. */
export function findLexeme(
  { slots, arena, offsets }: Dictionary,
  bytes: Uint8Array,
  { start, end, hash }: { start: number; end: number; hash: number },
): number {
  const mask = (slots.length >> 1) - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const number = slots[2 * slot + 1]! - 1;
    if (number === -1) return -1;
    if (slots[2 * slot] !== hash) continue;
    let at = offsets[number]!;
    if (offsets[number + 1]! - at !== end - start) continue;
    let from = start;
    while (from < end && arena[at] === bytes[from]) {
      at++;
      from++;
    }
    if (from === end) return number;
  }
}

const FIRST_SLOTS = 1 << 12;

/** A dictionary that grows. */
export class DictionaryBuilder {
  /** Where the lexeme ends that was looked up last. */
  end = 0;
  private hash = 0;
  private size = 0;
  private slots = new Int32Array(2 * FIRST_SLOTS);
  private mask = FIRST_SLOTS - 1;
  private arena = new Uint8Array(1 << 16);
  private offsets = new Int32Array(1 << 12);

  /** The number of the lexeme that bytes [start, end) spell; a new one where it is new. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    this.end = end;
    this.hash = hashBytes(bytes, start, end);
    return this.lookUp(bytes, start);
  }

  /** The same of the bytes from `start` to the next zero, where `end` is afterwards. Each is read once for both. */
  internText(bytes: Uint8Array, start: number): number {
    let hash = FNV_OFFSET;
    let at = start;
    for (let byte = bytes[at]!; byte !== 0; byte = bytes[++at]!) hash = Math.imul(hash ^ byte, FNV_PRIME);
    this.end = at;
    this.hash = mixed(hash);
    return this.lookUp(bytes, start);
  }

  /** Ten million times a build: end and hash are fields, for an object each time was a third of its time. */
  private lookUp(bytes: Uint8Array, start: number): number {
    const { slots, mask, arena, offsets, end, hash } = this;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = slots[2 * slot + 1]! - 1;
      if (number === -1) return this.add(bytes.subarray(start, end), slot, hash);
      if (slots[2 * slot] !== hash) continue;
      let at = offsets[number]!;
      if (offsets[number + 1]! - at !== end - start) continue;
      let from = start;
      while (from < end && arena[at] === bytes[from]) {
        at++;
        from++;
      }
      if (from === end) return number;
    }
  }

  finish(): Dictionary {
    const { size } = this;
    return {
      size,
      slots: toShared(this.slots, this.slots.length),
      arena: toShared(this.arena, this.offsets[size]!),
      offsets: toShared(this.offsets, size + 1),
    };
  }

  private add(lexeme: Uint8Array, slot: number, hash: number): number {
    const number = this.size++;
    const at = this.offsets[number]!;
    if (at + lexeme.length > this.arena.length) this.arena = grown(this.arena, at + lexeme.length);
    if (number + 2 > this.offsets.length) this.offsets = grown(this.offsets, number + 2);
    this.arena.set(lexeme, at);
    this.offsets[number + 1] = at + lexeme.length;
    this.slots[2 * slot] = hash;
    this.slots[2 * slot + 1] = number + 1;
    // Half full: a probe looks at 1.5 slots on average.
    if (this.size * 2 > this.mask) this.widen();
    return number;
  }

  private widen(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    this.mask = (this.slots.length >> 1) - 1;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] === 0) continue;
      let slot = old[at]! & this.mask;
      while (this.slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.mask;
      this.slots[2 * slot] = old[at]!;
      this.slots[2 * slot + 1] = old[at + 1]!;
    }
  }
}
