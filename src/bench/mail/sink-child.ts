import { type AddressInfo, createServer, type Socket } from 'node:net';

// A process of its own: takes letters as cheaply as node can, says yes to everything and keeps nothing.
const server = createServer((socket) => {
  // Without it every answer waits 40 ms for the client's acknowledgement.
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.write('220 sink\r\n');
  converse(socket);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));

function converse(socket: Socket): void {
  let tail: string | null = null;
  socket.on('data', (chunk) => {
    if (tail !== null) {
      tail = (tail + chunk.subarray(-5).toString('latin1')).slice(-5);
      if (tail !== '\r\n.\r\n') return;
      tail = null;
      socket.write('250 2.0.0 Ok\r\n');
      return;
    }
    const lines = chunk.toString('latin1').trimEnd().split('\r\n');
    if (lines.at(-1) === 'DATA') tail = '';
    socket.write(`${lines.map(answer).join('\r\n')}\r\n`);
  });
}

function answer(line: string): string {
  if (line.startsWith('EHLO')) return '250-sink\r\n250-PIPELINING\r\n250 8BITMIME';
  if (line === 'DATA') return '354 go on';
  return line === 'QUIT' ? '221 bye' : '250 2.1.0 Ok';
}
