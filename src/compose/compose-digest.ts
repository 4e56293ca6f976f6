import type { RenderedLetter, Renderer } from '../kit/render.js';
import type { DigestLetter } from './digest-letter.js';
import { letterView } from './letter-view.js';
import { wrap } from './wrap.js';

/**
 * Writes a digest's letter: no database, no clock, the same struct gives the same bytes. Html and text say the same,
 * with the same links in the same order; html stays below 80 KB with 40 vacancies, text within 78 columns.
 */
export function composeDigest(renderer: Renderer, letter: DigestLetter): RenderedLetter {
  const { subject, html, text } = renderer.letter('digest', letter.reader, letterView(letter));
  return { subject, html, text: wrap(text) };
}
