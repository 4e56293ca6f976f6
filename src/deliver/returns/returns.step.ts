import type { DataSource } from 'typeorm';
import type { Log } from '../../kit/log.js';
import { readBox, type Verdict } from './bounce-box.js';
import { dropOldReturnedMail } from './returned-mail.js';
import { takeMail } from './take-mail.js';

/** What a ReturnsStep works with. */
export interface ReturnsTools {
  db: DataSource;
  secret: Buffer;
  log: Log;
  /** Null: there is no bounce box, and the step does nothing. */
  imapUrl: string | null;
}

/** bounce box → bounce_event, suppression. Connects anew at each run, so a server that was away is no matter. */
export class ReturnsStep {
  private stopping = false;

  constructor(private readonly tools: ReturnsTools) {}

  /** Reads the box; answers how many mails were taken. A box that cannot be read is said and tried again next time. */
  async run(now: Date): Promise<{ returned: number }> {
    const { db, log, imapUrl: url } = this.tools;
    await dropOldReturnedMail(db, now);
    if (url === null) return { returned: 0 };
    let failure: unknown = null;
    const take = async (raw: Buffer): Promise<Verdict> => {
      try {
        return await this.take(raw, now);
      } catch (error) {
        failure = error;
        throw error;
      }
    };
    try {
      return { returned: await readBox({ url, log, take, stopped: () => this.stopping }) };
    } catch (error) {
      // The database's trouble is not the box's: it goes up as any step's does.
      if (failure !== null) throw failure;
      log.warn(
        { code: codeOf(error) },
        'the bounce box cannot be read: its server refused or did not answer',
      );
      return { returned: 0 };
    }
  }

  /** Takes nothing more; the mail under way is finished. */
  stop(): void {
    this.stopping = true;
  }

  private async take(raw: Buffer, now: Date): Promise<Verdict> {
    const kind = await takeMail(this.tools, raw, now);
    return kind === 'none' ? 'leave' : 'settled';
  }
}

const codeOf = (error: unknown): string => {
  const { code, authenticationFailed } = error as { code?: unknown; authenticationFailed?: unknown };
  return authenticationFailed === true ? 'login refused' : String(code ?? 'unknown').slice(0, 40);
};
