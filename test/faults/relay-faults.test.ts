import { expect, test } from '@jest/globals';
import { relayFaults } from './checks/d05-relay-faults.js';
import { leaveAtAnyInstant } from './checks/d11-unsubscribe.js';
import { urgentFirst } from './checks/d15-urgent.js';
import { runShort } from './harness/short.js';

test.each([relayFaults, leaveAtAnyInstant, urgentFirst])(
  '$id: $promise',
  async (check) => {
    expect((await runShort(check)).wrong).toEqual([]);
  },
  180_000,
);
