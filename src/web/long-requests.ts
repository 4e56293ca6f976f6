import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node refuses headers above 16 KB without a word, and 10,000 Cyrillic letters in an address take 60: up to 96 KB come
 * through, so that a page can say what is wrong; what is longer or damaged gets a sentence from here.
 */
export function explainLongRequests(server: Server): void {
  // The parser of each connection reads this from its server.
  Object.assign(server, { maxHeaderSize: 96 * 1024 });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    socket.end(error.code === 'HPE_HEADER_OVERFLOW' ? TOO_LONG : DAMAGED);
  });
}

const plain = (status: string, sentence: string): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${sentence}\n`;

const TOO_LONG = plain(
  '431 Request Header Fields Too Large',
  'Запрос слишком длинный: сократите его. This request is too long: please shorten it.',
);
const DAMAGED = plain('400 Bad Request', 'Запрос повреждён. This request is damaged.');
