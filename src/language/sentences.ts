import type { Language } from './describe.js';
import type { RefusalCode, WarningCode } from './warnings.js';

type Sentences<Code extends string> = Record<Code, Record<Language, string>>;

const WARNINGS: Sentences<WarningCode> = {
  'too-long': {
    ru: 'Запрос длиннее 2000 знаков: всё, что дальше, не учтено. Сократите его.',
    en: 'The query is longer than 2,000 characters; the rest was left out. Please shorten it.',
  },
  'too-many-words': {
    ru: 'В запросе больше 64 слов и фраз: остальные не учтены. Разделите его на несколько поисков.',
    en: 'The query has more than 64 words and phrases; the others were left out. Split it into several searches.',
  },
  'too-deep': {
    ru: 'Скобок одна в другой больше 20: самые внутренние не учтены. Упростите запрос.',
    en: 'More than 20 brackets stand inside one another; the innermost were ignored. Simplify the query.',
  },
  'unclosed-quote': {
    ru: 'Кавычка не закрыта: фразой считается всё до конца запроса. Закройте кавычку.',
    en: 'A quote is not closed, so the phrase runs to the end of the query. Close the quote.',
  },
  'unclosed-bracket': {
    ru: 'Скобка не закрыта: она действует до конца запроса. Закройте скобку.',
    en: 'A bracket is not closed, so it runs to the end of the query. Close the bracket.',
  },
  'stray-bracket': {
    ru: 'Лишняя закрывающая скобка не учтена. Уберите её или добавьте открывающую.',
    en: 'A closing bracket without an opening one was ignored. Remove it or add the opening one.',
  },
  'dangling-operator': {
    ru: 'Рядом с ИЛИ или НЕ не хватает слова, оператор не учтён. Допишите слово или уберите оператор.',
    en: 'A word is missing beside OR or NOT, so it was ignored. Add the word or remove the operator.',
  },
  'empty-field': {
    ru: 'После двоеточия нет слова, поле не учтено. Напишите, например: название:бухгалтер.',
    en: 'No word follows the colon, so the field was ignored. Write, for example: title:accountant.',
  },
  'unknown-field': {
    ru: 'Такого поля нет, оно прочитано как слово. Есть поля: название, компания, навыки, описание.',
    en: 'There is no such field, so it was read as a word. The fields are title, company, skills, description.',
  },
  'distance-ignored': {
    ru: 'Расстояние после знака «~» не учтено: слова ищутся рядом. Чтобы искать их порознь, уберите кавычки.',
    en: 'The distance after “~” was ignored: the words must be adjacent. Remove the quotes to find them apart.',
  },
  'star-inside': {
    ru: 'Звёздочка действует только в конце слова или фразы, эта не учтена. Напишите, например: разраб*.',
    en: 'A star works only at the end of a word or phrase; this one was ignored. Write, for example: develop*.',
  },
  'prefix-too-short': {
    ru: 'Перед звёздочкой меньше трёх букв, поэтому ищется само слово. Допишите хотя бы три буквы.',
    en: 'Fewer than three letters stand before the star, so the word itself is searched. Write at least three.',
  },
  'phrase-cut': {
    ru: 'Между словами фразы слишком много служебных слов: её конец не учтён. Сократите фразу.',
    en: 'Too many common words stand inside a phrase, so its end was left out. Shorten the phrase.',
  },
  'common-words': {
    ru: 'Здесь только служебные слова, они не ищутся и не учтены. Добавьте слово, которое что-то называет.',
    en: 'Only common words stand here; they are not searched and were left out. Add a word that names something.',
  },
};

const REFUSALS: Sentences<RefusalCode> = {
  nothing: {
    ru: 'Запрос пуст. Напишите профессию или выберите город.',
    en: 'The query is empty. Write a profession or choose a city.',
  },
  'stop-only': {
    ru: 'В запросе только служебные слова, их не ищут. Напишите профессию, навык или компанию.',
    en: 'The query has only common words, which are not searched. Write a profession, a skill or a company.',
  },
  unsafe: {
    ru: 'Такому запросу подходят почти все вакансии. Добавьте слово, которое должно в них быть.',
    en: 'Nearly every vacancy fits this query. Add a word that they must have.',
  },
  'prefix-too-short': {
    ru: 'Перед звёздочкой меньше трёх букв: такому началу подходит слишком много слов. Допишите хотя бы три буквы.',
    en: 'Fewer than three letters stand before the star, so too many words would fit. Write at least three letters.',
  },
  'too-long': {
    ru: 'Запрос длиннее 2000 знаков, подписаться на него нельзя. Сократите его или разделите на несколько.',
    en: 'The query is longer than 2,000 characters and cannot be an alert. Shorten it or split it into several.',
  },
  'too-many-words': {
    ru: 'В запросе больше 64 слов и фраз, подписаться на него нельзя. Разделите его на несколько.',
    en: 'The query has more than 64 words and phrases and cannot be an alert. Split it into several.',
  },
  'too-deep': {
    ru: 'Скобок одна в другой больше 20, подписаться на такой запрос нельзя. Упростите его.',
    en: 'More than 20 brackets stand inside one another; this cannot be an alert. Simplify the query.',
  },
};

/** What a warning says to a person, a whole sentence that tells what to do. */
export const warningSentence = (code: WarningCode, language: Language): string => WARNINGS[code][language];

/** What a refusal says to a person, a whole sentence that tells what to do. */
export const refusalSentence = (code: RefusalCode, language: Language): string => REFUSALS[code][language];
