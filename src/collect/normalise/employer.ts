import { remembered } from '../../kit/remembered.js';
import { foldWords } from './clean.js';

// Legal forms of Russia and its neighbours, and the common foreign ones; none of them tells two companies apart.
const FORMS = new Set(
  `ооо оао зао пао ао нао одо ип тоо тдо чп чуп уп руп куп соо сооо сзао гуп муп фгуп фку фгку фгбу фгбоу фгау гбу гау гку
  мбу мау мку маоу мбоу гбоу гбуз огбуз мбдоу мадоу гапоу гбпоу нко ано оо тсж снт llc ltd inc corp gmbh ag jsc ojsc pjsc cjsc plc llp sarl
  sro oy ab bv srl`.split(/\s+/),
);

const SPELLED_OUT =
  /(?:общество с (?:дополнительной|ограниченной) ответственностью|(?:открытое |закрытое |публичное |непубличное )?акционерное общество|индивидуальный предприниматель|товарищество с ограниченной ответственностью)/gu;

/** An employer's name for comparing: lower case, ё as е, no quotes, no legal form. «ООО "Ромашка"» = «Ромашка». */
export const employerKey = remembered((name: string): string => {
  const folded = foldWords(name);
  const words = folded
    .replace(SPELLED_OUT, ' ')
    .replace(/\bco\.|,? l\.l\.c\./g, ' ')
    .replace(/["'«»„“”‘’`(),;]/g, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/\.$/, ''))
    .filter((word) => word !== '' && !FORMS.has(word));
  return words.length === 0 ? folded : words.join(' ');
});
