import type { Links } from '../kit/links.js';
import type { Renderer } from '../kit/render.js';

/** What a letter is made with. */
export interface LetterTools {
  renderer: Renderer;
  links: Links;
  /** Signs tokens and hashes addresses. */
  secret: Buffer;
}
