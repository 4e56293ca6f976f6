/**
 * The places of a posting from its addresses, and from its region where it has none. The region stands behind an
 * address when it is one («Киров, ул. Ленина, 5, Калужская область»): it tells cities of one name apart.
 */
export function placesOf(addresses: readonly string[], region: string | null): string[] {
  const written = [...new Set(addresses.filter((address) => !SAYS_NOTHING.test(address.trim())))];
  if (written.length === 0) return region === null || SAYS_NOTHING.test(region.trim()) ? [] : [region];
  const hint = region !== null && REGION.test(region) && !/\sи\s/i.test(region) ? region : null;
  return written.map((address) =>
    hint === null || address.toLowerCase().includes(hint.toLowerCase()) ? address : `${address}, ${hint}`,
  );
}

const REGION = /обл|край|респ|округ/i;
const SAYS_NOTHING = /^(?:нет данных|не указан[оа]?|-)?$/i;

/**
 * Where those may live who work from anywhere there, as one place: «Remote (USA)», «Remote (Europe / Asia)». Brackets
 * and strokes keep it from being read as a list of cities. Null where nothing is said.
 */
export function remotePlace(where: string | null): string | null {
  const regions = (where ?? '').split(/[,;|]/).map((region) => region.trim());
  const named = regions.filter((region) => region !== '');
  return named.length === 0 ? null : `Remote (${named.join(' / ')})`;
}
