import { type TestDatabase, testDatabase } from '../../support/database.js';
import { type Relay, type RelayOptions, startRelay } from '../relay/relay.js';
import type { Random } from './random.js';
import { Crew } from './worker.js';

/** How much a check does. */
export interface Sizes {
  /** Kills at random; as many SIGTERMs. */
  kills: number;
  /** Kills at each named step. */
  perStep: number;
  /** Letters for each fault of the relay. */
  perFault: number;
  /** People who are due at once. */
  people: number;
  /** Digests in front of one urgent letter. */
  backlog: number;
  /** Seconds that a worker is stopped, or the database is away. */
  pause: number;
  /** Days of the calendar. */
  days: number;
}

/** What a check found: figures for the table, and a sentence for each thing that is wrong. */
export interface Verdict {
  figures: Record<string, number | string>;
  wrong: string[];
}

/** One promise of design/delivery.md §7. */
export interface Check {
  id: string;
  promise: string;
  run(bench: Bench): Promise<Verdict>;
}

/** Connections of a worker, and so the most letters that a blow can leave in doubt. */
export const CONNECTIONS = 10;

/** What a worker must be told in any case. */
interface Reach {
  DATABASE_URL: string;
  SMTP_URL: string;
}

/** What a check works with. All that it opens is closed by `close`, in the opposite order, whatever happened. */
export class Bench {
  private readonly opened: (() => Promise<unknown>)[] = [];

  constructor(
    readonly sizes: Sizes,
    readonly random: Random,
    /** Aborted when the run is to end at once. */
    readonly signal: AbortSignal,
  ) {}

  async database(): Promise<TestDatabase> {
    this.signal.throwIfAborted();
    const database = await testDatabase();
    this.later(() => database.close());
    return database;
  }

  async relay(options: RelayOptions = {}): Promise<Relay> {
    const relay = await startRelay(options);
    this.later(() => relay.down());
    return relay;
  }

  crew(settings: Reach & Record<string, string>): Crew {
    const crew = new Crew(this.settingsOf(settings));
    this.later(() => crew.dismiss());
    return crew;
  }

  /** What a worker finds in its environment. */
  settingsOf(settings: Reach & Record<string, string>): Record<string, string> {
    return {
      SECRET_KEY: 'known to this suite alone and to nobody else',
      MAIL_FROM: 'Вестник <jobs@vestnik.example>',
      MAIL_CONNECTIONS: String(CONNECTIONS),
      MAIL_RATE: '1000000',
      ...settings,
    };
  }

  /** Does this at the end. */
  later(undo: () => Promise<unknown>): void {
    this.opened.push(undo);
  }

  async close(): Promise<void> {
    for (const undo of this.opened.splice(0).reverse()) await undo();
  }
}
