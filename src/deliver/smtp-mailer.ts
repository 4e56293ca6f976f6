import type { Gate, Mailer, Outcome, OutgoingLetter } from './mailer.js';
import { composeMessage, type Identity } from './message.js';
import { outcomeOf, readReply } from './outcome.js';
import { asciiAddress, isPlainAddress } from './plain-address.js';
import { type RelayAddress, readRelayUrl } from './relay-address.js';
import { SmtpConnection } from './smtp-connection.js';
import { type Limits, limitsOf } from './smtp-limits.js';

/** A relay, who speaks with it, and how patiently. */
export interface SmtpSettings {
  /** smtp://user:password@host:port or smtps://… */
  url: string;
  identity: Identity;
  /** Said in EHLO; null: this machine's address. */
  ehloName: string | null;
  /** The envelope's sender of a letter; left out: the address that it comes from. */
  returnPath?: ((letter: OutgoingLetter) => string) | undefined;
  /** Milliseconds that no wait goes beyond. */
  patience?: number | undefined;
}

// After so many letters, or so long a rest, a fresh connection: relays count and time both, and say 421 in mid-letter.
const LETTERS = 100;
const REST = 4 * 60_000;

/**
 * Speaks with one relay over as many connections as letters are under way, kept for the next ones. Letters are pulled,
 * never queued inside: a queue in memory is lost with the process.
 */
export class SmtpMailer implements Mailer {
  private readonly relay: RelayAddress;
  private readonly limits: Limits;
  private readonly resting = new Map<SmtpConnection, NodeJS.Timeout>();
  private readonly busy = new Set<SmtpConnection>();
  private closed = false;

  constructor(private readonly settings: SmtpSettings) {
    this.relay = readRelayUrl(settings.url);
    this.limits = limitsOf(settings.patience);
  }

  async send(letter: OutgoingLetter, gate: Gate): Promise<Outcome> {
    if (!isPlainAddress(letter.to)) {
      return {
        kind: 'refused',
        ...OURS,
        enhanced: '5.1.3',
        reason: 'the address cannot stand in an envelope',
      };
    }
    const rested = this.wake();
    if (rested === null) return this.sendOver(new SmtpConnection(this.relay, this.limits), letter, gate);
    let asked = false;
    const outcome = await this.sendOver(rested, letter, () => {
      asked = true;
      return gate();
    });
    // A connection that had rested may have been closed meanwhile: that says nothing of the relay.
    if (outcome.kind !== 'link' || asked) return outcome;
    return this.sendOver(new SmtpConnection(this.relay, this.limits), letter, gate);
  }

  close(): void {
    this.closed = true;
    for (const [connection, timer] of this.resting) {
      clearTimeout(timer);
      connection.quit();
    }
    this.resting.clear();
    for (const connection of this.busy) connection.unref();
  }

  private async sendOver(connection: SmtpConnection, letter: OutgoingLetter, gate: Gate): Promise<Outcome> {
    this.busy.add(connection);
    try {
      return await this.speak(connection, letter, gate);
    } finally {
      this.busy.delete(connection);
      this.keep(connection);
    }
  }

  private async speak(connection: SmtpConnection, letter: OutgoingLetter, gate: Gate): Promise<Outcome> {
    const { identity, ehloName, returnPath } = this.settings;
    const from = returnPath?.(letter) ?? asciiAddress(identity.from.address);
    let thrown: unknown = null;
    const guarded = () =>
      gate().catch((error) => {
        thrown = error;
        throw error;
      });
    try {
      await connection.open(ehloName);
      const envelope = { from, to: asciiAddress(letter.to) };
      const message = composeMessage(letter, identity);
      const objection = connection.objection(envelope, message.length);
      if (objection !== null) return { kind: 'refused', ...OURS, ...objection };
      const reply = await connection.send(envelope, message, guarded);
      if (reply === 'withheld') return { kind: 'withheld' };
      const { code, enhanced, words } = readReply(reply.text);
      return { kind: 'sent', relayId: words.slice(0, 200), code, enhanced };
    } catch (error) {
      if (thrown !== null) throw error;
      const outcome = outcomeOf(error, connection);
      if (outcome.kind === 'link') connection.drop();
      return outcome;
    }
  }

  /** The connection that rested least, if one did and still stands. */
  private wake(): SmtpConnection | null {
    for (const [connection, timer] of [...this.resting].reverse()) {
      clearTimeout(timer);
      this.resting.delete(connection);
      if (connection.isUsable) return connection;
      connection.drop();
    }
    return null;
  }

  private keep(connection: SmtpConnection): void {
    if (!connection.isUsable) connection.drop();
    else if (this.closed || connection.letters >= LETTERS) connection.quit();
    else {
      const timer = setTimeout(() => {
        this.resting.delete(connection);
        connection.quit();
      }, REST);
      this.resting.set(connection, timer.unref());
    }
  }
}

const OURS = { code: null };
