/** SQL that is true of a letter, of which no name need be said, that may be sent at the instant whose SQL is `at`. */
export const dueAt = (at: string): string => `state = 'ready' and due_at <= ${at}::timestamptz
  and expires_at > ${at}::timestamptz
  and (quiet_from is null or ${at}::timestamptz < quiet_from or ${at}::timestamptz >= quiet_until)`;
