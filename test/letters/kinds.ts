import { generateKeyPairSync } from 'node:crypto';
import { composeDigest } from '../../src/compose/compose-digest.js';
import { digestHeaders } from '../../src/compose/digest-headers.js';
import type { DigestLetter } from '../../src/compose/digest-letter.js';
import type { Signer } from '../../src/deliver/dkim.js';
import { dkimName, dkimRecord } from '../../src/deliver/doctor/records.js';
import type { LetterDraft } from '../../src/deliver/letter-draft.js';
import type { OutgoingLetter } from '../../src/deliver/mailer.js';
import { composeMessage } from '../../src/deliver/message.js';
import { returnPath, unsubscribeMailbox } from '../../src/deliver/return-path.js';
import { LANGUAGES, type Language } from '../../src/kit/i18n.js';
import { links } from '../../src/kit/links.js';
import { createRenderer } from '../../src/kit/render.js';
import { type AskedFor, askedLetter, loginLetter } from '../../src/subscribe/letters.js';
import { aFigure, aLetter, aSearch, aVacancy, idOf, longest, plain } from '../compose/letters.js';
import { reversed, type Zone } from '../support/dns-zone.js';

export const FROM = { name: 'Вестник', address: 'jobs@example.org' };
const AT = new Date('2026-11-24T06:00:00Z');
export const TO = 'anna.petrova@mail.example';
/** Where letters leave from: an address that looks routable, for SpamAssassin takes 1.3 for one out of an example. */
export const RELAY = { name: 'mail.example.org', address: '185.71.76.20' };

export const renderer = createRenderer();

/** A digest of so many vacancies; of more than 40 the best 40 stand in it. */
export const digestOf = (found: number, language: Language = 'ru'): DigestLetter =>
  aLetter({
    reader: { language, zone: 'Europe/Moscow', now: AT },
    found,
    searches: [aSearch({ found, figure: aFigure() })],
    vacancies: Array.from({ length: Math.min(found, 40) }, (_, i) =>
      aVacancy({
        id: String(1000 + i),
        title: plain(TITLES[i % TITLES.length]!),
        employer: EMPLOYERS[i % EMPLOYERS.length]!,
        pay: { from: 80_000 + 5000 * i, to: null, currency: 'RUB', gross: true, period: 'month' },
      }),
    ),
    sender: FROM,
  });

const TITLES = [
  'Аналитик данных',
  'Слесарь-ремонтник 5 разряда',
  'Бухгалтер на первичную документацию',
  'Врач-терапевт',
];
const EMPLOYERS = ['Ромашка', 'Василёк и сыновья', 'Городская больница № 4', 'R&D Центр'];

/** What comes from strangers at its worst: right to left, emoji, a thousand characters. */
export const awkward = (): DigestLetter =>
  aLetter({
    found: 3,
    searches: [aSearch({ name: 'مهندس 👩‍🔧 <b>R&D</b>', found: 3, figure: aFigure() })],
    vacancies: [
      aVacancy({
        id: '1',
        title: plain('مهندس برمجيات في موسكو'),
        employer: 'شركة "النور"',
        places: ['תל אביב'],
      }),
      aVacancy({ id: '2', title: plain('👩🏽‍💻 Разработчица 🇷🇺 ❤️‍🔥'), employer: '🌼 Ромашка' }),
      aVacancy({ id: '3', title: plain('Ы'.repeat(1000)), employer: 'Щ'.repeat(500) }),
    ],
  });

const tools = {
  renderer,
  links: links('https://vestnik.example.org'),
  secret: Buffer.alloc(32, 7),
  operator: FROM,
};

const settings = (language: Language) => ({
  language,
  zone: 'Europe/Moscow',
  sendAt: '09:00',
  days: [1, 2, 3, 4, 5],
});
const token = `17.${'A'.repeat(22)}`;
const name = 'аналитик данных · Москва';

const recipient = (language: Language) => ({ subscriberId: '17', email: TO, settings: settings(language) });

const asked = (language: Language, what: AskedFor): LetterDraft =>
  askedLetter({ to: recipient(language), asked: what, token, name }, tools, AT);

function digest(letter: DigestLetter): LetterDraft {
  const { language } = letter.reader;
  return {
    ...asked(language, 'new'),
    id: idOf(77),
    messageKey: 'slot:2026-11-24',
    kind: 'digest',
    priority: 9,
    ...composeDigest(renderer, letter),
    headers: digestHeaders(letter.links, { kind: letter.kind, language, domain: 'example.org' }),
  };
}

const inEach = (language: Language): [string, LetterDraft][] => [
  ...[1, 12, 500].map((n): [string, LetterDraft] => [`digest of ${n}`, digest(digestOf(n, language))]),
  ...(['new', 'add', 'full', 'already'] as const).map((what): [string, LetterDraft] => [
    `answer to a form (${what})`,
    asked(language, what),
  ]),
  ['link to log in', loginLetter({ to: recipient(language), token }, tools, AT)],
];

/** Every letter that people get, by name, in every language, and the worst of them. */
export function allLetters(createdAt = AT): Map<string, OutgoingLetter> {
  const drafts: [string, LetterDraft][] = [
    ...LANGUAGES.flatMap((language) =>
      inEach(language).map(([kind, draft]): [string, LetterDraft] => [`${kind}, ${language}`, draft]),
    ),
    ['digest asked for, ru', digest({ ...digestOf(3), kind: 'asked' })],
    ['awkward digest, ru', digest(awkward())],
    ['longest digest, ru', digest(longest())],
  ];
  return new Map(drafts.map(([kind, draft]) => [kind, { ...draft, createdAt }]));
}

/** A key of the tests' own, at `test._domainkey.example.org`. */
export const signer: Signer = {
  domain: 'example.org',
  selector: 'test',
  key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
};

/** As the relay gets it. */
export const signed = (letter: OutgoingLetter): Buffer =>
  composeMessage(letter, {
    from: FROM,
    signer,
    idempotencyHeader: null,
    unsubscribeMailbox: (each) => unsubscribeMailbox(Buffer.alloc(32), each, 'bounce.example.org'),
  });

/** What DNS says of whoever sends them. */
export const mailZone: Zone = {
  [dkimName(signer)]: { TXT: [dkimRecord(signer)] },
  'example.org': { TXT: ['v=spf1 -all'], MX: [`10 ${RELAY.name}`], A: [RELAY.address] },
  'bounce.example.org': { TXT: [`v=spf1 ip4:${RELAY.address} -all`], MX: [`10 ${RELAY.name}`] },
  '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] },
  [RELAY.name]: { A: [RELAY.address] },
  [reversed(RELAY.address)]: { PTR: [RELAY.name] },
};

/** As it lies in the reader's box: what the relay made of it, under what the reader's server wrote above. */
export function received(letter: OutgoingLetter): Buffer {
  const at = letter.createdAt.toUTCString().replace('GMT', '+0000');
  const above = [
    `Return-Path: <${returnPath(Buffer.alloc(32), letter, 'bounce.example.org')}>`,
    `Received: from ${RELAY.name} (${RELAY.name} [${RELAY.address}])`,
    '\tby mx.mail.example (Postfix) with ESMTPS id 4F1C2A3B',
    `\tfor <${TO}>; ${at}`,
  ];
  return Buffer.concat([Buffer.from(`${above.join('\r\n')}\r\n`), signed(letter)]);
}
