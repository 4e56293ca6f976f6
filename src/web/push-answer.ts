import type { PushAnswer } from '../collect/push/push-many.js';
import type { RowResult } from '../collect/push/take-rows.js';
import { rejectedInAll } from '../collect/tally.js';
import type { ApiProblem } from './problem-json.js';

/** What a push is answered when it was done. */
export interface Pushed {
  status: 200 | 201;
  body: object;
}

/** 201 for a vacancy that is new here, 200 for any other; a rejected one is a problem. */
export function pushedOne({ id, result, reason, sentence }: RowResult, source: string): Pushed | ApiProblem {
  if (result === 'rejected') return { status: 422, detail: sentence!, reason: reason! };
  return { status: result === 'added' ? 201 : 200, body: { source, id, result } };
}

/** The counts of the run and a result a row; a problem where the request was not read to its end. */
export function pushedMany({ counts, results, cut }: PushAnswer, source: string): Pushed | ApiProblem {
  if (cut !== null) {
    const taken = results.filter(({ result }) => result !== 'rejected').length;
    const detail = `${cut.sentence} Rows taken before that: ${taken}.`;
    return { status: cut.kind === 'too-large' ? 413 : 422, detail, taken };
  }
  const { read, added, changed, unchanged, returned } = counts;
  const rejected = rejectedInAll(counts);
  return {
    status: 200,
    body: { source, read, added, changed, unchanged, returned, rejected, rows: results },
  };
}
