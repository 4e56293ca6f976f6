import type { ClientBase } from 'pg';
import { loadSegments, readCopy, setValues } from '../search/fresh/load-segments.js';
import type { Segment } from '../search/fresh/segment.js';
import { vacancyColumns } from '../search/fresh/vacancy-copy.js';
import { FIELDS_OF_SEARCH, type SearchTable, SearchTableBuilder } from './search-table.js';
import type { Window } from './window.sql.js';

/** Which searches are asked: a shard's that are not behind it, or `ids` alone that are. */
export interface Job {
  shard: number;
  ids: string[] | null;
}

/** The open vacancies of a window as segments, oldest first. */
export async function loadWindow(client: ClientBase, { from, upto }: Window): Promise<Segment[]> {
  await setValues(client, { from, upto });
  return loadSegments(client, WINDOW);
}

/** The followed searches of a job. */
export async function loadSearches(client: ClientBase, { shard, ids }: Job): Promise<SearchTable> {
  const builder = new SearchTableBuilder();
  await setValues(client, { shard: String(shard), ids: `{${(ids ?? []).join()}}` });
  await readCopy(client, ids === null ? OF_SHARD : OF_IDS, {
    fields: FIELDS_OF_SEARCH,
    onRow: (row) => builder.add(row),
  });
  return builder.finish();
}

const WINDOW = `
  copy (
    select ${vacancyColumns()}
      from vacancy v
     where v.seq > current_setting('vestnik.from')::bigint and v.seq <= current_setting('vestnik.upto')::bigint
       and v.closed_at is null
     order by v.seq
  ) to stdout (format binary)`;

const OF_SHARD = `
  copy (
    select s.id, s.canonical
      from search s
     where s.shard = current_setting('vestnik.shard')::smallint and s.followers > 0
       and not exists (select from match_progress p where p.shard = s.shard and p.search_id = s.id)
  ) to stdout (format binary)`;

// The list is read once by a select of its own: else it may be parsed again for each row.
const OF_IDS = `
  copy (
    select s.id, s.canonical
      from search s
     where s.id = any((select current_setting('vestnik.ids')::bigint[])::bigint[]) and s.followers > 0
  ) to stdout (format binary)`;
