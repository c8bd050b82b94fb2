import type { SimulatedFleet, SimulatedHost } from '../../../kernel/remote/index.ts';
import type { Row, Store } from '../../../kernel/store/index.ts';
import { MARKER } from '../bricks/file-device.ts';
import { isMadeByGluster, mountOf, poolOf, volumeGroup, volumeOf } from '../brick-paths.ts';
import { imageBytes, lvmOf } from '../bricks/simulated-storage.ts';
import { type Member, mountPointOf, namesOf, poolsOf } from '../gluster/simulated-pool.ts';
import { snapshotsOfFleet } from '../gluster/simulated-snapshots.ts';
import { blockProblems } from './block-problems.ts';

/**
 * What must hold whenever no operation is open: devices are charged with exactly their bricks, hosts have exactly the
 * bricks that rows name, Gluster has exactly the volumes, and nobody holds anything.
 */
export async function volumeProblems(store: Store, fleet: SimulatedFleet): Promise<readonly string[]> {
  const read = (sql: string): Promise<readonly Row[]> => store.read({ sql, values: [] });
  const [drift, counts, held, bricks, volumes, devices, nodes, snapshots] = await Promise.all([
    read(`select id, used_kib, (select coalesce(sum(charged_kib), 0) from gluster_brick where device = gluster_device.id)
      as charged from gluster_device`),
    read(`select id, volume_count, (select count(*) from gluster_volume where cluster = gluster_cluster.id) as counted
      from gluster_cluster`),
    read(`select 'volume' as what, id, state from gluster_volume where operation is not null or state <> 'ready'
      union all select 'brick', id, state from gluster_brick where operation is not null or state <> 'ready'
      union all select 'snapshot', id, state from gluster_snapshot where operation is not null or state <> 'ready'
      union all select 'device', id, state from gluster_device where removed_by is not null or state = 'adding'
      union all select 'node', id, state from gluster_node where removed_by is not null or state = 'adding'
      union all select 'host', id, 'moved' from host where moved_by is not null`),
    read(`select brick.id, brick.device, brick.path, brick.pool, brick.lv, brick.volume, brick.role, brick.set_index, brick.position, device.kind,
        device.name as device_name, node.host, node.storage_hostname
      from gluster_brick brick join gluster_device device on device.id = brick.device
      join gluster_node node on node.id = device.node order by brick.set_index, brick.position`),
    read('select id, name from gluster_volume order by name'),
    read(`select device.id, device.kind, device.name, device.state, device.pv_uuid, node.host
      from gluster_device device join gluster_node node on node.id = device.node`),
    read(`select id, cluster, host, storage_hostname, manage_hostnames, storage_hostnames from gluster_node`),
    read(`select snapshot.name, snapshot.stem, snapshot.gluster_id, volume.gluster_id as volume
      from gluster_snapshot snapshot join gluster_volume volume on volume.id = snapshot.volume`),
  ]);
  return [
    ...drift
      .filter((row) => row['used_kib'] !== row['charged'])
      .map(
        (row) =>
          `device ${text(row, 'id')} is charged ${text(row, 'used_kib')} KiB for ${text(row, 'charged')} KiB of bricks`,
      ),
    ...counts
      .filter((row) => row['volume_count'] !== row['counted'])
      .map(
        (row) => `cluster ${text(row, 'id')} says ${text(row, 'volume_count')} volumes, it has ${text(row, 'counted')}`,
      ),
    ...held.map((row) => `${text(row, 'what')} ${text(row, 'id')} is held, or ${text(row, 'state')}`),
    ...fleet.hosts().flatMap((host) =>
      hostProblems(
        fleet,
        host,
        bricks.filter((row) => row['host'] === host.id),
      ),
    ),
    ...fleet.hosts().flatMap((host) =>
      deviceProblems(
        host,
        devices.filter((row) => row['host'] === host.id),
      ),
    ),
    ...(await nameProblems(read, nodes)),
    ...poolProblems(fleet, nodes),
    ...glusterProblems(fleet, bricks, volumes),
    ...snapshotProblems(fleet, snapshots),
    ...(await poolChargeProblems(read)),
    ...(await blockProblems(store, fleet)),
  ];
}

/** A host has the volume groups and markers of its devices; of removed ones perhaps, and of no others. */
function deviceProblems(host: SimulatedHost, rows: readonly Row[]): readonly string[] {
  const { groups, physical } = lvmOf(host);
  const isFound = (what: string): boolean => found.includes(what);
  const groupsFound = Object.entries(groups)
    .filter(([group]) => /^vg_[0-9a-f]{32}$/.test(group))
    .map(([group, { device }]) => `${group} on ${device}, ${physical[device] ?? 'which is no physical volume'}`);
  // A removed device may have been taken apart in part.
  const partial = rows.filter((row) => row['state'] === 'failed').map((row) => row['pv_uuid']);
  const bare = Object.keys(physical).filter(
    (device) =>
      !Object.values(groups).some((group) => group.device === device) && !partial.includes(physical[device] ?? null),
  );
  const markers = host.files.list('/srv').flatMap((folder) =>
    host.files
      .list(`/srv/${folder}`)
      .filter((name) => name.startsWith(MARKER))
      .map((name) => `${name} in /srv/${folder}: ${(host.files.read(`/srv/${folder}/${name}`) ?? '').trim()}`),
  );
  const found = [...groupsFound, ...markers];
  const whatIs = (row: Row): string =>
    row['kind'] === 'file'
      ? `${MARKER} in ${text(row, 'name')}: ${text(row, 'id')}`
      : `${volumeGroup(text(row, 'id'))} on ${text(row, 'name')}, ${text(row, 'pv_uuid')}`;
  const wanted = rows.filter((row) => row['state'] !== 'failed' || isFound(whatIs(row))).map(whatIs);
  return [
    ...difference(`devices on ${host.id}`, wanted, found),
    ...bare.map((device) => `${device} on ${host.id} is a physical volume of no group`),
  ];
}

/** Names belong to nodes, and each host that came with a node has one. */
async function nameProblems(
  read: (sql: string) => Promise<readonly Row[]>,
  nodes: readonly Row[],
): Promise<readonly string[]> {
  const [names, orphans] = await Promise.all([
    read('select kind, name, node from gluster_hostname'),
    read('select id from host where not exists (select 1 from gluster_node where host = host.id)'),
  ]);
  const namesIn = (row: Row, kind: string): readonly string[] =>
    (JSON.parse(text(row, `${kind}_hostnames`)) as string[]).map((name) => `${kind} ${name} ${text(row, 'id')}`);
  return [
    ...difference(
      'hostnames',
      nodes.flatMap((row) => [...namesIn(row, 'manage'), ...namesIn(row, 'storage')]),
      names.map((row) => `${text(row, 'kind')} ${text(row, 'name')} ${text(row, 'node')}`),
    ),
    ...orphans
      .filter((row) => /^[0-9a-f]{32}$/.test(text(row, 'id')))
      .map((row) => `host ${text(row, 'id')} has no node`),
  ];
}

/** The nodes of a cluster are the members of one pool, whatever it calls them, and there are no others in it. */
function poolProblems(fleet: SimulatedFleet, nodes: readonly Row[]): readonly string[] {
  const clusters = Map.groupBy(nodes, (row) => text(row, 'cluster'));
  return [...clusters].flatMap(([cluster, rows]) => {
    const hosts = rows.map((row) => text(row, 'host'));
    const names = new Map(rows.map((row) => [text(row, 'storage_hostname'), text(row, 'host')]));
    const hostOf = (member: Member): string =>
      namesOf(member).flatMap((name) => names.get(name) ?? [])[0] ?? member.host;
    const pools = poolsOf(fleet).filter(({ members }) => members.some((member) => hosts.includes(hostOf(member))));
    return difference(
      `pool of cluster ${cluster}`,
      hosts,
      pools.flatMap(({ members }) => members.map(hostOf)),
    ).concat(pools.length > 1 ? [`the nodes of cluster ${cluster} are in ${pools.length} pools`] : []);
  });
}

/** Each thin pool is charged to one of the bricks in it. */
async function poolChargeProblems(read: (sql: string) => Promise<readonly Row[]>): Promise<readonly string[]> {
  const rows = await read(`select brick.device, coalesce(brick.pool, 'tp_' || brick.id) as pool,
      sum(case when charged_kib > 0 then 1 else 0 end) as charged
    from gluster_brick brick join gluster_device device on device.id = brick.device
    where device.kind = 'lvm-thin' group by 1, 2`);
  return rows
    .filter((row) => Number(row['charged']) !== 1)
    .map((row) => `${text(row, 'pool')} on ${text(row, 'device')} is charged ${text(row, 'charged')} times`);
}

function snapshotProblems(fleet: SimulatedFleet, rows: readonly Row[]): readonly string[] {
  return difference(
    'Gluster snapshots',
    rows.map((row) => ['name', 'stem', 'gluster_id', 'volume'].map((column) => text(row, column)).join(' ')),
    Object.values(snapshotsOfFleet(fleet)).map(({ name, stem, id, volumeId }) => [name, stem, id, volumeId].join(' ')),
  );
}

function hostProblems(fleet: SimulatedFleet, host: SimulatedHost, rows: readonly Row[]): readonly string[] {
  const snapshots = Object.values(snapshotsOfFleet(fleet)).flatMap(({ isActive, bricks }) =>
    bricks.filter((brick) => brick.host === host.id).map((brick) => ({ ...brick, isActive })),
  );
  // What Gluster made is mounted by it, and never in fstab.
  const own = rows.filter((row) => !isMadeByGluster(namesOfBrick(row)));
  const wanted = {
    storage: [
      ...new Set(rows.flatMap((row) => storageOf(row))),
      ...snapshots.map(({ source }) => source.replace('/dev/mapper/', '').replace('-', '/')),
    ],
    mounts: [
      ...rows.map((row) => mountOf({ path: text(row, 'path') })),
      ...snapshots.filter(({ isActive }) => isActive).map(mountPointOf),
    ],
    fstab: own.map((row) => mountOf({ path: text(row, 'path') })),
  };
  const fstab = (host.files.read('/etc/fstab') ?? '').split('\n').filter((line) => line !== '');
  return [
    ...difference(`storage on ${host.id}`, wanted.storage, storageOn(host)),
    ...difference(
      `mounts on ${host.id}`,
      wanted.mounts,
      host.mounts().map(({ target }) => target),
    ),
    ...difference(
      `fstab on ${host.id}`,
      wanted.fstab,
      fstab.map((line) => line.split(' ')[1] ?? line),
    ),
  ];
}

function storageOf(row: Row): readonly string[] {
  const [id, device] = [text(row, 'id'), text(row, 'device')];
  if (row['kind'] === 'file') return [`${text(row, 'device_name')}/${id}.img`];
  const brick = namesOfBrick(row);
  return [poolOf(brick), volumeOf(brick) ?? ''].map((name) => `${volumeGroup(device)}/${name}`);
}

function namesOfBrick(row: Row): { readonly id: string; readonly pool?: string; readonly lv?: string } {
  return { id: text(row, 'id'), ...(row['pool'] === null ? {} : { pool: text(row, 'pool'), lv: text(row, 'lv') }) };
}

function storageOn(host: SimulatedHost): readonly string[] {
  const volumes = Object.entries(lvmOf(host).groups).flatMap(([group, { volumes: inGroup }]) =>
    Object.keys(inGroup).map((name) => `${group}/${name}`),
  );
  const images = host.files
    .list('/srv')
    .flatMap((folder) => host.files.list(`/srv/${folder}`).map((name) => `/srv/${folder}/${name}`))
    .filter((path) => imageBytes(host, path) !== undefined);
  return [...volumes, ...images];
}

function glusterProblems(fleet: SimulatedFleet, bricks: readonly Row[], volumes: readonly Row[]): readonly string[] {
  const found = poolsOf(fleet).flatMap((pool) => Object.values(pool.volumes));
  return [
    ...difference(
      'Gluster volumes',
      volumes.map((row) => text(row, 'name')),
      found.map(({ name }) => name),
    ),
    ...found.flatMap(({ name, status, bricks: inVolume }) => {
      const id = volumes.find((row) => row['name'] === name)?.['id'];
      const wanted = bricks
        .filter((row) => row['volume'] === id)
        .map((row) => `${text(row, 'storage_hostname')}:${text(row, 'path')}`);
      const names = inVolume.map((brick) => brick.name);
      return [
        ...(status === 'started' ? [] : [`the Gluster volume ${name} is ${status}`]),
        ...(wanted.join() === names.join() ? [] : [`the volume ${name} has ${names.join()}, not ${wanted.join()}`]),
      ];
    }),
  ];
}

function difference(what: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  return [
    ...wanted.filter((each) => !found.includes(each)).map((each) => `${what}: ${each} is missing`),
    ...found.filter((each) => !wanted.includes(each)).map((each) => `${what}: ${each} is too much`),
    ...found.filter((each, index) => found.indexOf(each) !== index).map((each) => `${what}: ${each} is there twice`),
  ];
}

function text(row: Row, column: string): string {
  return String(row[column]);
}
