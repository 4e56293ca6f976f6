import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What is answered to a line of the client; null: nothing. After DATA the letter itself is one line, without its dot. */
type Script = (line: string, socket: Socket) => string | null;

/** A relay that says what it is told to, and remembers what it heard. */
export interface ScriptedRelay {
  url: string;
  /** Everything heard, connection by connection: commands, and letters as `LETTER`. */
  heard: string[][];
  end(): Promise<void>;
}

const OFFERS = ['relay.example', 'PIPELINING', 'SIZE 1000000', 'AUTH PLAIN LOGIN'];

/** EHLO's answer with these offers. */
export const offers = (lines: string[] = OFFERS): string =>
  lines.map((line, n) => `250${n === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n');

/** Takes every letter. */
export function willing(line: string): string {
  if (line.startsWith('EHLO')) return offers();
  if (line === 'DATA') return '354 go on';
  if (line === 'QUIT') return '221 bye';
  return '250 2.0.0 Ok';
}

/** Starts a relay at 127.0.0.1 that greets with `greeting` and answers by `script`, undefined being what `willing` says. */
export async function startScript(
  script: (line: string, socket: Socket, connection: number) => string | null | undefined = () => undefined,
  greeting: string | null = '220 relay.example',
): Promise<ScriptedRelay> {
  const heard: string[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const lines: string[] = [];
    const connection = heard.push(lines);
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    if (greeting !== null) socket.write(`${greeting}\r\n`);
    converse(socket, lines, (line) => {
      const said = script(line, socket, connection);
      return said === undefined ? willing(line) : said;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    end: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(socket: Socket, lines: string[], script: Script): void {
  let rest = '';
  let inLetter = false;
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (;;) {
      const end = inLetter ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n');
      if (end < 0) return;
      const line = inLetter ? 'LETTER' : rest.slice(0, end);
      rest = rest.slice(end + (inLetter ? 5 : 2));
      inLetter = false;
      lines.push(line);
      const answer = script(line, socket);
      if (answer === null || socket.destroyed) continue;
      socket.write(`${answer}\r\n`);
      inLetter = line === 'DATA' && answer.startsWith('354');
    }
  });
}
