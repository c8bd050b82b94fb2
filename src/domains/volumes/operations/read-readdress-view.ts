import { movedAddresses, readHost, readHostByAddress, readHostByName } from '../../../kernel/hosts/index.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { findTakenName } from '../inventory/find-taken-name.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { bricksOfCluster, volumesOfCluster } from '../inventory/read-volume.ts';
import { CLUSTER_WORK } from '../tables/node-table.ts';
import type { ReaddressedNode, ReaddressInput, ReaddressView } from './readdressing.ts';

const SSH_PORT = 22;

const NOBODY: ReaddressView = {
  node: undefined,
  cluster: undefined,
  holder: undefined,
  taken: undefined,
  reach: undefined,
  rival: undefined,
  volumes: [],
  restless: [],
  blockVolumes: [],
};

export async function readReaddressView(reader: Reader, input: ReaddressInput): Promise<ReaddressView> {
  const { node: id, manage = [], storage = [] } = input;
  const [row] = await reader.read({
    sql: `select cluster, host, made_host, removed_by, manage_hostnames, storage_hostnames,
        (select count(*) from gluster_device device where device.node = gluster_node.id) as devices,
        (select min(id) from gluster_device device where device.node = gluster_node.id
          and (device.removed_by is not null or device.state = 'adding')) as held,
        (select count(*) from gluster_brick brick join gluster_device device on device.id = brick.device
          where device.node = gluster_node.id) as bricks
      from gluster_node where id = $1 and state <> 'adding'`,
    values: [id],
  });
  if (row === undefined) return NOBODY;
  const cluster = String(row['cluster']);
  const node = await nodeOf(reader, row);
  const reach = reachOf(node, input.manage ?? node.manage);
  const [[view], [work], taken, rival, bricks, volumes, snapshots, blockVolumes] = await Promise.all([
    readClusterViews(reader, cluster),
    reader.read({ sql: `select holder from (${CLUSTER_WORK}) work where cluster = $1 limit 1`, values: [cluster] }),
    findTakenName(reader, { manage, storage }, id),
    findRival(reader, node, reach),
    bricksOfCluster(reader, cluster),
    volumesOfCluster(reader, cluster),
    reader.read({
      sql: 'select volume, count(*) as snapshots from gluster_snapshot where cluster = $1 group by volume',
      values: [cluster],
    }),
    reader.read({ sql: 'select id, name, hosts from gluster_block_volume where cluster = $1', values: [cluster] }),
  ]);
  const here = bricks.filter((brick) => brick.node === id);
  const counts = new Map(snapshots.map((each) => [String(each['volume']), Number(each['snapshots'])]));
  const byVolume = Map.groupBy(bricks, ({ volume }) => volume);
  const holder = work?.['holder'];
  return {
    node,
    cluster: view,
    holder: holder === undefined ? undefined : String(holder),
    taken,
    reach,
    rival,
    volumes: volumes
      .filter((volume) => here.some((brick) => brick.volume === volume.id))
      .map((volume) => ({
        volume,
        snapshots: counts.get(volume.id) ?? 0,
        bricks: byVolume.get(volume.id) ?? [],
      })),
    restless: here
      .filter(({ state, operation, volume }) => state !== 'ready' || operation !== null || volume === null)
      .map(({ brick }) => brick.id),
    blockVolumes: blockVolumes.map((each) => ({
      id: String(each['id']),
      name: String(each['name']),
      hosts: textsIn(each, 'hosts'),
    })),
  };
}

async function nodeOf(reader: Reader, row: Row): Promise<ReaddressedNode> {
  const host = await readHost(reader, String(row['host']));
  if (host === undefined) throw new TypeError(`there is no host ${String(row['host'])}`);
  return {
    manage: textsIn(row, 'manage_hostnames'),
    storage: textsIn(row, 'storage_hostnames'),
    host: host.id,
    hostName: host.name,
    addresses: host.addresses,
    madeHost: row['made_host'] === 1,
    removedBy: row['removed_by'] === null ? null : String(row['removed_by']),
    devices: Number(row['devices']),
    heldDevice: row['held'] === null ? undefined : String(row['held']),
    bricks: Number(row['bricks']),
  };
}

/** The host goes by the node's name where it came with the node; one that a person named keeps its name. */
function reachOf(node: ReaddressedNode, [to = '']: readonly string[]): ReaddressView['reach'] {
  const [from = ''] = node.manage;
  if (from === to) return undefined;
  const { hostName, madeHost } = node;
  const addresses = movedAddresses(node.addresses, { from: node.manage, to, defaultPort: SSH_PORT });
  return {
    from: { name: hostName, addresses: node.addresses.map(({ address, port }) => ({ address, port })) },
    to: {
      name: madeHost && hostName === from ? to : hostName,
      addresses: addresses.map(({ address, port }) => ({ address, port })),
    },
  };
}

/** By its name, where the host would take it, or by an address: two hosts behind one address would be one machine. */
async function findRival(
  reader: Reader,
  node: ReaddressedNode,
  reach: ReaddressView['reach'],
): Promise<ReaddressView['rival']> {
  const [address] = reach?.to.addresses ?? [];
  if (reach === undefined || address === undefined) return undefined;
  const { name } = reach.to;
  const [named, reached] = await Promise.all([
    name === node.hostName ? undefined : readHostByName(reader, name),
    readHostByAddress(reader, address),
  ]);
  if (named !== undefined && named.id !== node.host) return { name, by: 'name', owner: named.name };
  if (reached === undefined || reached.id === node.host) return undefined;
  return { name: address.address, by: 'address', owner: reached.name };
}

function textsIn(row: Row, column: string): readonly string[] {
  return JSON.parse(String(row[column])) as readonly string[];
}
