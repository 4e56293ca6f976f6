import type { Links } from '../kit/links.js';
import type { Renderer } from '../kit/render.js';
import type { Secret } from '../kit/tokens.js';
import type { Operator } from './consent-text.js';

/** What a letter, and the consent to it, is made with. */
export interface LetterTools {
  renderer: Renderer;
  links: Links;
  /** Signs tokens and hashes addresses. */
  secret: Secret;
  /** MAIL_FROM. */
  operator: Operator;
}
