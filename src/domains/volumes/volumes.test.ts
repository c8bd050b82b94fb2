import { beforeEach, describe, expect, it } from 'vitest';
import { auditMigrations } from '../../kernel/audit/index.ts';
import { eventMigrations } from '../../kernel/events/index.ts';
import { hostMigrations } from '../../kernel/hosts/index.ts';
import { newStore } from '../../kernel/operations/testing/engines.ts';
import { secretMigrations } from '../../kernel/secrets/index.ts';
import { fixedVaultOn } from '../../kernel/secrets/testing/fixed-vault.ts';
import type { SqlValue, Store } from '../../kernel/store/index.ts';
import type { NodeHealth } from './inventory/node-health.ts';
import { volumeMigrations } from './migrations.ts';
import { KIB_PER_GIB } from './sizes.ts';
import { insertVolume } from './tables/volume-table.ts';
import { aBlockVolume } from './testing/a-block-volume.ts';
import { aCluster } from './testing/a-cluster.ts';
import { aVolume } from './testing/a-volume.ts';
import { createVolumes, type Volumes } from './volumes.ts';

const by = { principal: 'p-anna', project: 'physics', from: '192.0.2.7' };
const cluster = aCluster().withNodes(3).withDevices(2);
const [first, second, third] = cluster.devices.filter(({ name }) => name === '/dev/vdb');
const three = [first, second, third].filter((device) => device !== undefined);
const volume = aVolume(cluster, 'first', three);
const deviceId = first?.id ?? '';
const nodeId = first?.node ?? '';

let store: Store;
let volumes: Volumes;
let healths: Map<string, NodeHealth>;

beforeEach(async () => {
  store = await newStore([
    ...secretMigrations,
    ...auditMigrations,
    ...eventMigrations,
    ...hostMigrations,
    ...volumeMigrations,
  ]);
  let ids = 0;
  healths = new Map();
  volumes = createVolumes({
    store,
    clock: { now: () => 1000 },
    vault: fixedVaultOn(store),
    newId: () => {
      ids += 1;
      return `${ids}`.padStart(32, 'f');
    },
    healths: { of: (node) => healths.get(node) },
  });
});

async function write(sql: string, ...values: readonly SqlValue[]): Promise<void> {
  expect(await store.write([{ sql, values }])).toMatchObject({ kind: 'committed' });
}

async function arrange(...volumesThere: readonly { rows(): ReturnType<typeof cluster.rows> }[]): Promise<void> {
  const rows = [cluster, ...volumesThere].flatMap((each) => each.rows());
  expect(await store.write(rows)).toMatchObject({ kind: 'committed' });
}

async function told(): Promise<readonly unknown[]> {
  return store.read({ sql: 'select topic, project, subject, body from event_outbox order by id', values: [] });
}

describe('clusters', () => {
  it('are created in the project of who asks, and read back as they were created', async () => {
    const made = await volumes.clusters.create(by, { takesFile: true, takesBlock: false });
    expect(made).toMatchObject({ project: 'physics', takesFile: true, takesBlock: false, nodes: [], volumes: [] });
    expect(await volumes.clusters.get(made.id)).toEqual(made);
    expect(await volumes.clusters.list()).toEqual([made.id]);
  });

  it('leave an audit record and an event of each change, and of nothing else', async () => {
    const { id } = await volumes.clusters.create(by, { takesFile: true, takesBlock: true });
    const stranger = { ...by, project: 'chemistry' };
    await volumes.clusters.setFlags(stranger, id, { takesFile: false, takesBlock: true });
    await volumes.clusters.setFlags(stranger, id, { takesFile: false, takesBlock: true });
    await volumes.clusters.remove(stranger, id);
    const records = await store.read({
      sql: 'select at_ms, who, action, target, result, remote from audit_entry order by id',
      values: [],
    });
    const record = { at_ms: 1000, who: 'p-anna', target: `cluster/${id}`, result: 'done', remote: '192.0.2.7' };
    expect(records).toEqual(
      ['cluster.create', 'cluster.change', 'cluster.remove'].map((action) => ({ ...record, action })),
    );
    expect(await told()).toMatchObject([
      { topic: 'cluster.created', project: 'physics', subject: id },
      { topic: 'cluster.changed', project: 'physics', subject: id },
      { topic: 'cluster.removed', project: 'physics', subject: id },
    ]);
  });

  it('get both flags at once', async () => {
    const { id } = await volumes.clusters.create(by, { takesFile: true, takesBlock: true });
    await volumes.clusters.setFlags(by, id, { takesFile: false, takesBlock: true });
    expect(await volumes.clusters.get(id)).toMatchObject({ takesFile: false, takesBlock: true });
  });

  it('are refused where there are none', async () => {
    const flags = { takesFile: true, takesBlock: true };
    const code = 'CLUSTER_NOT_FOUND';
    await expect(volumes.clusters.get('x')).rejects.toMatchObject({ code });
    await expect(volumes.clusters.setFlags(by, 'x', flags)).rejects.toMatchObject({ code });
    await expect(volumes.clusters.remove(by, 'x')).rejects.toMatchObject({ code });
    expect(await told()).toEqual([]);
  });

  it('are not removed while they have nodes or volumes, also such as nobody sees yet', async () => {
    await arrange(volume);
    const refused = { code: 'CLUSTER_NOT_EMPTY', fields: { cluster: cluster.id, nodes: 3, volumes: 1 } };
    await expect(volumes.clusters.remove(by, cluster.id)).rejects.toMatchObject(refused);
    await write(`update gluster_node set state = 'adding'`);
    await write(`update gluster_volume set state = 'creating'`);
    await expect(volumes.clusters.remove(by, cluster.id)).rejects.toMatchObject(refused);
    expect(await volumes.clusters.list()).toEqual([cluster.id]);
  });

  it('are not removed when a volume came between the look and the removal', async () => {
    const { id } = await volumes.clusters.create(by, { takesFile: true, takesBlock: true });
    let isLate = true;
    const overtaken: Store = {
      ...store,
      write: async (batch) => {
        if (isLate) await store.write(insertVolume({ ...aRow, cluster: id }, 'op', { most: 9 }));
        isLate = false;
        return store.write(batch);
      },
    };
    const late = createVolumes({
      store: overtaken,
      vault: fixedVaultOn(store),
      clock: { now: () => 1000 },
      newId: () => 'unused',
    });
    await expect(late.clusters.remove(by, id)).rejects.toMatchObject({ code: 'CLUSTER_NOT_EMPTY' });
    expect(await volumes.clusters.list()).toEqual([id]);
  });

  it('say so when each try is overtaken', async () => {
    const { id } = await volumes.clusters.create(by, { takesFile: true, takesBlock: true });
    const slow: Store = { ...store, write: async () => ({ kind: 'refused', statement: 0, reason: 'changes' }) };
    const late = createVolumes({
      store: slow,
      vault: fixedVaultOn(store),
      clock: { now: () => 1000 },
      newId: () => 'unused',
    });
    await expect(late.clusters.remove(by, id)).rejects.toMatchObject({ code: 'INVENTORY_CONTENDED' });
  });

  it('show their nodes and their whole volumes', async () => {
    await arrange(volume, aVolume(cluster, 'second', three), aVolume(cluster, 'third', three));
    await write(`update gluster_volume set state = 'creating' where name = 'second'`);
    await write(`update gluster_volume set state = 'deleting' where name = 'third'`);
    const nodes = [...new Set(cluster.devices.map(({ node }) => node))];
    const expected = { id: cluster.id, project: 'default', takesFile: true, takesBlock: true };
    expect(await volumes.clusters.get(cluster.id)).toEqual({
      ...expected,
      nodes,
      volumes: [volume.id],
      blockVolumes: [],
    });
  });
});

const aRow = {
  id: 'v',
  project: 'default',
  cluster: cluster.id,
  name: 'v',
  sizeGib: 1,
  durability: { kind: 'disperse', data: 4, redundancy: 2 },
  gid: 7,
  zones: 'strict',
  placement: {},
  block: false,
  snapshotFactor: 1.5,
  options: [{ key: 'a.b', value: 'c' }],
  request: { zulu: '', alpha: [1, null], big: 1e21 },
} as const;

describe('nodes and devices', () => {
  it('are shown with everything in them', async () => {
    await arrange(volume);
    await write(
      `update gluster_node set tags = '{"rack":"7"}', manage_hostnames = '["a","b"]', storage_hostnames = '["c","d"]'
        where id = $1`,
      nodeId,
    );
    await write(
      `update gluster_device set tags = '{"kind":"ssd"}', paths = '["/dev/by-id/x"]' where id = $1`,
      deviceId,
    );
    const [brick] = volume.bricks;
    const chargedKib = brick?.chargedKib ?? 0;
    const device = {
      id: deviceId,
      project: 'default',
      node: nodeId,
      name: '/dev/vdb',
      kind: 'lvm-thin',
      tags: { kind: 'ssd' },
      state: 'online',
      totalKib: 500 * KIB_PER_GIB,
      usedKib: chargedKib,
      freeKib: 500 * KIB_PER_GIB - chargedKib,
      extentKib: 4096,
      pvUuid: `uuid-${deviceId}`,
      paths: ['/dev/by-id/x'],
      bricks: [
        {
          id: brick?.id,
          path: brick?.path,
          device: deviceId,
          node: nodeId,
          volume: volume.id,
          sizeKib: 10 * KIB_PER_GIB,
          role: 'data',
          state: 'ready',
        },
      ],
    };
    expect(await volumes.devices.get(deviceId)).toEqual(device);
    expect(await volumes.nodes.get(nodeId)).toEqual({
      id: nodeId,
      project: 'default',
      cluster: cluster.id,
      host: 'c1-n1',
      zone: 1,
      manage: ['a', 'b'],
      storage: ['c', 'd'],
      tags: { rack: '7' },
      state: 'online',
      devices: [device, expect.objectContaining({ name: '/dev/vdc', bricks: [], usedKib: 0 })],
    });
  });

  it('show bricks of operations that run, and what is left of volumes that are gone', async () => {
    await arrange(volume);
    await write(`update gluster_brick set state = 'creating', operation = 'op' where device = $1`, deviceId);
    expect(await volumes.devices.get(deviceId)).toMatchObject({ bricks: [{ state: 'creating', volume: volume.id }] });
    await write(`update gluster_brick set state = 'debris', volume = null where device = $1`, deviceId);
    expect(await volumes.devices.get(deviceId)).toMatchObject({ bricks: [{ state: 'debris', volume: '' }] });
  });

  it('have nothing free when they shrank below what is used', async () => {
    await arrange(volume);
    await write('update gluster_device set total_kib = 1');
    expect(await volumes.devices.get(deviceId)).toMatchObject({ totalKib: 1, freeKib: 0 });
  });

  it('show what a monitor saw', async () => {
    await arrange();
    healths.set(nodeId, { isUp: false, atMs: 5 });
    expect(await volumes.nodes.get(nodeId)).toMatchObject({ health: { isUp: false, atMs: 5 } });
  });

  it('are not shown while they are being added', async () => {
    await arrange();
    await write(`update gluster_node set state = 'adding' where id = $1`, nodeId);
    await write(`update gluster_device set state = 'adding' where node <> $1 and name = '/dev/vdb'`, nodeId);
    const notFound = { code: 'NODE_NOT_FOUND' };
    await expect(volumes.nodes.get(nodeId)).rejects.toMatchObject(notFound);
    await expect(volumes.nodes.setState(by, nodeId, 'offline')).rejects.toMatchObject(notFound);
    const hidden = second?.id ?? '';
    await expect(volumes.devices.get(hidden)).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    const { items } = await volumes.nodes.list({ reach: 'everywhere' });
    expect(items.flatMap(({ devices }) => devices.map(({ name }) => name))).toEqual(['/dev/vdc', '/dev/vdc']);
    expect((await volumes.clusters.get(cluster.id)).nodes).toHaveLength(2);
    expect((await volumes.statistics()).nodes).toHaveLength(2);
  });

  it.each([
    ['online', 'online', undefined],
    ['online', 'offline', 'changed'],
    ['offline', 'online', 'changed'],
    ['offline', 'offline', undefined],
  ] as const)('go from %s to %s', async (from, to, change) => {
    await arrange();
    await write('update gluster_node set state = $1', from);
    await write('update gluster_device set state = $1', from);
    await volumes.nodes.setState(by, nodeId, to);
    await volumes.devices.setState(by, deviceId, to);
    expect(await volumes.nodes.get(nodeId)).toMatchObject({ state: to });
    expect(await volumes.devices.get(deviceId)).toMatchObject({ state: to });
    const events = [
      { topic: 'node.changed', project: 'default', subject: nodeId, body: expect.stringContaining(to) as string },
      { topic: 'device.changed', project: 'default', subject: deviceId, body: expect.stringContaining(to) as string },
    ];
    expect(await told()).toEqual(change === undefined ? [] : events);
  });

  it('come back from a removal only as a device, and only offline', async () => {
    await arrange();
    await write(`update gluster_node set state = 'failed'`);
    await write(`update gluster_device set state = 'failed'`);
    for (const to of ['online', 'offline'] as const) {
      await expect(volumes.nodes.setState(by, nodeId, to)).rejects.toMatchObject({
        code: 'NODE_STATE_REFUSED',
        fields: { node: nodeId, from: 'failed', to },
      });
    }
    await expect(volumes.devices.setState(by, deviceId, 'online')).rejects.toMatchObject({
      code: 'DEVICE_STATE_REFUSED',
      fields: { device: deviceId, from: 'failed', to: 'online' },
    });
    await volumes.devices.setState(by, deviceId, 'offline');
    expect(await volumes.devices.get(deviceId)).toMatchObject({ state: 'offline' });
  });

  it('stay as they are while an operation takes them away', async () => {
    await arrange();
    await write(`update gluster_node set state = 'offline', removed_by = 'op'`);
    await write(`update gluster_device set state = 'offline', removed_by = 'op'`);
    await expect(volumes.nodes.setState(by, nodeId, 'online')).rejects.toMatchObject({ code: 'NODE_BUSY' });
    await expect(volumes.devices.setState(by, deviceId, 'online')).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
    await volumes.devices.setState(by, deviceId, 'offline');
  });

  it('are refused where there are none', async () => {
    await expect(volumes.nodes.get('x')).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
    await expect(volumes.nodes.setState(by, 'x', 'online')).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
    await expect(volumes.devices.get('x')).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    await expect(volumes.devices.setState(by, 'x', 'online')).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });
});

describe('volumes', () => {
  it('are shown as they were asked for', async () => {
    await arrange();
    expect(await store.write(insertVolume(aRow, 'op', { most: 9 }))).toMatchObject({ kind: 'committed' });
    await write(`update gluster_volume set state = 'ready', gluster_id = 'g'`);
    const storageHosts = ['c1-n1', 'c1-n2', 'c1-n3'];
    const shown = await volumes.volumes.get('v');
    const { block: _, ...row } = aRow;
    expect(shown).toEqual({ ...row, glusterId: 'g', state: 'ready', storageHosts, bricks: [], rebalance: null });
    expect(JSON.stringify(shown.request)).toBe(JSON.stringify(aRow.request));
  });

  it('are shown with one brick for each place, by id, and with the nodes that are there now', async () => {
    await arrange(volume);
    const joining = { id: '0', volume: volume.id, device: second?.id ?? '' };
    await write(
      `insert into gluster_brick (id, volume, device, set_index, position, role, size_kib, pool_kib, metadata_kib,
        charged_kib, gid, path, state, operation) values ($1, $2, $3, 0, 0, 'data', 1, 1, 1, 1, 0, '/x', 'joining', 'op')`,
      joining.id,
      joining.volume,
      joining.device,
    );
    await write(
      `update gluster_brick set state = 'leaving', operation = 'op' where id = $1`,
      volume.bricks[0]?.id ?? '',
    );
    const { bricks } = await volumes.volumes.get(volume.id);
    expect(bricks.map(({ id }) => id)).toEqual(volume.bricks.map(({ id }) => id).toSorted());
    await write(`update gluster_node set state = 'adding' where id = $1`, nodeId);
    expect((await volumes.volumes.get(volume.id)).storageHosts).toEqual(['c1-n2', 'c1-n3']);
  });

  it.each(['creating', 'deleting'])('are shown nowhere while they are %s', async (state) => {
    await arrange(volume);
    await write('update gluster_volume set state = $1', state);
    await expect(volumes.volumes.get(volume.id)).rejects.toMatchObject({ code: 'VOLUME_NOT_FOUND' });
    expect(await volumes.volumes.list()).toEqual([]);
    expect(await volumes.volumes.page({ reach: 'everywhere' })).toEqual({ items: [] });
    expect((await volumes.clusters.get(cluster.id)).volumes).toEqual([]);
    expect((await volumes.statistics()).clusters).toMatchObject([{ volumes: 0 }]);
  });
});

describe('pages', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const other = aCluster('c2').withNodes(1).withDevices(1);

  beforeEach(async () => {
    const namesake = { ...aRow, cluster: other.id, name: 'c' };
    const rows = { rows: () => insertVolume(namesake, 'op', { most: 9 }) };
    await arrange(...names.map((name) => aVolume(cluster, name, three)), other, rows);
    await write(`update gluster_volume set state = 'ready' where cluster = $1`, other.id);
    await write(`update gluster_cluster set project = 'physics' where id = $1`, other.id);
    await write(`update gluster_volume set project = 'physics' where cluster = $1 or name in ('d', 'e')`, other.id);
  });

  it('have all volumes once, in their order, whatever their size', async () => {
    const all = await volumes.volumes.list();
    expect(all).toHaveLength(6);
    for (const limit of [1, 4, 6, 100]) {
      const seen: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await volumes.volumes.page({
          reach: 'everywhere',
          limit,
          ...(after === undefined ? {} : { after }),
        });
        seen.push(...page.items.map(({ id }) => id));
        after = page.next;
        if (after === undefined) break;
        expect(page.items).toHaveLength(limit);
      }
      expect(seen).toEqual(all);
    }
  });

  it('show whole volumes, each with its own bricks', async () => {
    const { items } = await volumes.volumes.page({ reach: 'everywhere' });
    for (const item of items) expect(item).toEqual(await volumes.volumes.get(item.id));
  });

  it('have what lies within reach, and nothing without any', async () => {
    const inReach = async (reach: 'everywhere' | readonly string[]): Promise<readonly number[]> => {
      const pages = [
        volumes.volumes.page({ reach }),
        volumes.clusters.page({ reach }),
        volumes.nodes.list({ reach }),
        volumes.devices.list({ reach }),
      ];
      return (await Promise.all(pages)).map(({ items }) => items.length);
    };
    expect(await inReach('everywhere')).toEqual([6, 2, 4, 7]);
    expect(await inReach(['physics'])).toEqual([3, 1, 1, 1]);
    expect(await inReach(['physics', 'default'])).toEqual([6, 2, 4, 7]);
    expect(await inReach(['chemistry'])).toEqual([0, 0, 0, 0]);
    expect(await inReach([])).toEqual([0, 0, 0, 0]);
  });

  it('tell whose volumes are, and nothing of what is no volume', async () => {
    const { items } = await volumes.volumes.page({ reach: 'everywhere' });
    const found = await volumes.volumes.projectsOf(['none', ...items.map(({ id }) => id)]);
    expect(found).toEqual(new Map(items.map(({ id, project }) => [id, project])));
    expect(await volumes.volumes.projectsOf([])).toEqual(new Map());
    const many = Array.from({ length: 2_500 }, (_, index) => `none-${index}`);
    expect([...(await volumes.volumes.projectsOf([...many, items[0]?.id ?? ''])).values()]).toEqual([
      items[0]?.project,
    ]);
  });

  it('have what is asked for', async () => {
    const reach = 'everywhere';
    const { items } = await volumes.volumes.page({ reach, cluster: cluster.id, name: 'c' });
    expect(items.map(({ name, cluster: id }) => [name, id])).toEqual([['c', cluster.id]]);
    expect((await volumes.nodes.list({ reach, cluster: other.id })).items).toHaveLength(1);
    expect((await volumes.devices.list({ reach, cluster: cluster.id })).items).toHaveLength(6);
    expect((await volumes.devices.list({ reach, node: nodeId })).items).toHaveLength(2);
  });
});

describe('statistics', () => {
  it('count what there is', async () => {
    await arrange(volume);
    healths.set(nodeId, { isUp: true, atMs: 5 });
    const { clusters, nodes, devices } = await volumes.statistics();
    expect(clusters).toEqual([{ id: cluster.id, nodes: 3, volumes: 1, blockVolumes: 0 }]);
    const labels = { cluster: cluster.id, hostname: 'c1-n1', storageHostname: 'c1-n1' };
    expect(nodes[0]).toEqual({ id: nodeId, ...labels, devices: 2, health: { isUp: true, atMs: 5 } });
    const { totalKib, usedKib, freeKib } = await volumes.devices.get(deviceId);
    const sizes = { totalKib, usedKib, freeKib };
    const rest = { id: deviceId, node: nodeId, name: '/dev/vdb', pvUuid: `uuid-${deviceId}`, bricks: 1 };
    expect(devices[0]).toEqual({ ...labels, ...rest, ...sizes });
    expect(devices.map(({ bricks }) => bricks)).toEqual([1, 0, 1, 0, 1, 0]);
  });
});

describe('block volumes', () => {
  const hosting = aVolume(cluster, 'hosting', three, 100, { block: true });
  const data = aBlockVolume(cluster, hosting, 'data', 40);
  const more = aBlockVolume(cluster, hosting, 'more', 8);

  it('are shown when they are whole, and take their space all the same when they are not', async () => {
    await arrange(hosting, data, more);
    await write(`update gluster_block_volume set state = 'creating' where id = $1`, more.id);
    expect(await volumes.blockVolumes.list()).toEqual([data.id]);
    expect(await volumes.blockVolumes.get(data.id)).toMatchObject({ name: 'data', sizeGib: 40, hosting: hosting.id });
    await expect(volumes.blockVolumes.get(more.id)).rejects.toMatchObject({ code: 'BLOCK_VOLUME_NOT_FOUND' });
    expect((await volumes.blockVolumes.page({ reach: ['default'], hosting: hosting.id })).items).toHaveLength(1);
    expect((await volumes.volumes.get(hosting.id)).hosting).toEqual({
      freeGib: 50,
      reservedGib: 2,
      blockVolumes: [data.id],
      restriction: null,
    });
    expect(await volumes.clusters.get(cluster.id)).toMatchObject({ blockVolumes: [data.id] });
    expect((await volumes.statistics()).clusters).toMatchObject([{ blockVolumes: 1 }]);
    const projects = await volumes.volumes.projectsOf([more.id, hosting.id, 'x']);
    expect(Object.fromEntries(projects)).toEqual({ [more.id]: 'default', [hosting.id]: 'default' });
  });

  it('have a login that is told to those who ask for it, and the record says who did', async () => {
    await arrange(hosting, data);
    const found = await volumes.blockVolumes.reveal(by, data.id);
    expect([String(found?.password), found?.password.reveal()]).toEqual(['[secret]', data.password]);
    const entries = await store.read({ sql: 'select who, action, target from audit_entry', values: [] });
    expect(entries).toEqual([{ who: 'p-anna', action: 'block-volume.reveal', target: `block-volume/${data.id}` }]);
  });

  it('do not come into a volume that is locked, and an overfull one is not unlocked', async () => {
    await arrange(hosting, data, volume);
    await volumes.volumes.setRestriction(by, hosting.id, 'locked');
    await volumes.volumes.setRestriction(by, hosting.id, 'locked');
    expect(await told()).toMatchObject([{ topic: 'volume.changed', subject: hosting.id }]);
    expect((await store.write(more.rows())).kind).toBe('refused');
    await volumes.volumes.setRestriction(by, hosting.id, null);
    expect((await store.write(more.rows())).kind).toBe('committed');
    await volumes.volumes.setRestriction(by, hosting.id, 'locked');
    await write('update gluster_block_volume set size_gib = 91 where id = $1', data.id);
    await expect(volumes.volumes.setRestriction(by, hosting.id, null)).rejects.toMatchObject({
      code: 'VOLUME_UNLOCK_NO_SPACE',
      fields: { neededGib: 2, freeGib: 1 },
    });
    await expect(volumes.volumes.setRestriction(by, volume.id, null)).rejects.toMatchObject({
      code: 'VOLUME_NOT_HOSTING',
    });
  });
});
