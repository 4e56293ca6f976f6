import type { Language } from '../kit/i18n.js';
import type { DigestLinks } from './digest-letter.js';

/**
 * The headers that a digest brings itself (design/delivery.md §1); deliver adds List-Id, Precedence, Auto-Submitted
 * and, with an https address, List-Unsubscribe-Post (RFC 8058). Feedback-ID has few distinct values, or Postmaster
 * Tools shows nothing.
 */
export function digestHeaders(
  { leaveAll }: Pick<DigestLinks, 'leaveAll'>,
  { kind, language, domain }: { kind: 'slot' | 'asked'; language: Language; domain: string },
): Record<string, string> {
  return {
    'List-Unsubscribe': `<${leaveAll}>`,
    'Feedback-ID': `digest:${kind === 'slot' ? 'daily' : 'asked'}:vestnik:${domain}`,
    'X-Postmaster-Msgtype': 'digest',
    'Content-Language': language,
  };
}
