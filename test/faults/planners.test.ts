import { expect, test } from '@jest/globals';
import { everyClock } from './checks/d09-clocks.js';
import { twoPlanners } from './checks/d10-planners.js';
import { runShort } from './harness/short.js';

test.each([everyClock, twoPlanners])(
  '$id: $promise',
  async (check) => {
    expect((await runShort(check)).wrong).toEqual([]);
  },
  180_000,
);
