import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { World } from '../../kit/command.js';
import { workerFile } from '../../kit/worker-file.js';
import { type BenchReport, machine, round } from '../measure.js';
import type { Found, Order } from './send-child.js';

const CONNECTIONS = 5;
// Parts and peers need fewer letters for as sound a figure; only memory wants all of them.
const ENOUGH = 5_000;
const PEERS = ['nodemailer pool', 'nodemailer pool, tuned', 'our composer over nodemailer'];
const FEWER = 5;

/**
 * `count` signed Russian digests of 60 KB over 5 connections into a sink on this machine that keeps nothing and is not
 * counted. CPU a letter of our whole path (composed, signed, sent up to the gate, gate, end, reply; the database left
 * out), of the composer alone and of the RSA signature alone; 100,000 letters show whether memory stays as it is. Beside
 * it a fifth as many letters through Nodemailer's pool as it is shipped, tuned, and our composer over Nodemailer's
 * connection. Each in a process of its own.
 */
export async function benchMail({ db }: World, count: number): Promise<BenchReport> {
  const sink = child('./sink-child');
  try {
    const [port] = (await once(sink, 'message')) as [number];
    const url = `smtp://127.0.0.1:${port}`;
    const run = (side: string, letters: number) => measured({ side, url, letters, connections: CONNECTIONS });
    const fewer = Math.min(ENOUGH, Math.max(20, Math.ceil(count / FEWER)));
    const whole = await run('ours', count);
    const composer = await run('composer', Math.min(ENOUGH, count));
    const signature = await run('signature', Math.min(ENOUGH, count));
    const peers: Record<string, Found> = {};
    for (const name of PEERS) peers[name] = await run(name, fewer);
    return {
      bench: 'mail',
      ours: {
        letters: count,
        ...whole,
        composerCpuMs: composer.cpuMs,
        signatureCpuMs: signature.cpuMs,
        lessSignatureCpuMs: round(whole.cpuMs - signature.cpuMs, 3),
      },
      peers: Object.fromEntries(Object.entries(peers).map(([name, found]) => [name, { ...found }])),
      ratios: Object.fromEntries(
        Object.entries(peers).map(([name, { cpuMs }]) => [`${name} (CPU)`, round(cpuMs / whole.cpuMs)]),
      ),
      machine: await machine((sql) => db.query(sql)),
    };
  } finally {
    sink.disconnect();
  }
}

async function measured(order: Order): Promise<Found> {
  const process = child('./send-child');
  process.send(order);
  const [found] = await Promise.race([
    once(process, 'message') as Promise<[Found]>,
    once(process, 'exit').then(([code]) => {
      throw new Error(`The part "${order.side}" of the benchmark ended early (${code}).`);
    }),
  ]);
  return found;
}

const child = (name: string): ChildProcess => fork(workerFile(import.meta.url, name));
