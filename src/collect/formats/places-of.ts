/**
 * The places of a posting from its addresses, and from its region where it has none. The region stands behind an
 * address when it is one («Киров, ул. Ленина, 5, Калужская область»): it tells cities of one name apart.
 */
export function placesOf(addresses: readonly string[], region: string | null): string[] {
  const written = [...new Set(addresses.filter((address) => !SAYS_NOTHING.test(address)))];
  if (written.length === 0) return region === null || SAYS_NOTHING.test(region) ? [] : [region];
  const hint = region !== null && REGION.test(region) && !/\sи\s/i.test(region) ? region : null;
  return written.map((address) =>
    hint === null || address.toLowerCase().includes(hint.toLowerCase()) ? address : `${address}, ${hint}`,
  );
}

const REGION = /обл|край|респ|округ/i;
const SAYS_NOTHING = /^\s*(?:нет данных|не указан[оа]?|-)?\s*$/i;
