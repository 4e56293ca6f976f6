import { expect, test } from '@jest/globals';
import { killAtRandom } from './checks/d01-kill.js';
import { killWithoutDuplicates } from './checks/d02-hold.js';
import { termAtRandom } from './checks/d04-term.js';
import { runShort } from './harness/short.js';

test.each([killAtRandom, killWithoutDuplicates, termAtRandom])(
  '$id: $promise',
  async (check) => {
    expect((await runShort(check)).wrong).toEqual([]);
  },
  180_000,
);
