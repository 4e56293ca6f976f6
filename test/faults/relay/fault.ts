/**
 * Where in a conversation a relay may misbehave. `body`: the first bytes of a letter have come; `end`: its final dot has;
 * `answered`: the 250 has left, and nothing but the connection can still be broken.
 */
export type Stage = 'greeting' | 'ehlo' | 'starttls' | 'mail' | 'rcpt' | 'data' | 'body' | 'end' | 'answered';

/** Where a conversation stands. */
export interface Place {
  stage: Stage;
  /** Connections are counted from 1. */
  connection: number;
  /** The recipient and which of their letters this is, counted from 1; empty and 0 before RCPT. */
  to: string;
  nth: number;
}

/**
 * What the relay does there in place of what is proper, in this order. Without `says` and `ends` the proper answer
 * follows.
 */
export interface Act {
  /** Milliseconds of silence first. */
  waits?: number;
  /** Keeps the letter whatever it says of it; at `end` alone. */
  keeps?: true;
  /** The line in place of the proper one. */
  says?: string | Buffer;
  /** How the connection ends; `silence` leaves it open and never says another word. */
  ends?: 'fin' | 'rst' | 'silence';
}

/** Asked at every stage of every letter. */
export type Plan = (place: Place) => Act | undefined | Promise<Act | undefined>;
