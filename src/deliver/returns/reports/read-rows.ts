import { z } from 'zod';
import type { ReadReport, ReportEvent } from './report-event.js';

/** How rows of a provider are read. */
interface RowRule<T> {
  /** The field that says what a row is about. */
  type: string;
  /** Its values that matter here; rows with another one are passed over. */
  known: readonly string[];
  shape: z.ZodType<T>;
  eventsOf(row: T): ReportEvent[];
}

/** Reads one row; a shape that is not the provider's is a fault, told by the first field that is wrong. */
export function oneRow<T>(row: unknown, { type, known, shape, eventsOf }: RowRule<T>): ReadReport {
  const kind = z.object({ [type]: z.string() }).safeParse(row);
  if (!kind.success) return fault(`it has no ${type} that says what it is about.`);
  if (!known.includes(kind.data[type] ?? '')) return { events: [], ignored: 1, faults: [] };
  const read = shape.safeParse(row);
  if (!read.success) {
    const path = read.error.issues[0]?.path.join('.') ?? '';
    return fault(`its ${path || type} is missing, or is not what it should be.`);
  }
  const events = eventsOf(read.data);
  return { events, ignored: events.length === 0 ? 1 : 0, faults: [] };
}

/** Reads many rows; a fault is told with the row's number. */
export function manyRows<T>(rows: readonly unknown[], rule: RowRule<T>): ReadReport {
  const read = rows.map((row) => oneRow(row, rule));
  return {
    events: read.flatMap(({ events }) => events),
    ignored: read.reduce((sum, { ignored }) => sum + ignored, 0),
    faults: read.flatMap(({ faults }, n) => faults.map((sentence) => `Row ${n + 1}: ${sentence}`)),
  };
}

/** A report that cannot be understood at all. */
export const fault = (sentence: string): ReadReport => ({ events: [], ignored: 0, faults: [sentence] });
