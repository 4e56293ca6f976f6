import { FeedError } from '../formats/inflate.js';

/** The bytes of a feed. Throws FeedError where a web page came instead, as login walls and broken sites send it with status 200. */
export async function* refuseHtml(
  bytes: AsyncIterable<Uint8Array>,
  { host }: URL,
): AsyncGenerator<Uint8Array> {
  let head = '';
  for await (const chunk of bytes) {
    if (head.length < ENOUGH) {
      head += Buffer.from(chunk.subarray(0, ENOUGH)).toString('latin1');
      if (HTML.test(head)) throw new FeedError(`${host} answered with a web page instead of a feed.`);
    }
    yield chunk;
  }
}

const ENOUGH = 256;
const HTML = /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype\s+html|html)[\s>]/i;
