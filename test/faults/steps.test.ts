import { expect, test } from '@jest/globals';
import { killAtSteps } from './checks/d03-steps.js';
import { stopAndGo } from './checks/d06-stop.js';
import { sameBytes } from './checks/d12-same-bytes.js';
import { runShort } from './harness/short.js';

test.each([killAtSteps, stopAndGo, sameBytes])(
  '$id: $promise',
  async (check) => {
    expect((await runShort(check)).wrong).toEqual([]);
  },
  180_000,
);
