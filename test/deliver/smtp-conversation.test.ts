import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Gate, Outcome, OutgoingLetter } from '../../src/deliver/mailer.js';
import type { SmtpMailer } from '../../src/deliver/smtp-mailer.js';
import { offers, type ScriptedRelay, startScript } from './scripted-relay.js';
import { draft, NOW, open, smtpMailer } from './support.js';

let relay: ScriptedRelay;
let mailer: SmtpMailer;
afterEach(async () => {
  mailer?.close();
  await relay?.end();
});

const letter = (given: Partial<OutgoingLetter> = {}): OutgoingLetter => ({
  ...draft(),
  createdAt: NOW,
  ...given,
});

/** Starts a relay by script, and a mailer that waits at most `patience` ms for anything. */
async function start(
  script?: Parameters<typeof startScript>[0],
  { greeting = '220 relay', patience = 2000, query = '' } = {},
) {
  relay = await startScript(script, greeting);
  mailer = smtpMailer(relay.url + query, { patience });
}

const send = (gate: Gate = open, given: Partial<OutgoingLetter> = {}): Promise<Outcome> =>
  mailer.send(letter(given), gate);
const commands = (): string[] => relay.heard.flat().map((line) => line.split(/[ :]/)[0] ?? '');
const large = { html: 'x'.repeat(12_000_000) };
const later = () => wait(100, true);

describe('the end of a letter is held back until the gate opens', () => {
  test('while it is shut the relay has all but the end; then the letter is whole', async () => {
    await start();
    let heardBefore: string[] = [];
    const outcome = await send(async () => {
      await wait(50);
      heardBefore = commands();
      return true;
    });
    expect(outcome).toMatchObject({ kind: 'sent', code: 250, enhanced: '2.0.0', relayId: 'Ok' });
    expect(heardBefore).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA']);
    expect(commands()).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA', 'LETTER']);
  });

  test('a gate that stays shut drops the connection: no relay can take half a letter', async () => {
    await start();
    expect(await send(async () => false)).toEqual({ kind: 'withheld' });
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(relay.heard).toHaveLength(2);
    expect(relay.heard[0]).not.toContain('LETTER');
  });

  test('a gate that breaks is thrown on, and nothing left', async () => {
    await start();
    const gate = async () => {
      throw new Error('the database is gone');
    };
    await expect(send(gate)).rejects.toThrow('the database is gone');
    expect(commands()).not.toContain('LETTER');
  });

  test('a relay that hangs up while the gate is asked has surely not taken it', async () => {
    await start((line, socket) => {
      if (line === 'DATA') setTimeout(() => socket.destroy(), 30);
      return undefined;
    });
    expect(await send(later)).toMatchObject({ kind: 'link' });
  });

  test('the gate is not asked for a letter that the relay has refused', async () => {
    await start((line) => (line.startsWith('RCPT') ? '550 5.1.1 nobody here' : undefined));
    const gate = jest.fn(open);
    expect(await send(gate)).toMatchObject({ kind: 'refused', code: 550, enhanced: '5.1.1' });
    expect(gate).not.toHaveBeenCalled();
  });
});

describe('a relay that misbehaves', () => {
  test.each([
    ['says no before the letter has ended', '552 5.3.4 too much', 'refused'],
    ['says yes before the letter has ended', '250 2.0.0 Ok', 'link'],
  ])('%s: nothing was taken', async (_, early, kind) => {
    await start((line, socket) => {
      if (line === 'DATA') setTimeout(() => socket.write(`${early}\r\n`), 30);
      return undefined;
    });
    expect(await send(later)).toMatchObject({ kind });
    expect(commands()).not.toContain('LETTER');
  });

  test('stops reading in mid-body: the link is bad, the letter surely not taken', async () => {
    await start(
      (line, socket) => {
        if (line === 'DATA') setImmediate(() => socket.pause());
        return line.startsWith('EHLO') ? offers(['relay.example', 'PIPELINING']) : undefined;
      },
      { patience: 400 },
    );
    const gate = jest.fn(open);
    expect(await send(gate, large)).toMatchObject({ kind: 'link', reason: 'no answer within 0 seconds' });
    expect(gate).not.toHaveBeenCalled();
  });

  test('never answers the end: only this is doubt', async () => {
    await start((line) => (line === 'LETTER' ? null : undefined), { patience: 3000 });
    expect(await send()).toMatchObject({ kind: 'inDoubt', code: null });
  });

  test.each([
    ['the greeting', 'EHLO', 'link'],
    ['the recipient', 'RCPT', 'link'],
    ['the letter', 'LETTER', 'inDoubt'],
  ])('answers %s with 8 MB and no end', async (_, at, kind) => {
    await start((line, socket) => {
      if (!line.startsWith(at)) return undefined;
      for (let n = 0; n < 8; n += 1) socket.write(`250-${'x'.repeat(1_000_000)}`);
      return null;
    });
    expect(await send()).toMatchObject({ kind, reason: 'the relay answered without an end' });
  });

  test('is no mail server at all', async () => {
    await start(undefined, { greeting: 'HTTP/1.1 400 Bad Request' });
    expect(await send()).toMatchObject({ kind: 'link', reason: 'the relay does not speak SMTP' });
  });

  test('does not greet', async () => {
    relay = await startScript(undefined, null);
    mailer = smtpMailer(relay.url, { patience: 200 });
    expect(await send()).toMatchObject({ kind: 'link' });
  });

  test('says goodbye while it is idle: the next letter goes over a fresh connection', async () => {
    await start((line, socket) => {
      if (line === 'LETTER') setTimeout(() => socket.end('421 4.4.2 idle for too long\r\n'), 20);
      return undefined;
    });
    expect(await send()).toMatchObject({ kind: 'sent' });
    await wait(80);
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(relay.heard).toHaveLength(2);
  });

  test('asks for a letter whose recipient it refused: the refusal counts, and the next letter is sent', async () => {
    await start((line, _, connection) =>
      line.startsWith('RCPT') && connection === 1 ? '550 5.1.1 no' : undefined,
    );
    expect(await send()).toMatchObject({ kind: 'refused', code: 550 });
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(relay.heard).toHaveLength(2);
  });

  test('refuses and hangs up at once: the refusal counts', async () => {
    await start((line, socket) => {
      if (!line.startsWith('MAIL')) return undefined;
      socket.end('452 4.3.1 full\r\n');
      return null;
    });
    expect(await send()).toMatchObject({ kind: 'retry', code: 452 });
  });
});

describe('one conversation after another', () => {
  const pickyOnce = (line: string, heard: () => string[][]) => {
    const isFirst =
      heard()
        .flat()
        .filter((said) => said.startsWith('RCPT')).length === 1;
    if (line.startsWith('RCPT') && isFirst) return '450 4.2.0 later';
    return line === 'DATA' && isFirst ? '503 5.5.1 no recipient' : undefined;
  };

  test('after a refused recipient the next letter begins with RSET, on the same connection', async () => {
    await start((line) => pickyOnce(line, () => relay.heard));
    expect(await send()).toMatchObject({ kind: 'retry', code: 450 });
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(relay.heard).toHaveLength(1);
    expect(commands().slice(4)).toEqual(['RSET', 'MAIL', 'RCPT', 'DATA', 'LETTER']);
  });

  test('a relay without PIPELINING is asked one thing at a time', async () => {
    let ahead = false;
    await start((line, socket) => {
      if (line.startsWith('EHLO')) return offers(['relay.example']);
      if (!line.startsWith('MAIL')) return undefined;
      socket.once('data', () => (ahead = true));
      setTimeout(() => {
        socket.removeAllListeners('never');
        expect(ahead).toBe(false);
        socket.write('250 2.1.0 Ok\r\n');
      }, 50);
      return null;
    });
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(commands()).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA', 'LETTER']);
    expect(relay.heard.flat()[1]).not.toContain('SIZE');
  });

  test('replies of many lines and in pieces are one reply each', async () => {
    await start((line, socket) => {
      if (line !== 'LETTER') return undefined;
      socket.write('550-5.7.1 Письмо отк');
      setTimeout(() => socket.write('лонено\r\n550 5.7.1 see the rules\r\n'), 20);
      return null;
    });
    expect(await send()).toMatchObject({
      kind: 'refused',
      enhanced: '5.7.1',
      reason: '550 5.7.1 Письмо отклонено see the rules',
    });
  });

  test('a letter larger than the relay takes is refused without a word, an address beyond ASCII too', async () => {
    await start();
    expect(await send(open, large)).toMatchObject({ kind: 'refused', code: null, enhanced: '5.3.4' });
    expect(await send(open, { to: 'анна@mail.example' })).toMatchObject({
      kind: 'refused',
      enhanced: '5.6.7',
    });
    expect(commands()).toEqual(['EHLO']);
  });

  test('an address beyond ASCII goes to a relay that takes it', async () => {
    await start((line) => (line.startsWith('EHLO') ? offers(['relay.example', 'SMTPUTF8']) : undefined));
    expect(await send(open, { to: 'анна@почта.рф' })).toMatchObject({ kind: 'sent' });
    const [, from, to] = relay.heard.flat();
    expect(from).toMatch(/^MAIL FROM:<jobs@vestnik\.example> SMTPUTF8$/);
    expect(Buffer.from(to ?? '', 'latin1').toString()).toBe('RCPT TO:<анна@xn--80a1acny.xn--p1ai>');
  });
});

describe('logging in', () => {
  const withLogin = (url: string) => url.replace('smtp://', 'smtp://user:p%40ss@');
  const ready = async (script?: Parameters<typeof startScript>[0]) => {
    relay = await startScript(script);
    mailer = smtpMailer(withLogin(relay.url), { patience: 1000 });
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test('by PLAIN where it is offered', async () => {
    await ready();
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(relay.heard[0]?.[1]).toBe(`AUTH PLAIN ${base64('\0user\0p@ss')}`);
  });

  test('else by LOGIN', async () => {
    await ready((line) => {
      if (line.startsWith('EHLO')) return offers(['relay.example', 'AUTH LOGIN']);
      return line === 'AUTH LOGIN' || line === base64('user') ? '334 go on' : undefined;
    });
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(relay.heard[0]?.slice(1, 4)).toEqual(['AUTH LOGIN', base64('user'), base64('p@ss')]);
  });

  test('in vain, or where nothing is offered, it is the link that is bad', async () => {
    await ready((line) => (line.startsWith('AUTH') ? '535 5.7.8 wrong' : undefined));
    expect(await send()).toMatchObject({ kind: 'link', code: 535 });
    await relay.end();
    await ready((line) => (line.startsWith('EHLO') ? offers(['relay.example']) : undefined));
    expect(await send()).toMatchObject({ kind: 'link', reason: expect.stringContaining('no way to log in') });
  });
});

describe('TLS', () => {
  test('that is required and not offered: nothing is said in the clear', async () => {
    await start((line) => (line === 'STARTTLS' ? '502 5.5.1 not here' : undefined), {
      query: '/?requireTLS=true',
    });
    expect(await send()).toMatchObject({ kind: 'link', code: 502 });
    expect(commands()).toEqual(['EHLO', 'STARTTLS']);
  });

  test('that begins with words slipped in before it is given up', async () => {
    await start((line) => (line === 'STARTTLS' ? '220 go on\r\n250 2.0.0 injected' : undefined), {
      query: '/?requireTLS=true',
    });
    expect(await send()).toMatchObject({ kind: 'link' });
    expect(commands()).toEqual(['EHLO', 'STARTTLS']);
  });

  test('that fails is a fault of the link', async () => {
    await start((line) => (line === 'STARTTLS' ? '220 go on\r\n' : undefined), {
      query: '/?requireTLS=true',
      patience: 400,
    });
    expect(await send()).toMatchObject({ kind: 'link' });
  });
});
