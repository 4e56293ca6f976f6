import type { DataSource } from 'typeorm';

/** What only a vacancy's own page tells, beside VacancyRow. */
export interface JobFacts {
  expiresAt: Date | null;
  /** Its cities of the catalogue, by name and region. */
  cities: { name: string; region: string }[];
  /** The open vacancy that stands for the job, so the page to be found by; null when all its copies are closed. */
  leader: string | null;
}

/** Those of a vacancy that exists. */
export async function jobFacts(db: DataSource, id: string): Promise<JobFacts> {
  const [row]: JobFacts[] = await db.query(JOB_FACTS, [id]);
  return row!;
}

const JOB_FACTS = `
  select v.expires_at as "expiresAt",
         coalesce((select json_agg(json_build_object('name', p.name, 'region', p.region)
                                   order by array_position(v.place_ids, p.id))
                     from place p where p.id = any(v.place_ids)), '[]') as cities,
         (select o.id from vacancy o where o.cluster_id = v.cluster_id and o.closed_at is null
           order by o.standing desc, o.id limit 1) as leader
    from vacancy v where v.id = $1`;
