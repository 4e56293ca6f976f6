import fc from 'fast-check';
import type { Fields } from '../../src/language/document.js';

// Words that went wrong somewhere: joined names, signs, stop words, look-alikes, forms of one stem, licences.
const WORDS =
  `java Java python Python3 C C++ С++ C# С# .NET net ASP.NET Node.js nodejs node js html HTML5 R&D CI/CD
  backend back-end Back Backender end front-end frontend fullstack full-stack developer
  1С 1C 1С:Предприятие разработчик разработчики Разработка разработчиком стажёр Стажер слесарь Cлесарь менеджер
  Менеджеры продаж продажам продажи отдела бизнес-аналитик бизнес аналитик аналитика категории категорий С В E кат.
  по в на и не или the of for or L’Oréal L'Oreal hh.ru admin@hh.ru т\u0301окарь то\u00ADкарь B2B В2В водитель без`
    .trim()
    .split(/\s+/);
const SIMPLE = WORDS.filter((word) => /^[\p{L}\d]+$/u.test(word));
const STOPS = ['по', 'в', 'на', 'и', 'не', 'of', 'the', 'for'];

// Words that few vacancies have, many of one beginning.
const RARE = ['газо', 'электро', 'авто', 'тепло', 'радио', 'фото', 'агро', 'аэро'].flatMap((beginning) =>
  'механик монтаж сварщик слесарь техник цех станция бригада парк рынок центр сервис'
    .split(' ')
    .map((end) => beginning + end),
);

// What often stands together, so that phrases of three and four words fit too.
const TOGETHER = [
  'менеджер по продажам',
  'менеджеры отдела продаж',
  'водитель категории С и E',
  'разработчик Java',
];

const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom(...RARE) },
);
const words = fc.oneof({ weight: 12, arbitrary: word }, fc.constantFrom(...TOGETHER));
const text = (most: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(words, fc.constantFrom(' ', ' ', ' ', ', ', '. ', '-', ' ¶ ')), { maxLength: most })
    .map((pairs) => pairs.flat().join(''));

/** Vacancies of few words, so that they often meet. */
export const vacancies: fc.Arbitrary<Fields> = fc.record({
  title: text(5),
  company: text(3),
  skills: text(5),
  body: text(30),
});

const stop = fc.constantFrom(...STOPS);
const phrase = fc
  .tuple(
    fc.oneof(
      fc.array(word, { minLength: 2, maxLength: 4 }),
      fc.constantFrom(...TOGETHER).map((together) => [together]),
      fc.tuple(word, stop, word),
      fc.tuple(stop, word, stop, stop, word),
    ),
    fc.constantFrom('', '', '', '*'),
  )
  .map(([words, star]) => `"${words.join(' ')}${star}"`);
const prefix = fc
  .tuple(fc.constantFrom(...SIMPLE, ...RARE), fc.integer({ min: 1, max: 9 }))
  .map(([whole, letters]) => `${whole.slice(0, letters)}*`);

const { query } = fc.letrec<{ query: string; operand: string; leaf: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small' },
    tie('operand'),
    fc
      .tuple(
        tie('operand'),
        fc.constantFrom(' ', ' OR ', ' AND ', ' ИЛИ ', ' И ', ' NOT ', ' -'),
        tie('query'),
      )
      .map((parts) => parts.join('')),
  ),
  operand: fc.oneof(
    { depthSize: 'small' },
    { weight: 5, arbitrary: tie('leaf') },
    tie('query').map((inner) => `(${inner})`),
    fc.tuple(tie('operand'), tie('operand')).map(([some, others]) => `NOT (${some} -(${others}))`),
    fc
      .tuple(fc.constantFrom('NOT ', '-', '!', 'title:', 'company:', 'skills:', 'body:'), tie('operand'))
      .map((parts) => parts.join('')),
  ),
  leaf: fc.oneof({ weight: 4, arbitrary: word }, { weight: 2, arbitrary: phrase }, prefix),
}));

/** Queries over the same words, with every operator at every place. */
export const queries: fc.Arbitrary<string> = query;
