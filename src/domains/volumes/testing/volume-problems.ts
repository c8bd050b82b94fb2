import type { SimulatedFleet, SimulatedHost } from '../../../kernel/remote/index.ts';
import type { Row, Store } from '../../../kernel/store/index.ts';
import { logicalVolume, mountPoint, thinPool, volumeGroup } from '../brick-paths.ts';
import { imageBytes, lvmOf } from '../bricks/simulated-storage.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';

/**
 * What must hold whenever no operation is open: devices are charged with exactly their bricks, hosts have exactly the
 * bricks that rows name, Gluster has exactly the volumes, and nobody holds anything.
 */
export async function volumeProblems(store: Store, fleet: SimulatedFleet): Promise<readonly string[]> {
  const read = (sql: string): Promise<readonly Row[]> => store.read({ sql, values: [] });
  const [drift, held, bricks, volumes] = await Promise.all([
    read(`select id, used_kib, (select coalesce(sum(charged_kib), 0) from gluster_brick where device = gluster_device.id)
      as charged from gluster_device`),
    read(`select 'volume' as what, id, state from gluster_volume where operation is not null or state <> 'ready'
      union all select 'brick', id, state from gluster_brick where operation is not null or state <> 'ready'
      union all select 'device', id, state from gluster_device where removed_by is not null`),
    read(`select brick.id, brick.device, brick.path, brick.volume, brick.set_index, brick.position, device.kind,
        device.name as device_name, node.host, node.storage_hostname
      from gluster_brick brick join gluster_device device on device.id = brick.device
      join gluster_node node on node.id = device.node order by brick.set_index, brick.position`),
    read('select id, name from gluster_volume order by name'),
  ]);
  return [
    ...drift
      .filter((row) => row['used_kib'] !== row['charged'])
      .map(
        (row) =>
          `device ${text(row, 'id')} is charged ${text(row, 'used_kib')} KiB for ${text(row, 'charged')} KiB of bricks`,
      ),
    ...held.map((row) => `${text(row, 'what')} ${text(row, 'id')} is held, or ${text(row, 'state')}`),
    ...fleet.hosts().flatMap((host) =>
      hostProblems(
        host,
        bricks.filter((row) => row['host'] === host.id),
      ),
    ),
    ...glusterProblems(fleet, bricks, volumes),
  ];
}

function hostProblems(host: SimulatedHost, rows: readonly Row[]): readonly string[] {
  const wanted = {
    storage: rows.flatMap((row) => storageOf(row)),
    mounts: rows.map((row) => mountPoint(text(row, 'device'), text(row, 'id'))),
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
      wanted.mounts,
      fstab.map((line) => line.split(' ')[1] ?? line),
    ),
  ];
}

function storageOf(row: Row): readonly string[] {
  const [id, device] = [text(row, 'id'), text(row, 'device')];
  if (row['kind'] === 'file') return [`${text(row, 'device_name')}/${id}.img`];
  return [`${volumeGroup(device)}/${thinPool(id)}`, `${volumeGroup(device)}/${logicalVolume(id)}`];
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
