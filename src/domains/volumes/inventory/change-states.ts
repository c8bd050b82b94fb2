import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import { type By, type ChangeParts, makeChange } from './make-change.ts';

/** What a person sets; `failed` is the end of a removal. */
export type WantedState = 'online' | 'offline';

/**
 * Contract heketi-api §9.3. Its devices keep their own states; while it is offline nothing new is placed on them.
 *
 * @throws NODE_NOT_FOUND, NODE_STATE_REFUSED, NODE_BUSY
 */
export async function setNodeState(parts: ChangeParts, by: By, id: string, to: WantedState): Promise<void> {
  const decide = (row: Row | undefined) => {
    if (row === undefined) throw errors.NODE_NOT_FOUND({ node: id });
    const from = String(row['state']);
    if (from === to) return undefined;
    if (from === 'failed') throw errors.NODE_STATE_REFUSED({ node: id, from, to });
    if (row['removed_by'] !== null) throw errors.NODE_BUSY({ node: id, reason: heldBy(row) });
    return {
      action: `node.set-${to}`,
      topic: 'node.changed',
      subject: ['node', id] as const,
      project: String(row['project']),
      body: { cluster: String(row['cluster']), from, state: to },
      statements: [
        {
          sql: 'update gluster_node set state = $1 where id = $2 and state = $3 and removed_by is null',
          values: [to, id, from],
          changes: 1,
        },
      ],
    };
  };
  await makeChange(parts, by, (reader) => nodeRow(reader, id), decide);
}

/**
 * Contract heketi-api §9.3. One that was removed may come back offline, not online.
 *
 * @throws DEVICE_NOT_FOUND, DEVICE_STATE_REFUSED, DEVICE_BUSY
 */
export async function setDeviceState(parts: ChangeParts, by: By, id: string, to: WantedState): Promise<void> {
  const decide = (row: Row | undefined) => {
    if (row === undefined) throw errors.DEVICE_NOT_FOUND({ device: id });
    const from = String(row['state']);
    if (from === to) return undefined;
    if (from === 'failed' && to === 'online') throw errors.DEVICE_STATE_REFUSED({ device: id, from, to });
    if (row['removed_by'] !== null) throw errors.DEVICE_BUSY({ device: id, reason: heldBy(row) });
    return {
      action: `device.set-${to}`,
      topic: 'device.changed',
      subject: ['device', id] as const,
      project: String(row['project']),
      body: { node: String(row['node']), from, state: to },
      statements: [
        {
          sql: 'update gluster_device set state = $1 where id = $2 and state = $3 and removed_by is null',
          values: [to, id, from],
          changes: 1,
        },
      ],
    };
  };
  await makeChange(parts, by, (reader) => deviceRow(reader, id), decide);
}

function heldBy(row: Row): string {
  return `operation ${String(row['removed_by'])} works on it`;
}

async function nodeRow(reader: Reader, id: string): Promise<Row | undefined> {
  const [row] = await reader.read({
    sql: `select node.state, node.removed_by, node.cluster, cluster.project
      from gluster_node node join gluster_cluster cluster on cluster.id = node.cluster
      where node.id = $1 and node.state <> 'adding'`,
    values: [id],
  });
  return row;
}

async function deviceRow(reader: Reader, id: string): Promise<Row | undefined> {
  const [row] = await reader.read({
    sql: `select device.state, device.removed_by, device.node, cluster.project
      from gluster_device device
      join gluster_node node on node.id = device.node
      join gluster_cluster cluster on cluster.id = node.cluster
      where device.id = $1 and device.state <> 'adding'`,
    values: [id],
  });
  return row;
}
