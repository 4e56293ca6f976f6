import type { RenderedLetter, Renderer } from '../kit/render.js';
import type { DigestLetter } from './digest-letter.js';
import { MOST_BYTES, ROOMY, type Room, TIGHT } from './letter-room.js';
import { letterView } from './letter-view.js';
import { wrap } from './wrap.js';

/**
 * Writes a digest's letter: no database, no clock, the same struct gives the same bytes. Html and text say the same,
 * with the same links in the same order. With 40 vacancies the html stays below 80 KB; the text keeps to 78 columns.
 */
export function composeDigest(renderer: Renderer, letter: DigestLetter): RenderedLetter {
  const roomy = write(renderer, letter, ROOMY);
  return bytesOf(roomy) <= MOST_BYTES ? roomy : write(renderer, letter, TIGHT);
}

function write(renderer: Renderer, letter: DigestLetter, room: Room): RenderedLetter {
  const { subject, html, text } = renderer.letter('digest', letter.reader, letterView(letter, room));
  return { subject, html, text: wrap(text) };
}

const bytesOf = ({ html, text }: RenderedLetter): number => Buffer.byteLength(html) + Buffer.byteLength(text);
