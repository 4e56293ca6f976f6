import type { Check } from '../harness/bench.js';
import { killAtRandom } from './d01-kill.js';
import { killWithoutDuplicates } from './d02-hold.js';
import { killAtSteps } from './d03-steps.js';
import { termAtRandom } from './d04-term.js';
import { relayFaults } from './d05-relay-faults.js';
import { stopAndGo } from './d06-stop.js';
import { databaseFaults } from './d07-database.js';
import { relayDown } from './d08-relay-down.js';
import { everyClock } from './d09-clocks.js';
import { twoPlanners } from './d10-planners.js';
import { leaveAtAnyInstant } from './d11-unsubscribe.js';
import { sameBytes } from './d12-same-bytes.js';
import { urgentFirst } from './d15-urgent.js';

/** Every check, in the order of design/delivery.md §7. */
export const CHECKS: readonly Check[] = [
  killAtRandom,
  killWithoutDuplicates,
  killAtSteps,
  termAtRandom,
  relayFaults,
  stopAndGo,
  databaseFaults,
  relayDown,
  everyClock,
  twoPlanners,
  leaveAtAnyInstant,
  sameBytes,
  urgentFirst,
];
