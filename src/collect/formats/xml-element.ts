/** An element of a record with what stands in it, in order: texts (entities are characters already) and elements. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  content: (string | XmlElement)[];
}

export const isElement = (part: string | XmlElement): part is XmlElement => typeof part !== 'string';

/** The elements of one name directly inside, or at a path: `all(vacancy, 'addresses', 'address')`. */
export function all(element: XmlElement, ...path: string[]): XmlElement[] {
  return path.reduce(
    (found, name) =>
      found.flatMap(({ content }) =>
        content.filter((part) => isElement(part) && part.name === name),
      ) as XmlElement[],
    [element],
  );
}

/** The text of the first element at a path, its inner elements written as HTML; null where there is none or only blanks. */
export function textAt(element: XmlElement, ...path: string[]): string | null {
  for (const found of all(element, ...path)) {
    const text = innerText(found).trim();
    if (text !== '') return text;
  }
  return null;
}

/** What stands in an element. Markup that is not in CDATA (`<p>` as an element) becomes HTML again. */
export function innerText({ content }: XmlElement): string {
  if (!content.some(isElement)) return content.join('');
  return content.map((part) => (isElement(part) ? asHtml(part) : escaped(part))).join('');
}

const asHtml = (element: XmlElement): string =>
  element.content.length === 0
    ? `<${element.name}>`
    : `<${element.name}>${innerText(element)}</${element.name}>`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
