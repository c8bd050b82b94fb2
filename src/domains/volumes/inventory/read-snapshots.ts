import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import type { SnapshotInfo } from './infos.ts';
import { type Page, type PageQuery, readPage } from './read-page.ts';

const READY = `select id, project, cluster, volume, name, gluster_id, size_gib, created_at_ms
  from gluster_snapshot where state = 'ready'`;
const MOST_ROWS = 500;

export interface SnapshotQuery extends PageQuery {
  readonly volume?: string;
  readonly name?: string;
}

/** @throws SNAPSHOT_NOT_FOUND, also while it is being taken, deleted, or its volume put back to it */
export async function getSnapshot(reader: Reader, id: string): Promise<SnapshotInfo> {
  const [row] = await reader.read({ sql: `${READY} and id = $1`, values: [id] });
  if (row === undefined) throw errors.SNAPSHOT_NOT_FOUND({ snapshot: id });
  return snapshotInfo(row);
}

export async function pageOfSnapshots(reader: Reader, query: SnapshotQuery): Promise<Page<SnapshotInfo>> {
  const { volume, name } = query;
  const source = { select: READY, id: 'id', project: 'project', wanted: { volume, name }, most: MOST_ROWS };
  const page = await readPage(reader, source, query);
  return { ...page, items: page.items.map(snapshotInfo) };
}

function snapshotInfo(row: Row): SnapshotInfo {
  return {
    id: String(row['id']),
    project: String(row['project']),
    cluster: String(row['cluster']),
    volume: String(row['volume']),
    name: String(row['name']),
    glusterId: row['gluster_id'] === null ? null : String(row['gluster_id']),
    sizeGib: Number(row['size_gib']),
    createdAtMs: Number(row['created_at_ms']),
  };
}
