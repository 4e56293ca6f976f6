/** How much of each text a letter shows, in characters or pieces. */
export interface Room {
  title: number;
  employer: number;
  place: number;
  /** Names of saved searches and sources. */
  name: number;
  /** Labels and sources of one vacancy. */
  labels: number;
  /** The line of why, and the words marked in the title. */
  why: boolean;
  markets: number;
  leave: number;
}

/** What nearly every letter has. */
export const ROOMY: Room = {
  title: 200,
  employer: 80,
  place: 60,
  name: 60,
  labels: 3,
  why: true,
  markets: 5,
  leave: 10,
};

/** For the rare letter that would not fit. */
export const TIGHT: Room = {
  title: 80,
  employer: 40,
  place: 20,
  name: 20,
  labels: 2,
  why: false,
  markets: 2,
  leave: 5,
};

/**
 * Gmail cuts a message off near 102 KB, and nobody agrees whether before or after decoding: both parts together make
 * at most 100 KB in base64, which adds a third and its line ends, with 4 KB of headers.
 */
export const MOST_BYTES = 70_000;
