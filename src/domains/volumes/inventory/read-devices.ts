import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import type { AdminState, DeviceKind } from './cluster-view.ts';
import type { BrickInfo, DeviceInfo } from './infos.ts';
import { readBricksOf } from './read-bricks.ts';
import { type Page, type PageQuery, placesFor, readPage } from './read-page.ts';

const devicesFrom = (
  devices: string,
): string => `select device.id, cluster.project, device.node, device.name, device.kind,
    device.tags, device.state, device.total_kib, device.used_kib, device.extent_kib, device.pv_uuid, device.paths
  from ${devices} gluster_cluster cluster
  where node.id = device.node and cluster.id = node.cluster and device.state <> 'adding'`;
const DEVICES = devicesFrom('gluster_device device, gluster_node node,');
// Each comes with all its bricks.
const MOST_ROWS = 100;

export interface DeviceQuery extends PageQuery {
  readonly cluster?: string;
  readonly node?: string;
}

/** @throws DEVICE_NOT_FOUND */
export async function getDevice(reader: Reader, id: string): Promise<DeviceInfo> {
  const [rows, bricks] = await Promise.all([
    reader.read({ sql: `${DEVICES} and device.id = $1`, values: [id] }),
    readBricksOf(reader, 'device', [id]),
  ]);
  const [row] = rows;
  if (row === undefined) throw errors.DEVICE_NOT_FOUND({ device: id });
  return deviceInfo(row, bricks.get(id));
}

export async function pageOfDevices(reader: Reader, query: DeviceQuery): Promise<Page<DeviceInfo>> {
  const wanted = { 'node.cluster': query.cluster, 'device.node': query.node };
  const source = {
    select: DEVICES,
    id: 'device.id',
    project: 'cluster.project',
    wanted,
    most: MOST_ROWS,
    joined: {
      table: 'gluster_device',
      selectIn: (rows: string) => devicesFrom(`${rows} device cross join gluster_node node cross join`),
    },
  };
  const page = await readPage(reader, source, query);
  const bricks = await readBricksOf(
    reader,
    'device',
    page.items.map((row) => String(row['id'])),
  );
  return { ...page, items: page.items.map((row) => deviceInfo(row, bricks.get(String(row['id'])))) };
}

/** The devices of each of these nodes. */
export async function readDevicesOf(
  reader: Reader,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, readonly DeviceInfo[]>> {
  if (nodes.length === 0) return new Map();
  const [rows, bricks] = await Promise.all([
    reader.read({ sql: `${DEVICES} and device.node in (${placesFor(nodes)}) order by device.id`, values: nodes }),
    readBricksOf(reader, 'node', nodes),
  ]);
  const byDevice = Map.groupBy([...bricks.values()].flat(), ({ device }) => device);
  return Map.groupBy(
    rows.map((row) => deviceInfo(row, byDevice.get(String(row['id'])))),
    ({ node }) => node,
  );
}

function deviceInfo(row: Row, bricks: readonly BrickInfo[] = []): DeviceInfo {
  const totalKib = Number(row['total_kib']);
  const usedKib = Number(row['used_kib']);
  return {
    id: String(row['id']),
    project: String(row['project']),
    node: String(row['node']),
    name: String(row['name']),
    kind: row['kind'] as DeviceKind,
    tags: JSON.parse(String(row['tags'])) as DeviceInfo['tags'],
    state: row['state'] as AdminState,
    totalKib,
    usedKib,
    freeKib: Math.max(totalKib - usedKib, 0),
    extentKib: Number(row['extent_kib']),
    ...(row['pv_uuid'] === null ? {} : { pvUuid: String(row['pv_uuid']) }),
    paths: JSON.parse(String(row['paths'])) as DeviceInfo['paths'],
    bricks,
  };
}
