import { type ParsedMail, simpleParser } from 'mailparser';

/** A returned mail in the pieces that tell something; all texts decoded, with \n line ends. */
export interface ReadMail {
  /** A header's value in one line, '' where it is missing; of several the first. Of them all Subject alone is decoded. */
  header(name: string): string;
  /** What was written for people, without the mail that came back. */
  words: string;
  /** Bodies of message/delivery-status (RFC 3464). */
  deliveryReports: string[];
  /** Body of message/feedback-report (RFC 5965). */
  feedbackReport: string | null;
  /** The mail that came back, or its headers. */
  returned: string;
}

/** The addresses it came to, as every server on the way may have written them. */
export const recipientsOf = ({ header }: ReadMail): string =>
  ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'cc'].map(header).join(' ');

// A mail about a mail: what matters stands in the first lines of each part.
const PART = 64 * 1024;

/** Reads a mail, however broken: where its structure tells nothing, its whole body counts as words. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const source = withLineFeeds(raw);
  const mail = await simpleParser(source, {
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    maxHtmlLengthToParse: 4 * PART,
  });
  const parts = mail.attachments.map(({ contentType, content }) => ({
    type: contentType.toLowerCase(),
    text: content.subarray(0, PART).toString('utf8').replace(/\r\n?/g, '\n'),
  }));
  const of = (type: RegExp) => parts.filter((part) => type.test(part.type)).map(({ text }) => text);
  const deliveryReports = of(/^message\/(global-)?delivery-status$/);
  const feedbackReport = of(/^message\/feedback-report$/)[0] ?? null;
  const said = textOf(mail);
  const told = said.trim() !== '' || deliveryReports.length > 0 || feedbackReport !== null;
  const { words, rest } = cutOriginal(told ? said : bodyOf(source));
  const returned = [...of(/^(message\/(rfc822|partial|global)|text\/rfc822)/), rest].join('\n');
  return { header: headersOf(mail), words, deliveryReports, feedbackReport, returned };
}

const textOf = ({ text, html }: ParsedMail): string =>
  (text ?? (html || '').replace(/<[^>]{0,2000}>/g, ' ')).slice(0, PART).replace(/\r\n?/g, '\n');

// Old Macs ended lines with CR alone; no mail parser knows that any more.
const withLineFeeds = (raw: Buffer): Buffer =>
  raw.includes(10) ? raw : Buffer.from(raw.toString('latin1').replaceAll('\r', '\n'), 'latin1');

const bodyOf = (source: Buffer): string =>
  source
    .subarray(0, 4 * PART)
    .toString('utf8')
    .replace(/\r\n?/g, '\n')
    .replace(/^[\s\S]*?\n\n/, '');

function headersOf({ headerLines, subject }: ParsedMail): (name: string) => string {
  const values = new Map([['subject', (subject ?? '').replace(/\s+/g, ' ').trim()]]);
  for (const { key, line } of headerLines) {
    if (!values.has(key))
      values.set(
        key,
        line
          .replace(/^[^:]*:/, '')
          .replace(/\s+/g, ' ')
          .trim(),
      );
  }
  return (name) => values.get(name.toLowerCase()) ?? '';
}

/** Cuts the words where the mail that came back begins: at a line that announces it, or at its headers. */
function cutOriginal(text: string): { words: string; rest: string } {
  const at = [ANNOUNCED, HEADERS].map((mark) => mark.exec(text)?.index ?? -1).filter((index) => index >= 0);
  const cut = Math.min(...at, text.length);
  return { words: text.slice(0, cut), rest: text.slice(cut) };
}

const ANNOUNCED =
  /^[-|>*=# \t]{0,40}(this is a copy of (the|your) message|below (this line )?is a copy|(unsent|original|returned|your|undelivered|rejected|bounced|failed|the) (message|mail|letter)( (text|headers?|body|follows|below|begins|is attached))*:?[ \t]*[-|>*=#]{2,}|message text follows|the original message (follows|headers?)|message headers? follow|included is a copy|копия (вашего )?(письма|сообщения))/im;
const HEADERS =
  /^(Return-Path|Received|X-Received|DKIM-Signature|Message-I[Dd]):.*\n(?:[ \t].*\n|[\w-]+:.*\n)+/m;
