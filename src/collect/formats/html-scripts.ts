import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/** A script of a web page. */
export interface HtmlScript {
  /** Its media type, in lower case: "application/ld+json"; empty where it names none. */
  type: string;
  text: string;
}

/** The scripts of a web page in their order; those in comments are none. Linear in the length of the page. */
export function htmlScripts(html: string): HtmlScript[] {
  const scripts: HtmlScript[] = [];
  let tag = '';
  let attribute = '';
  let value = '';
  let type = '';
  let script: HtmlScript | null = null;
  const ignore = (): void => undefined;
  const say = (text: string): void => {
    if (script !== null) script.text += text;
  };
  const callbacks: TokenizerCallbacks = {
    onopentagname: (start, end) => {
      tag = html.slice(start, end).toLowerCase();
      type = '';
    },
    onattribname: (start, end) => {
      attribute = html.slice(start, end).toLowerCase();
      value = '';
    },
    onattribdata: (start, end) => {
      value += html.slice(start, end);
    },
    onattribentity: (codepoint) => {
      value += String.fromCodePoint(codepoint);
    },
    onattribend: () => {
      if (attribute === 'type') type = value.split(';')[0]!.trim().toLowerCase();
    },
    onopentagend: () => {
      if (tag !== 'script') return;
      script = { type, text: '' };
      scripts.push(script);
    },
    onselfclosingtag: ignore,
    onclosetag: () => {
      script = null;
    },
    ontext: (start, end) => say(html.slice(start, end)),
    ontextentity: (codepoint) => say(String.fromCodePoint(codepoint)),
    oncdata: (start, end) => say(html.slice(start, end)),
    oncomment: ignore,
    ondeclaration: ignore,
    onprocessinginstruction: ignore,
    onend: ignore,
  };
  const tokenizer = new Tokenizer({ decodeEntities: true }, callbacks);
  tokenizer.write(html);
  tokenizer.end();
  return scripts;
}
