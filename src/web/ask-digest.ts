/** Sends a person their digest at once; answers how many vacancies it tells (0: no letter). */
export type AskDigest = (subscriberId: string, now: Date) => Promise<number>;
export const ASK_DIGEST = Symbol('ASK_DIGEST');
