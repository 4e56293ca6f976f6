/** FNV-1a over bytes [start, end), mixed once more so that its low bits can choose a slot; a signed 32-bit number. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, FNV_PRIME);
  return hash ^ (hash >>> 15);
}

// Fowler, Noll and Vo's 32-bit constants.
const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** A typed array over memory that worker threads share. */
export const sharedInt32 = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));
export const sharedUint16 = (length: number): Uint16Array =>
  new Uint16Array(new SharedArrayBuffer(length * 2));
export const sharedUint8 = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

/** A copy of `from`'s first `length` numbers in shared memory. */
export function toShared<T extends Int32Array | Uint16Array | Uint8Array | Float64Array>(
  from: T,
  length: number,
): T {
  const shared = new SharedArrayBuffer(length * from.BYTES_PER_ELEMENT);
  const copy = new (from.constructor as new (buffer: SharedArrayBuffer) => T)(shared);
  copy.set(from.subarray(0, length) as never);
  return copy;
}

/** Twice as much room, or `least` where that is more; what was there stays. */
export function grown<T extends Int32Array | Uint16Array | Uint8Array | Float64Array>(
  from: T,
  least: number,
): T {
  const larger = new (from.constructor as new (length: number) => T)(Math.max(from.length * 2, least));
  larger.set(from as never);
  return larger;
}
