import { describe, expect, it } from 'vitest';
import { hostMigrations } from '../../../kernel/hosts/index.ts';
import { newStore } from '../../../kernel/operations/testing/engines.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import type { Batch, Store } from '../../../kernel/store/index.ts';
import { volumeMigrations } from '../index.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { bricksOfVolume, findVolume } from '../inventory/read-volume.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import {
  abandonBrick,
  dropBrick,
  dropBricksOf,
  holdBrick,
  insertBrick,
  releaseBricksOf,
} from '../tables/brick-table.ts';
import { requireMembers, takeClusterOfNode } from '../tables/cluster-table.ts';
import {
  chargeDevices,
  dropNewDevice,
  finishDevice,
  holdDevice,
  holdDevicesOf,
  insertDevice,
  releaseDevicesOf,
  retireDevice,
} from '../tables/device-table.ts';
import {
  deleteNode,
  holdEmptyNode,
  holdOfflineNode,
  keepPeers,
  releaseNode,
  retireNode,
} from '../tables/node-table.ts';
import { dropVolume, finishVolume, holdVolume, insertVolume } from '../tables/volume-table.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';

const cluster = aCluster().withNodes(2).withDevices(1, { gib: 20 });
const volume = aVolume(cluster, 'first', cluster.devices, 10);
const [device] = cluster.devices;
const deviceId = device?.id ?? '';

async function storeWith(...batches: readonly Batch[]): Promise<Store> {
  const store = await newStore([...hostMigrations, ...volumeMigrations]);
  for (const batch of [cluster.rows(), ...batches])
    expect(await store.write(batch)).toMatchObject({ kind: 'committed' });
  return store;
}

async function usedKib(store: Store): Promise<unknown> {
  const [row] = await store.read({ sql: 'select used_kib from gluster_device where id = $1', values: [deviceId] });
  return row?.['used_kib'];
}

const row = {
  id: volume.id,
  project: 'default',
  cluster: cluster.id,
  name: 'first',
  sizeGib: 10,
  durability: { kind: 'replicate', replica: 2 },
  gid: 0,
  zones: 'none',
  placement: {},
  block: false,
  snapshotFactor: null,
  options: [{ key: 'a.b', value: 'c' }],
  request: { size: 10, name: 'first', block: false },
} as const;

const limit = { most: 1000 };

const claim = (bricks: readonly PlacedBrick[] = volume.bricks): Batch => [
  ...insertVolume(row, 'op', limit),
  ...chargeDevices(bricks),
  ...bricks.map((brick) => insertBrick(brick, { volume: volume.id, state: 'creating', operation: 'op' })),
];

describe('the batches of volumes', () => {
  it('charge devices with what bricks take, and give back exactly that', async () => {
    const store = await storeWith(claim());
    expect(await usedKib(store)).toBe(volume.bricks[0]?.chargedKib);
    const back = dropVolume(volume.id, 'op', dropBricksOf(volume.id, 'op', 2));
    expect(await store.write(back)).toMatchObject({ kind: 'committed' });
    expect(await usedKib(store)).toBe(0);
    expect(await findVolume(store, volume.id)).toBeUndefined();
  });

  it('give back what was charged, even when the device or the factor has changed since', async () => {
    const store = await storeWith(claim());
    await store.write([{ sql: 'update gluster_device set extent_kib = 65536', values: [] }]);
    await store.write(dropBrick(volume.bricks[0]?.id ?? '', 'op'));
    expect(await usedKib(store)).toBe(0);
  });

  it('read back as they were written', async () => {
    const store = await storeWith(claim(), [finishVolume(volume.id, 'op', 'g'), releaseBricksOf(volume.id, 'op', 2)]);
    expect(await findVolume(store, volume.id)).toEqual({
      ...row,
      glusterId: 'g',
      state: 'ready',
      operation: null,
      bricksOrdered: true,
    });
    const bricks = await bricksOfVolume(store, volume.id);
    expect(bricks.map(({ brick }) => brick)).toEqual(volume.bricks);
  });

  it('refuse a brick that would fill a device to the last block', async () => {
    const store = await storeWith();
    const takes = (chargedKib: number): Batch => chargeDevices([{ device: deviceId, chargedKib }]);
    const totalKib = device?.totalKib ?? 0;
    expect(await store.write(takes(totalKib))).toMatchObject({ kind: 'refused', reason: 'changes' });
    expect(await store.write(takes(totalKib - 1))).toMatchObject({ kind: 'committed' });
  });

  it.each([
    ['the device is offline', `update gluster_device set state = 'offline'`],
    ['the device is being removed', `update gluster_device set removed_by = 'another'`],
    ['the node is offline', `update gluster_node set state = 'offline'`],
  ])('refuse a brick when %s by now', async (_, sql) => {
    const store = await storeWith([{ sql, values: [] }]);
    expect(await store.write(claim())).toMatchObject({ kind: 'refused', reason: 'changes' });
    expect(await usedKib(store)).toBe(0);
  });

  it('refuse a second volume of a name in the cluster', async () => {
    const store = await storeWith(claim());
    const second = insertVolume({ ...row, id: 'another' }, 'op2', limit);
    expect(await store.write(second)).toMatchObject({ kind: 'refused', reason: 'unique' });
  });

  it('refuse a volume in a cluster that was closed or filled since', async () => {
    const store = await storeWith(claim());
    const second = { ...row, id: 'another', name: 'second' };
    expect(await store.write(insertVolume(second, 'op2', { most: 1 }))).toMatchObject({ reason: 'changes' });
    await store.write([{ sql: 'update gluster_cluster set takes_file = 0', values: [] }]);
    expect(await store.write(insertVolume(second, 'op2', limit))).toMatchObject({ reason: 'changes' });
  });

  it('count the volumes of a cluster', async () => {
    const store = await storeWith(claim(), insertVolume({ ...row, id: 'another', name: 'second' }, 'op2', limit));
    const counted = async (): Promise<unknown> => (await readClusterViews(store))[0]?.volumeCount;
    expect(await counted()).toBe(2);
    await store.write(dropVolume('another', 'op2', []));
    expect(await counted()).toBe(1);
  });

  it('refuse two bricks in one place, but for one that is to take it over', async () => {
    const store = await storeWith(claim());
    const [first] = volume.bricks;
    if (first === undefined) throw new TypeError('there are bricks');
    const again = (state: 'ready' | 'joining'): Batch => [
      insertBrick({ ...first, id: `again-${state}` }, { volume: volume.id, state, operation: 'op2' }),
    ];
    expect(await store.write(again('ready'))).toMatchObject({ kind: 'refused', reason: 'unique' });
    expect(await store.write(again('joining'))).toMatchObject({ kind: 'committed' });
  });

  it('let one operation hold a volume, and keep debris charged', async () => {
    const store = await storeWith(claim());
    expect(await store.write([holdVolume(volume.id, 'deleting', 'op2')])).toMatchObject({ kind: 'refused' });
    const [first] = volume.bricks;
    const id = first?.id ?? '';
    await store.write([abandonBrick(id, 'op')]);
    expect(await usedKib(store)).toBe(first?.chargedKib);
    expect(await store.write([holdBrick(id, 'debris', 'debris', 'op2')])).toMatchObject({ kind: 'committed' });
    expect(await store.write([holdBrick(id, 'debris', 'debris', 'op3')])).toMatchObject({ kind: 'refused' });
  });

  it('retire a device only when it is offline, held and empty', async () => {
    const store = await storeWith(claim());
    const hold = [holdDevice(deviceId, 'op2')];
    expect(await store.write(hold)).toMatchObject({ kind: 'refused' });
    await store.write([{ sql: `update gluster_device set state = 'offline'`, values: [] }]);
    expect(await store.write(hold)).toMatchObject({ kind: 'committed' });
    const retire = [retireDevice(deviceId, 'op2')];
    expect(await store.write(retire)).toMatchObject({ kind: 'refused' });
    await store.write(dropBricksOf(volume.id, 'op', 2));
    expect(await store.write(retire)).toMatchObject({ kind: 'committed' });
  });

  it('add a device only to a node that nobody takes away, once under a name', async () => {
    const store = await storeWith();
    const [node = ''] = cluster.nodes;
    const wish = (id: string) => insertDevice({ id, node, name: '/dev/new', kind: 'lvm-thin', tags: {} });
    await store.write([{ sql: `update gluster_node set removed_by = 'x' where id = $1`, values: [node] }]);
    expect(await store.write(wish('one'))).toMatchObject({ kind: 'refused', reason: 'changes' });
    await store.write([{ sql: 'update gluster_node set removed_by = null', values: [] }]);
    expect(await store.write(wish('one'))).toMatchObject({ kind: 'committed' });
    expect(await store.write(wish('two'))).toMatchObject({ kind: 'refused', reason: 'unique' });
    expect(await store.write(chargeDevices([{ device: 'one', chargedKib: 1 }]))).toMatchObject({ kind: 'refused' });
    const [view] = await readClusterViews(store);
    expect(view?.nodes.flatMap(({ devices }) => devices.map(({ id }) => id))).not.toContain('one');
    const facts = { totalKib: 4096, extentKib: 4096, pvUuid: 'uuid', paths: ['/dev/new'] };
    expect(await store.write([finishDevice('one', facts)])).toMatchObject({ kind: 'committed' });
    expect(await store.write([dropNewDevice('one')])).toMatchObject({ kind: 'refused' });
    expect(await store.write(chargeDevices([{ device: 'one', chargedKib: 1 }]))).toMatchObject({ kind: 'committed' });
  });

  it('take a node away only when it is empty, and nothing works with its pool', async () => {
    const store = await storeWith();
    const [node = '', other = ''] = cluster.nodes;
    const hold = [takeClusterOfNode(node), ...holdEmptyNode(node, 'op', 1)];
    const refused = { kind: 'refused', reason: 'changes' };
    expect(await store.write(hold)).toMatchObject(refused);
    await store.write([{ sql: 'delete from gluster_device where node = $1', values: [node] }]);
    const held = (by: string | null) => ({
      sql: 'update gluster_node set removed_by = $1 where id = $2',
      values: [by, other],
    });
    await store.write([held('x')]);
    expect(await store.write(hold)).toMatchObject(refused);
    await store.write([held(null), ...insertVolume(row, 'op2', limit)]);
    expect(await store.write(hold)).toMatchObject(refused);
    await store.write(dropVolume(row.id, 'op2', []));
    expect(await store.write(hold)).toMatchObject({ kind: 'committed' });
    expect(await store.write([keepPeers(cluster.id, 2)])).toMatchObject(refused);
    const members = Object.fromEntries(cluster.hosts.map((host) => [host, host]));
    const place = (...hosts: readonly string[]) => [requireMembers({ cluster: cluster.id, hosts, members })];
    const [host = '', otherHost = ''] = cluster.hosts;
    expect(await store.write(place(host, otherHost))).toMatchObject(refused);
    expect(await store.write(place(otherHost))).toMatchObject({ kind: 'committed' });
    const called = (name: string, brick: string) => [
      requireMembers({ cluster: cluster.id, hosts: [otherHost], members: { [name]: otherHost, away: host } }, [
        { host: hostId(otherHost), storageHostname: brick },
      ]),
    ];
    expect(await store.write(called(otherHost, otherHost))).toMatchObject({ kind: 'committed' });
    expect(await store.write(called('old', otherHost))).toMatchObject(refused);
    expect(await store.write(called(otherHost, 'old'))).toMatchObject(refused);
    expect(await store.write(deleteNode(node, 'op'))).toMatchObject({ kind: 'committed' });
    expect(await store.write(place(host, otherHost))).toMatchObject(refused);
    const names = await store.read({ sql: 'select node from gluster_hostname', values: [] });
    expect(new Set(names.map((name) => name['node']))).toEqual(new Set([other]));
  });

  it('retire a node only when all of its devices are', async () => {
    const store = await storeWith();
    const [node = ''] = cluster.nodes;
    expect(await store.write([holdOfflineNode(node, 'op')])).toMatchObject({ kind: 'refused' });
    await store.write([{ sql: `update gluster_node set state = 'offline'`, values: [] }]);
    const hold = [holdOfflineNode(node, 'op'), holdDevicesOf(node, 'op', 1)];
    expect(await store.write(hold)).toMatchObject({ kind: 'committed' });
    expect(await store.write([retireNode(node, 'op')])).toMatchObject({ kind: 'refused' });
    const retire = [retireDevice(deviceId, 'op', 'online'), retireNode(node, 'op')];
    expect(await store.write(retire)).toMatchObject({ kind: 'committed' });
    expect(await store.write([releaseDevicesOf(node, 'op'), releaseNode(node, 'op')])).toMatchObject({
      kind: 'committed',
    });
    expect(
      await store.read({ sql: 'select state from gluster_node where removed_by is null', values: [] }),
    ).toHaveLength(2);
  });
});
