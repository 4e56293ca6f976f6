import { foldCity } from '../../language/city-names.js';

/**
 * A key by which the ways to write one region meet: «Кировская обл.», «Кировская область»; «Саха (Якутия)», «Якутия».
 * Null where the words neither say that they are a region nor are the name of one: «Тверская» alone is a street.
 */
export function regionKey(written: string): string | null {
  const words = foldCity(written).replace(/[()]/g, ' ').split(/\s+/).filter(Boolean);
  const name = words.filter((word) => !KINDS.has(word)).join(' ');
  const alias = ALIASES.get(name);
  if (alias !== undefined) return alias;
  return name !== '' && name.length < words.join(' ').length ? name : null;
}

const KINDS = new Set('область обл край республика респ автономный автономная округ ао аобл'.split(' '));

// The regions that are called by a name without its kind, or by more than one.
const ALIASES = new Map(
  `адыгея
  башкортостан, башкирия
  бурятия
  дагестан
  еврейская, еао
  ингушетия
  кабардино балкарская, кабардино балкария, кбр
  калмыкия
  карачаево черкесская, карачаево черкесия, кчр
  карелия
  кемеровская, кузбасс, кемеровская кузбасс
  коми
  крым
  ленинградская, ло, leningrad oblast, leningrad region
  марий эл
  мордовия
  московская, мо, подмосковье, moscow oblast, moscow region
  саха якутия, саха, якутия
  северная осетия алания, северная осетия
  татарстан, татарстан татарстан
  тыва, тува
  удмуртская, удмуртия
  хакасия
  ханты мансийский югра, ханты мансийский, хмао, хмао югра, югра
  чеченская, чечня
  чувашская, чувашия, чувашская чувашия
  чукотский, чукотка
  ямало ненецкий, янао, ямал`
    .split('\n')
    .map((line) => line.split(',').map((name) => name.trim()))
    .flatMap((names) => names.map((name) => [name, names[0]!] as const)),
);
