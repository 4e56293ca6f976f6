import type { EntityManager } from 'typeorm';

/** An employer as a posting names it. */
export interface NamedEmployer {
  key: string;
  name: string;
  agency: boolean;
}

/** The ids of employers by key; new ones are made, under the name that came first. Once an agency, always one. */
export async function employerIds(
  tx: EntityManager,
  named: readonly NamedEmployer[],
): Promise<Map<string, number>> {
  // One order for everyone, so that two importers never wait for each other's names.
  const employers = [...new Map(named.map((one) => [one.key, one])).values()].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
  if (employers.length === 0) return new Map();
  await tx.query(UPSERT, [
    employers.map(({ key }) => key),
    employers.map(({ name }) => name),
    employers.map(({ agency }) => agency),
  ]);
  // A second statement, for it sees what another importer committed while the first one waited.
  const rows: { id: number; key: string }[] = await tx.query(
    'select id, key from employer where key = any($1::text[])',
    [employers.map(({ key }) => key)],
  );
  return new Map(rows.map(({ id, key }) => [key, id]));
}

const UPSERT = `
  insert into employer (key, name, agency)
  select key, name, agency
    from unnest($1::text[], $2::text[], $3::boolean[]) with ordinality as n (key, name, agency, place)
   order by place
  on conflict (key) do update set agency = true where excluded.agency and not employer.agency`;
