import { z } from 'zod';
import { formatOf } from '../formats/index.js';
import { mappingFault, readMapping } from '../formats/mapping.js';

/** The key `mapping` of an entry, with all that is wrong in it as sentences. */
export const mappingKey = z
  .unknown()
  .transform((written, context) => {
    if (written === undefined) return undefined;
    const read = readMapping(written);
    if (!Array.isArray(read)) return read;
    for (const complaint of read) context.addIssue(`has a mistake in its mapping: ${complaint}`);
    return z.NEVER;
  })
  .optional();

/** Says so where a format needs a mapping and has none, or has one that it does not read. */
export function refuseMisplacedMapping(
  entry: { format: string; mapping?: unknown },
  context: { addIssue(message: string): void },
): void {
  // What pushes is no format of the list, and takes no mapping either.
  const fault = mappingFault(formatOf(entry.format) ?? { name: entry.format }, entry.mapping !== undefined);
  if (fault !== null) context.addIssue(fault);
}
