import type { Employment, Schedule, WorkFormat } from '../../language/filters.js';

/** What one word of a board means in ours; nothing at all where the word says nothing on purpose. */
export interface Meaning {
  schedule?: Schedule;
  employment?: Employment;
  workFormat?: WorkFormat;
}

// One line a meaning: schedule / employment / work format = all its ways of writing, folded. '-' means nothing on
// purpose: how grown-up somebody should be is left alone, and hours a day are no schedule.
// A hybrid job is found under "flexible", for that is the nearest that a person can ask for.
const MEANINGS = new Map(
  `full-day// = полный день, полный рабочий день, фиксированный график, fullday, full-day, full day, full_day, дневной, дневная, пятидневка, пятидневная рабочая неделя, будни, office hours, стандартный график
  shift// = сменный график, сменный, сменная, сменный график работы, сменная работа, смены, сменами, посменно, посменная, посменный график, скользящий график, суточный, сутки через трое, ночные смены, ночные, shift, shifts, shift work, shift_work, rotating shifts, night shift
  flexible// = гибкий график, гибкий, гибкое, гибкая, гибкий график работы, гибкое рабочее время, гибкий рабочий день, flexible, flexible hours, flextime, flexitime, свободный график, свободный, свободное, по договоренности, ненормированный, ненормированный рабочий день, ненормированный день, ненормированный график
  flexible//hybrid = hybrid, hybrid remote, hybrid work, гибрид, гибридный, гибридная, гибридно, гибридный формат, гибридный формат работы, гибридный график, офис/удаленка, частично удаленно, частично удаленная, можно удаленно частично, teletrabalho parcial
  remote//remote = удаленная работа, удаленная, удаленный, удаленно, удаленка, удаленный формат, удаленная занятость, полностью удаленно, полностью удаленная работа, на дому, надомная работа, надомная, из дома, дистанционная работа, дистанционная, дистанционный, дистанционно, можно удаленно, работа на дому, remote, fully remote, full remote, remote work, remote only, 100% remote, telecommute, telecommuting, telework, work from home, work_from_home, home office, home-office, homeoffice, wfh, distributed
  fly-in// = вахтовый метод, вахта, вахтовый, вахтовая, вахтовая работа, вахтовым методом, работа вахтовым методом, flyinflyout, fly-in, fly-in-fly-out, fly_in_fly_out, fifo
  //on-site = на месте работодателя, на месте, на территории работодателя, офис, в офисе, работа в офисе, офисный, офисная, очно, on_site, on-site, onsite, on site, office, in office, in-office, in person, in-person, in_person
  //field = разъездная, разъездной, разъездная работа, разъездной характер, разъездной характер работы, выездная, выездная работа, на выезде, field_work, field work, field, fieldwork, travelling, traveling
  /full/ = полная занятость, полная, full, fulltime, full_time, full-time, full time, full time employment, полный рабочий день (40 часов), штатная, постоянная работа, постоянная занятость, постоянная, в штат, permanent, regular, employee, full time permanent, fulltime permanent, full-time permanent, permanent full-time, permanent full time, festanstellung, vollzeit, heltid, tillsvidareanstallning, tempo integral, clt, directhire, direct hire, direct_hire
  /part/ = частичная занятость, частичная, частично, неполная занятость, неполная, part, parttime, part_time, part-time, part time, неполный рабочий день, неполный, неполный день, неполное рабочее время, неполная рабочая неделя, подработка, совместительство, по совместительству, по выходным, только по выходным, работа только по сб и вс, можно сменами по 4-6 часов в день, можно работать сменами по 4-6 часов в день, only_saturday_and_sunday, from_four_to_six_hours_in_a_day, weekend, weekends, mini job, mini-job, minijob, teilzeit, deltid
  /project/ = проектная работа, проектная, проектная занятость, проект, проектная работа/разовое задание, проектная работа или разовое задание, разовое задание, разовая работа, project, project work, contract, contract work, contractor, contract_to_hire, contract to hire, independent_contractor, freelance, freelancer, selfemployed, self-employed, self employed, фриланс, гпх, договор гпх, самозанятость, самозанятый, оказание услуг, pj, per_diem, per diem, b2b
  /internship/ = стажировка, стажер, практика, internship, intern, interns, probation, trainee, traineeship, apprenticeship, werkstudent, working student, praktikum, praktik, estagio, возможна стажировка
  /volunteer/ = волонтерство, волонтер, волонтерская работа, волонтерская деятельность, volunteer, volunteering, voluntary
  /temporary/ = временная, временная работа, временная занятость, срочный трудовой договор, срочная, сезонная, сезонная работа, сезонная занятость, temporary, temp, temporarytohire, temp to hire, seasonal, fixed term, fixed-term, fixed_term, fixed term contract, temporario
  - = не имеет значения, не указан, не указана, не указано, нет данных, любой, любая, любое, unknown, unspecified, other, any, none, not stated, not specified, not applicable, нет, другое, другой, другая, иное, -, можно начинать работать после 16:00, start_after_sixteen, experienced, professional, professional / experienced, mid, junior, senior, lead, student, entry level, executive, management, geschaftsleitung, berufserfahren, berufseinstieg, vanlig anstallning, tills vidare`
    .split('\n')
    .flatMap((line) => {
      const [meaning, words] = line.trim().split(' = ') as [string, string];
      const [schedule, employment, workFormat] = meaning === '-' ? [] : meaning.split('/');
      const read = {
        ...(schedule && { schedule }),
        ...(employment && { employment }),
        ...(workFormat && { workFormat }),
      } as Meaning;
      return words.split(', ').map((word) => [word, read] as const);
    }),
);

/** What a folded word means, or undefined where no dictionary has it. */
export const meaningOf = (word: string): Meaning | undefined => MEANINGS.get(bare(word)) ?? daysOf(word);

// «ä», «ã» and the like as their letters; «й» was folded with its mark on, and stays.
const bare = (word: string): string =>
  /[à-ž]/.test(word) ? word.normalize('NFD').replace(/(?<=[a-z])\p{M}+/gu, '') : word;

/** «2/2», THREE_ON_TWO_OFF: days worked and days off. Up to a week is shift work, but 5/2, 6/1 and 7/0 are whole weeks. */
function daysOf(word: string): Meaning | undefined {
  if (HOURS.test(word)) return {};
  const [, kind = '', days = word] =
    /^(вахта|вахтой|график(?: работы)?|сменный(?: график)?|смены) (\d.*)$/u.exec(word) ?? [];
  const named = /^([a-z]+)_on_([a-z]+)_off$/.exec(days);
  const [on, off] = named ? [NUMBERS.indexOf(named[1]!), NUMBERS.indexOf(named[2]!)] : numbersIn(days);
  if (on === undefined || off === undefined || on < 1 || off < 0) return undefined;
  if (on + off >= 21 || kind.startsWith('вахт')) return { schedule: 'fly-in' };
  return { schedule: on + off === 7 && on >= 5 ? 'full-day' : 'shift' };
}

const NUMBERS = 'zero one two three four five six seven'.split(' ');
const HOURS = /^(?:hours_\d{1,2}|\d{1,2} ?час(?:а|ов)?|\d{1,2} ?hours)$/;

function numbersIn(word: string): [number, number] | [] {
  const found = /^(\d{1,2})\s*(?:\/|через|на)\s*(\d{1,2})(?:\s*\/\s*\d{1,2})*$/u.exec(word);
  return found === null ? [] : [Number(found[1]), Number(found[2])];
}
