/** A text as XML holds it, between tags or in an attribute; what XML 1.0 cannot hold at all is left out. */
export const xmlText = (text: string): string =>
  text.replace(NOT_IN_XML, '').replace(/[&<>"']/g, (sign) => REFERENCES[sign]!);

// XML 1.0 §2.2, Char. Half a pair of surrogates is no character either.
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
// These five are known to XML and to HTML alike.
const REFERENCES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** An element that holds a text; '' where there is none. */
export const xmlElement = (name: string, text: string | null): string =>
  text === null || text === '' ? '' : `<${name}>${xmlText(text)}</${name}>\n`;

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
