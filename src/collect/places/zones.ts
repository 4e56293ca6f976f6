/** What decides a Russian city's IANA zone: its region, as the catalogue calls it, and its hours ahead of UTC. */
interface Clock {
  region: string;
  offset: number;
}

/**
 * The IANA zone of a city. Most offsets have one zone; where the tz database keeps the history of a region apart, the
 * region decides. Of Yakutia's three offsets only two are its own: the west keeps Yakutsk's time.
 * @throws when the catalogue brings an offset that no zone is known for.
 */
export function zoneOf({ region, offset }: Clock): string {
  const zone = OF_REGION.get(`${offset} ${region}`) ?? OF_OFFSET.get(offset);
  if (zone === undefined) throw new Error(`No time zone is known for ${region} at UTC+${offset}.`);
  return zone;
}

const OF_OFFSET = new Map([
  [2, 'Europe/Kaliningrad'],
  [3, 'Europe/Moscow'],
  [4, 'Europe/Samara'],
  [5, 'Asia/Yekaterinburg'],
  [6, 'Asia/Omsk'],
  [7, 'Asia/Krasnoyarsk'],
  [8, 'Asia/Irkutsk'],
  [9, 'Asia/Yakutsk'],
  [10, 'Asia/Vladivostok'],
  [11, 'Asia/Magadan'],
  [12, 'Asia/Kamchatka'],
]);

const OF_REGION = new Map([
  ['3 Волгоградская область', 'Europe/Volgograd'],
  ['3 Кировская область', 'Europe/Kirov'],
  ['3 Республика Крым', 'Europe/Simferopol'],
  ['3 Севастополь', 'Europe/Simferopol'],
  ['4 Астраханская область', 'Europe/Astrakhan'],
  ['4 Саратовская область', 'Europe/Saratov'],
  ['4 Ульяновская область', 'Europe/Ulyanovsk'],
  ['7 Республика Алтай', 'Asia/Barnaul'],
  ['7 Алтайский край', 'Asia/Barnaul'],
  ['7 Кемеровская область', 'Asia/Novokuznetsk'],
  ['7 Новосибирская область', 'Asia/Novosibirsk'],
  ['7 Томская область', 'Asia/Tomsk'],
  ['9 Забайкальский край', 'Asia/Chita'],
  ['11 Сахалинская область', 'Asia/Sakhalin'],
  ['11 Республика Саха (Якутия)', 'Asia/Srednekolymsk'],
  ['12 Чукотский автономный округ', 'Asia/Anadyr'],
]);
