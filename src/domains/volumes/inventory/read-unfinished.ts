import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import type { UnfinishedKind } from '../tables/unfinished-table.ts';
import type { UnfinishedInfo } from './infos.ts';
import { type Page, type PageQuery, placesFor, readPage } from './read-page.ts';

const RECORDS = 'select id, project, kind, created_at_ms, add_gib, operation from gluster_unfinished where true';
const MOST_ROWS = 500;

/** @throws UNFINISHED_NOT_FOUND */
export async function getUnfinished(reader: Reader, id: string): Promise<UnfinishedInfo> {
  const found = await findUnfinished(reader, id);
  if (found === undefined) throw errors.UNFINISHED_NOT_FOUND({ record: id });
  return found;
}

export async function findUnfinished(reader: Reader, id: string): Promise<UnfinishedInfo | undefined> {
  const [found] = await withHeld(reader, await reader.read({ sql: `${RECORDS} and id = $1`, values: [id] }));
  return found;
}

export async function pageOfUnfinished(reader: Reader, query: PageQuery): Promise<Page<UnfinishedInfo>> {
  const source = { select: RECORDS, id: 'id', project: 'project', wanted: {}, most: MOST_ROWS };
  const page = await readPage(reader, source, query);
  return { ...page, items: await withHeld(reader, page.items) };
}

async function withHeld(reader: Reader, rows: readonly Row[]): Promise<readonly UnfinishedInfo[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => String(row['id']));
  const held = await reader.read({
    sql: ['volume', 'brick', 'block_volume']
      .map(
        (what) => `select '${what}' as what, id, operation from gluster_${what} where operation in (${placesFor(ids)})`,
      )
      .join(' union all ')
      .concat(' order by 2'),
    values: ids,
  });
  const heldBy = (record: string, what: string): readonly string[] =>
    held.filter((row) => row['operation'] === record && row['what'] === what).map((row) => String(row['id']));
  return rows.map((row) => {
    const id = String(row['id']);
    return {
      id,
      project: String(row['project']),
      kind: row['kind'] as UnfinishedKind,
      createdAtMs: Number(row['created_at_ms']),
      addGib: row['add_gib'] === null ? null : Number(row['add_gib']),
      operation: row['operation'] === null ? null : String(row['operation']),
      volumes: heldBy(id, 'volume'),
      bricks: heldBy(id, 'brick'),
      blockVolumes: heldBy(id, 'block_volume'),
    };
  });
}
