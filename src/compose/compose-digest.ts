import type { RenderedLetter, Renderer } from '../kit/render.js';
import type { DigestLetter } from './digest-letter.js';
import { MOST_BYTES, ROOMY, type Room, TIGHT } from './letter-room.js';
import { letterView } from './letter-view.js';

/**
 * Writes a digest's letter: no database, no clock, the same struct gives the same bytes. Html and text say the same,
 * with the same links in the same order.
 */
export function composeDigest(renderer: Renderer, letter: DigestLetter): RenderedLetter {
  const roomy = write(renderer, letter, ROOMY);
  return bytesOf(roomy) <= MOST_BYTES ? roomy : fitted(renderer, letter);
}

/** With the least room; where that is too much still, with fewer vacancies, and «и ещё N» says how many more. */
function fitted(renderer: Renderer, letter: DigestLetter): RenderedLetter {
  const { vacancies } = letter;
  const tight = write(renderer, letter, TIGHT);
  const share = MOST_BYTES / bytesOf(tight);
  if (share >= 1 || vacancies.length < 2) return tight;
  const shown = Math.max(1, Math.min(vacancies.length - 1, Math.floor(vacancies.length * share)));
  return fitted(renderer, { ...letter, vacancies: vacancies.slice(0, shown) });
}

const write = (renderer: Renderer, letter: DigestLetter, room: Room): RenderedLetter =>
  renderer.letter('digest', letter.reader, letterView(letter, room));

const bytesOf = ({ html, text }: RenderedLetter): number => Buffer.byteLength(html) + Buffer.byteLength(text);
