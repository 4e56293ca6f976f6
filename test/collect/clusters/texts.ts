const SUBJECTS = 'мы команда цех смена мастер пекарня завод бригада хозяйка контора артель служба'.split(' ');
const VERBS = 'ищет ждёт зовёт учит кормит хвалит возит любит держит строит ценит помнит'.split(' ');
const OBJECTS = 'людей хлеб тесто утро порядок склад город печь муку заказы гостей технику'.split(' ');
const PLACES = 'дома рядом вечером всегда вместе быстро честно летом зимой снова охотно бережно'.split(' ');

/** A text of `sentences` sentences, different from any other number's. */
export function textOf(number: number, sentences = 120): string {
  let state = number * 7919 + 17;
  const pick = (words: string[]) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return words[(state >> 16) % words.length]!;
  };
  return Array.from(
    { length: sentences },
    () =>
      `${pick(SUBJECTS)} ${pick(VERBS)} ${pick(OBJECTS)} ${pick(PLACES)} и ${pick(VERBS)} ${pick(OBJECTS)}.`,
  ).join(' ');
}

/** The text without these of its sentences. */
export const without = (text: string, ...lost: number[]): string =>
  text
    .split(/(?<=\.) /)
    .filter((_, i) => !lost.includes(i))
    .join(' ');
