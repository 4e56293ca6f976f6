import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import type { Dns } from '../../src/deliver/doctor/dns.js';

type Type = 'TXT' | 'MX' | 'A' | 'AAAA' | 'PTR';

/** What DNS says, by name: the value of an MX is `10 host`. Names in lower case, without a dot at the end. */
export type Zone = Record<string, Partial<Record<Type, string[]>>>;

const look = (zone: Zone, name: string, type: Type): string[] => zone[name.toLowerCase()]?.[type] ?? [];

export const reversed = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;

/** The zone as our own checks ask it, without a network. */
export const dnsOf = (zone: Zone): Dns => ({
  txt: async (name) => look(zone, name, 'TXT'),
  mx: async (name) => look(zone, name, 'MX').map((value) => value.split(' ')[1]!),
  addresses: async (name) => [...look(zone, name, 'A'), ...look(zone, name, 'AAAA')],
  names: async (address) => look(zone, reversed(address), 'PTR'),
});

/** The zone as mailauth asks it. */
export function resolverOf(zone: Zone) {
  return async (name: string, type: string): Promise<string[] | string[][]> => {
    const found = look(zone, name, type as Type);
    if (found.length === 0)
      throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    if (type === 'TXT') return found.map((text) => text.match(/.{1,255}/g) ?? ['']);
    if (type !== 'MX') return found;
    const servers = found.map((value) => ({
      priority: Number(value.split(' ')[0]),
      exchange: value.split(' ')[1],
    }));
    return servers as unknown as string[]; // what node answers to MX, and mailauth's types forget
  };
}

const TYPES: Record<number, Type> = { 1: 'A', 12: 'PTR', 15: 'MX', 16: 'TXT', 28: 'AAAA' };

/** A name server on loopback that answers from the zone; a name under `silent.` gets no answer. Close it after use. */
export async function serveDns(zone: Zone): Promise<{ address: string; close(): Promise<void> }> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { address, port }) => {
    const reply = answer(zone, question);
    if (reply !== null) socket.send(reply, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** RFC 1035 §4: the question's header and name, then each record under a pointer to that name. */
function answer(zone: Zone, question: Buffer): Buffer | null {
  const labels: string[] = [];
  let at = 12;
  for (; question[at]; at += question[at]! + 1)
    labels.push(question.toString('latin1', at + 1, at + 1 + question[at]!));
  const name = labels.join('.');
  if (name.startsWith('silent.')) return null;
  const type = TYPES[question.readUInt16BE(at + 1)];
  const found = type === undefined ? [] : look(zone, name, type);
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8180 | (zone[name.toLowerCase()] === undefined ? 3 : 0), 2);
  head.writeUInt16BE(found.length, 6);
  head.writeUInt32BE(0, 8);
  const records = found.map((value) => {
    const data = dataOf(type!, value);
    const record = Buffer.from([0xc0, 12, 0, 0, 0, 1, 0, 0, 0, 60, 0, 0]);
    question.copy(record, 2, at + 1, at + 3);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([head, question.subarray(12, at + 5), ...records]);
}

function dataOf(type: Type, value: string): Buffer {
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  if (type === 'AAAA')
    return Buffer.from(value.split(':').flatMap((group) => [...Buffer.from(group.padStart(4, '0'), 'hex')]));
  if (type === 'PTR') return nameBytes(value);
  if (type === 'TXT') return Buffer.concat((value.match(/.{1,255}/g) ?? ['']).map(counted));
  const [priority, host] = value.split(' ');
  return Buffer.concat([Buffer.from([0, Number(priority)]), nameBytes(host!)]);
}

const counted = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);

const nameBytes = (name: string): Buffer =>
  Buffer.concat([...name.split('.').map(counted), Buffer.from([0])]);
