import type { DemoEmployer, Profession } from './content.js';
import type { Dice } from './dice.js';

/** What one demo vacancy asks for and offers. */
export interface DemoTerms {
  title: string;
  experience: string;
  schedule: string;
  employment: string;
}

/** The text of a demo vacancy as HTML, several paragraphs and lists, at least 500 characters of text. Names no employer and no city. */
export function composeBody(
  dice: Dice,
  { profession, employer, terms }: { profession: Profession; employer: DemoEmployer; terms: DemoTerms },
): string {
  const paragraph = (text: string) => `<p>${text}</p>`;
  const [duties, requirements, conditions] = dice.pick(HEADINGS);
  return [
    paragraph(`${employer.about} ${dice.pick(OPENINGS).replace('{title}', terms.title)}`),
    list(duties, dice.some(profession.duties, dice.whole(4, profession.duties.length))),
    list(requirements, requirementsOf(dice, profession, terms)),
    list(conditions, conditionsOf(dice, profession, terms)),
    paragraph(dice.pick(CLOSINGS)),
  ].join('\n');
}

function requirementsOf(dice: Dice, { requirements }: Profession, { experience }: DemoTerms): string[] {
  const years = YEARS[experience];
  const possible = years ? requirements : requirements.filter((line) => !line.includes(PLACE_OF_YEARS));
  const asked = dice.some(possible, dice.whole(3, possible.length));
  return asked.map((line) => line.replace(PLACE_OF_YEARS, years ?? ''));
}

function conditionsOf(dice: Dice, { conditions }: Profession, terms: DemoTerms): string[] {
  return [
    ...(BY_EMPLOYMENT[terms.employment] ?? []),
    dice.pick(BY_SCHEDULE[terms.schedule]!),
    ...conditions,
    ...dice.some(COMMON, dice.whole(2, 3)),
  ];
}

const list = (heading: string, lines: readonly string[]): string =>
  `<p><strong>${heading}</strong></p>\n<ul>\n${lines.map((line) => `<li>${line};</li>`).join('\n')}\n</ul>`.replace(
    /;(<\/li>\n<\/ul>)$/,
    '.$1',
  );

const PLACE_OF_YEARS = '{стаж}';
const YEARS: Record<string, string> = { '1-3': 'от года', '3-6': 'от трёх лет', '6+': 'от шести лет' };

const HEADINGS = [
  ['Обязанности:', 'Требования:', 'Условия:'],
  ['Чем предстоит заниматься:', 'Что для нас важно:', 'Что мы предлагаем:'],
  ['Задачи:', 'Ждём от вас:', 'Мы предлагаем:'],
  ['Что нужно делать:', 'Кого ищем:', 'Условия работы:'],
] as const;

const OPENINGS = [
  'Открыта вакансия «{title}».',
  'Расширяем команду: свободна должность «{title}».',
  'Ищем человека надолго на должность «{title}».',
  'Работы стало больше, и одному отделу уже не справиться. Должность — «{title}».',
  'Прежний сотрудник пошёл на повышение, и место «{title}» свободно.',
  'Открыли новое направление и собираем для него людей. Вакансия — «{title}».',
];

const CLOSINGS = [
  'Откликайтесь: ответим в течение двух рабочих дней, даже если откажем.',
  'Напишите несколько слов о себе — длинное резюме не нужно.',
  'Собеседование одно, с будущим руководителем, решение сообщаем за три дня.',
  'Приходите познакомиться: покажем рабочее место и ответим на вопросы.',
  'Выйти на работу можно сразу или после отработки на прежнем месте.',
  'Если сомневаетесь, подойдёт ли вам эта работа, всё равно откликайтесь — обсудим.',
];

const COMMON = [
  'заработная плата два раза в месяц, без задержек',
  'оплачиваемый отпуск и больничные',
  'испытательный срок с той же оплатой',
  'премия по итогам квартала',
  'добровольное медицинское страхование после года работы',
  'подарки детям и помощь в трудных случаях',
  'вежливый руководитель и понятные задачи',
  'возможность роста: половина начальников выросла внутри компании',
];

const BY_SCHEDULE: Record<string, readonly string[]> = {
  'full-day': [
    'пятидневная неделя, суббота и воскресенье свободны',
    'полный рабочий день, пять дней через два',
  ],
  shift: ['сменный график, расписание известно на месяц вперёд', 'работа по сменам, пожелания учитываем'],
  flexible: ['гибкий график, часы согласуем вместе', 'свободное расписание в пределах недели'],
  remote: ['удалённая работа из любого города', 'работа из дома, встречи по видеосвязи'],
  'fly-in': ['вахта тридцать дней через тридцать, проезд оплачиваем', 'вахтовый метод, жильё и питание наши'],
};

const BY_EMPLOYMENT: Record<string, readonly string[]> = {
  full: ['оформление по трудовому договору с первого дня'],
  part: ['частичная занятость, от четырёх часов в день'],
  project: ['договор на проект с оплатой по этапам'],
  temporary: ['срочный договор на сезон, который можно продлить'],
  internship: ['оплачиваемая стажировка три месяца, затем работа в штате'],
};
