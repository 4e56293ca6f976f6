import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { cleanText } from './clean.js';
import { readSimpleHtml } from './simple-html.js';

/**
 * HTML or plain text as plain text: paragraphs stand apart by an empty line, list items begin with «• », entities are
 * characters, scripts and styles are gone. HTML that was escaped once too often (`&lt;p&gt;`, as some boards send it) is
 * read twice. Unknown tags lose only themselves: `<highlighttext>` leaves its word.
 */
export function plainText(written: string): string {
  if (!/[<&]/.test(written)) return cleanText(written);
  return readSimpleHtml(written) ?? readAnyHtml(written);
}

/** The same by the tokenizer, which knows all that HTML may hold. */
export function readAnyHtml(written: string): string {
  const text = readHtml(written);
  return KNOWN_TAG.test(written) || !KNOWN_TAG.test(text) ? cleanText(text) : cleanText(readHtml(text));
}

const KNOWN_TAG = /<\/?(?:p|br|div|ul|ol|li|strong|b|em|i|span|h[1-6]|a|table|tr|td)\b[^<>]*>/i;
const PARAGRAPHS = new Set(
  'p div ul ol h1 h2 h3 h4 h5 h6 table section article blockquote pre header footer dl hr'.split(' '),
);
const LINES = new Set('br li tr dt dd'.split(' '));
const UNREAD = new Set('script style template noscript iframe object svg head title textarea'.split(' '));

function readHtml(html: string): string {
  const written = keepLoneSigns(html);
  // Without block tags the line ends of the source are all the structure there is.
  const keepsLines = !/<(?:p|br|div|li|h[1-6]|tr)\b/i.test(written);
  let text = '';
  let unread = 0;
  const say = (piece: string): void => {
    if (unread === 0) text += keepsLines ? piece : piece.replace(/\s+/g, ' ');
  };
  // Not the parser above it: that one keeps a stack, and 400,000 open tags cost it forty seconds.
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ...NOTHING,
      onopentagname: (start, end) => {
        const name = written.slice(start, end).toLowerCase();
        if (UNREAD.has(name)) unread++;
        else text += breakBefore(name);
      },
      onclosetag: (start, end) => {
        const name = written.slice(start, end).toLowerCase();
        if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
        else if (PARAGRAPHS.has(name)) text += '\n\n';
      },
      ontext: (start, end) => say(written.slice(start, end)),
      ontextentity: (codepoint) => say(String.fromCodePoint(codepoint)),
    },
  );
  tokenizer.write(written);
  tokenizer.end();
  return tidyLists(text);
}

function breakBefore(name: string): string {
  if (PARAGRAPHS.has(name)) return '\n\n';
  if (LINES.has(name)) return name === 'li' ? '\n• ' : '\n';
  return name === 'td' || name === 'th' ? ' ' : '';
}

const ignore = (): void => undefined;
const NOTHING: TokenizerCallbacks = {
  onattribdata: ignore,
  onattribentity: ignore,
  onattribend: ignore,
  onattribname: ignore,
  oncdata: ignore,
  onclosetag: ignore,
  oncomment: ignore,
  ondeclaration: ignore,
  onend: ignore,
  onopentagend: ignore,
  onopentagname: ignore,
  onprocessinginstruction: ignore,
  onselfclosingtag: ignore,
  ontext: ignore,
  ontextentity: ignore,
};

// «x < 3», «a<b» and «List<String>» are text to people: a sign that opens no tag stays one.
const keepLoneSigns = (html: string): string => html.replace(/<(?![a-z/!?])/gi, '&lt;');

/** An item begins on its sign's line whatever stands inside it; an item without words is none. */
const tidyLists = (text: string): string => text.replace(/\n•\s*(?=\n•|$)/g, '').replace(/\n•\s+/g, '\n• ');
