const SECOND = 1000;

/** How long each answer is waited for, in milliseconds. */
export interface Limits {
  connect: number;
  greeting: number;
  command: number;
  body: number;
  /** All of the above together: connecting, logging in, and the letter up to the gate. */
  beforeGate: number;
  finalDot: number;
}

const LIMITS: Limits = {
  connect: 15 * SECOND,
  greeting: 40 * SECOND,
  command: 30 * SECOND,
  body: 40 * SECOND,
  // A claim lasts 60 seconds: what takes longer would be somebody else's letter at the gate.
  beforeGate: 50 * SECOND,
  // RFC 5321 §4.5.3.2.6: a relay may take 10 minutes over the final dot; giving up earlier manufactures duplicates.
  finalDot: 600 * SECOND,
};

/** The limits, none of them longer than `patience`. */
export function limitsOf(patience = Number.POSITIVE_INFINITY): Limits {
  const { connect, greeting, command, body, beforeGate, finalDot } = LIMITS;
  const most = (ms: number) => Math.min(ms, patience);
  return {
    connect: most(connect),
    greeting: most(greeting),
    command: most(command),
    body: most(body),
    beforeGate: most(beforeGate),
    finalDot: most(finalDot),
  };
}
