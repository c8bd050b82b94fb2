import type { Reader } from '../../../kernel/operations/index.ts';
import { type HostId, hostId } from '../../../kernel/remote/index.ts';

/** The host of the node that has a storage hostname, nodes that are being added included. */
export async function findStorageHost(reader: Pick<Reader, 'read'>, name: string): Promise<HostId | undefined> {
  const [row] = await reader.read({
    sql: `select node.host from gluster_hostname name join gluster_node node on node.id = name.node
      where name.kind = 'storage' and name.name = $1`,
    values: [name],
  });
  return row === undefined ? undefined : hostId(String(row['host']));
}

/** What Gluster calls a host; undefined for one that is no node. */
export async function findStorageName(reader: Pick<Reader, 'read'>, host: HostId): Promise<string | undefined> {
  const [row] = await reader.read({
    sql: 'select storage_hostname from gluster_node where host = $1',
    values: [host],
  });
  return row === undefined ? undefined : String(row['storage_hostname']);
}
