import { cityKey } from './filters.js';

/** A city's name for comparing: as `cityKey`, and hyphens, dots and dashes are spaces («Ростов на Дону», «С.-Петербург»). */
export const foldCity = (name: string): string =>
  cityKey(name)
    .replace(/[-‐‑–—.·]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The largest cities as English pages write them, in the usual ways of transliterating. */
const ENGLISH = [
  'moscow, москва',
  'saint petersburg, st petersburg, sankt peterburg, petersburg, санкт петербург',
  'novosibirsk, новосибирск',
  'yekaterinburg, ekaterinburg, екатеринбург',
  'kazan, казань',
  'nizhny novgorod, nizhniy novgorod, nizhnii novgorod, нижний новгород',
  'chelyabinsk, челябинск',
  'samara, самара',
  'omsk, омск',
  'rostov on don, rostov na donu, ростов на дону',
  'ufa, уфа',
  'krasnoyarsk, красноярск',
  'voronezh, воронеж',
  'perm, пермь',
  'volgograd, волгоград',
  'krasnodar, краснодар',
  'saratov, саратов',
  'tyumen, тюмень',
  'tolyatti, togliatti, тольятти',
  'izhevsk, ижевск',
  'barnaul, барнаул',
  'ulyanovsk, ульяновск',
  'irkutsk, иркутск',
  'khabarovsk, хабаровск',
  'yaroslavl, ярославль',
  'vladivostok, владивосток',
  'makhachkala, махачкала',
  'tomsk, томск',
  'orenburg, оренбург',
  'kemerovo, кемерово',
  'ryazan, рязань',
  'astrakhan, астрахань',
  'penza, пенза',
  'lipetsk, липецк',
  'tula, тула',
  'kirov, киров',
  'cheboksary, чебоксары',
  'kaliningrad, калининград',
  'kursk, курск',
  'bryansk, брянск',
  'sochi, сочи',
  'stavropol, ставрополь',
  'tver, тверь',
  'belgorod, белгород',
  'surgut, сургут',
  'vladimir, владимир',
  'arkhangelsk, архангельск',
  'kaluga, калуга',
  'smolensk, смоленск',
  'yakutsk, якутск',
  'murmansk, мурманск',
  'petrozavodsk, петрозаводск',
  'innopolis, иннополис',
  'khimki, химки',
  'korolev, королев',
  'mytishchi, мытищи',
  'podolsk, подольск',
]
  .map((line) => line.split(', '))
  .flatMap((names) => names.slice(0, -1).map((name) => [name, names.at(-1)!] as const));

/** A folded name as the catalogue has it: short and English names are other words for the largest cities. */
export const knownAs = (folded: string): string => NICKNAMES.get(folded) ?? folded;

/**
 * Names, folded, of catalogue cities that a town or village outside the catalogue bears too, and is called by without its
 * region (of hh.ru's tree: Донецк, Кировск in the west; Никольск of Buryatia, Строитель near Tambov, Городище near
 * Volgograd). Whoever writes such a name alone may mean either: it stays as written, and a search for it asks both.
 */
export const isSharedElsewhere = (folded: string): boolean => SHARED_ELSEWHERE.has(folded);

const SHARED_ELSEWHERE = new Set(['донецк', 'кировск', 'никольск', 'строитель', 'городище']);

const NICKNAMES = new Map<string, string>([
  ['мск', 'москва'],
  ['спб', 'санкт петербург'],
  ['с петербург', 'санкт петербург'],
  ['петербург', 'санкт петербург'],
  ['питер', 'санкт петербург'],
  ['екб', 'екатеринбург'],
  ['нск', 'новосибирск'],
  ['н новгород', 'нижний новгород'],
  ['наб челны', 'набережные челны'],
  ['ростов н/д', 'ростов на дону'],
  ['ростов великий', 'ростов'],
  ['дмитриев льговский', 'дмитриев'],
  ...ENGLISH,
]);
