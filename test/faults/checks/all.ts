import type { Check } from '../harness/bench.js';
import { killAtRandom } from './d01-kill.js';
import { killWithoutDuplicates } from './d02-hold.js';
import { termAtRandom } from './d04-term.js';

/** Every check, in the order of design/delivery.md §7. */
export const CHECKS: readonly Check[] = [killAtRandom, killWithoutDuplicates, termAtRandom];
