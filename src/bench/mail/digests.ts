import { randomUUID } from 'node:crypto';
import type { OutgoingLetter } from '../../deliver/mailer.js';

const DISTINCT = 50;
const VACANCIES = 29;

/** Russian digests of 29 vacancies, 60 KB on the wire: 50 different ones, each time for another person. */
export function digests(): (n: number) => OutgoingLetter {
  const made = Array.from({ length: DISTINCT }, (_, n) => digest(n));
  return (n) => ({ ...made[n % DISTINCT]!, subscriberId: String(1000 + n), to: `person${n}@mail.example` });
}

function digest(n: number): OutgoingLetter {
  const vacancies = Array.from({ length: VACANCIES }, (_, place) => vacancyOf(n * VACANCIES + place));
  return {
    subscriberId: '0',
    id: randomUUID(),
    messageKey: `slot:2026-11-24:${n}`,
    kind: 'digest',
    createdAt: new Date('2026-11-24T06:00:00Z'),
    to: 'nobody@mail.example',
    subject: `${VACANCIES} новых вакансий: «${TITLES[n % TITLES.length]}» и ещё два поиска`,
    headers: {
      'List-Unsubscribe': `<https://vestnik.example/u/1.${'x'.repeat(90)}>, <mailto:u+${'y'.repeat(58)}@vestnik.example>`,
      'Feedback-ID': 'digest:daily:vestnik:vestnik.example',
      'X-Postmaster-Msgtype': 'digest',
      'Content-Language': 'ru',
    },
    html: `<!doctype html><html lang="ru" dir="ltr"><body>${vacancies.map(htmlOf).join('\n')}</body></html>`,
    text: vacancies.map(textOf).join('\n\n'),
  };
}

interface Line {
  title: string;
  employer: string;
  city: string;
  pay: string;
  link: string;
  words: string;
}

const TITLES = [
  'Слесарь-сборщик',
  'Бухгалтер по расчёту заработной платы',
  'Программист 1С',
  'Медсестра',
  'Водитель категории C',
];
const CITIES = ['Казань', 'Нижний Новгород', 'Екатеринбург', 'Санкт-Петербург', 'Ростов-на-Дону'];

const vacancyOf = (n: number): Line => ({
  title: TITLES[n % TITLES.length]!,
  employer: `ООО «Северный завод № ${n}»`,
  city: CITIES[(n * 3) % CITIES.length]!,
  pay: `от ${60 + (n % 90)} 000 до ${90 + (n % 120)} 000 ₽ в месяц до вычета налогов`,
  link: `https://vestnik.example/vacancies/${100_000 + n}?from=digest`,
  words:
    'Сменный график, оформление по трудовому договору, обучение за счёт работодателя, столовая и автобус от метро.',
});

const htmlOf = ({ title, employer, city, pay, link, words }: Line): string => `
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border:0;margin:0 0 16px">
<tr><td style="font:600 17px/1.35 Arial,sans-serif;color:#1a1a1a"><a href="${link}" style="color:#0b57d0">${title}</a></td></tr>
<tr><td style="font:15px/1.4 Arial,sans-serif;color:#1a1a1a">${employer}, ${city}</td></tr>
<tr><td style="font:600 15px/1.4 Arial,sans-serif;color:#1a1a1a">${pay}</td></tr>
<tr><td style="font:14px/1.4 Arial,sans-serif;color:#555">${words}</td></tr>
<tr><td style="font:13px/1.4 Arial,sans-serif;color:#555">Подходит поискам: «${title.toLowerCase()}»</td></tr>
</table>`;

const textOf = ({ title, employer, city, pay, link, words }: Line): string =>
  `${title}\n${employer}, ${city}\n${pay}\n${words}\n${link}`;
