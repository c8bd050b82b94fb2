import { expect, it } from 'vitest';
import { hostMigrations } from '../../../kernel/hosts/index.ts';
import { secretMigrations } from '../../../kernel/secrets/index.ts';
import { fixedVaultOn } from '../../../kernel/secrets/testing/fixed-vault.ts';
import type { Statement, Store } from '../../../kernel/store/index.ts';
import { inMemoryPlace } from '../../../kernel/store/testing/in-memory.ts';
import { volumeMigrations } from '../migrations.ts';
import { aBlockVolume } from '../testing/a-block-volume.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aSnapshot } from '../testing/a-snapshot.ts';
import { aVolume } from '../testing/a-volume.ts';
import { createVolumes, type Volumes } from '../volumes.ts';
import {
  abandonBrick,
  dropBrick,
  dropBricksOf,
  holdBricksOf,
  requireBricksIn,
  requireBricksOf,
} from './brick-table.ts';
import {
  dropBlockVolume,
  growBlockVolume,
  holdBlockVolume,
  requireNoBlockVolumes,
  requireNoOtherHosting,
} from './block-volume-table.ts';
import { requireMembers, requireNodes, takeCluster, takeClusterOfDevice, takeClusterOfNode } from './cluster-table.ts';
import { insertUnfinished } from './unfinished-table.ts';
import { dropVolume, holdVolume } from './volume-table.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const volume = aVolume(cluster, 'first', cluster.devices);
const hosting = aVolume(cluster, 'hosting', cluster.devices, 100, { block: true });
const block = aBlockVolume(cluster, hosting, 'data');
const [brick = ''] = volume.bricks.map(({ id }) => id);

async function openPlace(): Promise<Store> {
  return inMemoryPlace(() => 0).open([...secretMigrations, ...hostMigrations, ...volumeMigrations]);
}

/** Tables and indexes that a statement reads from end to end, in the words of SQLite. */
async function scans(store: Store, { sql, values }: Statement): Promise<readonly string[]> {
  const rows = await store.read({ sql: `explain query plan ${sql}`, values });
  return rows
    .map((row) => String(row['detail']))
    .filter((detail) => /^SCAN (?!CONSTANT ROW$|\d+-ROW VALUES CLAUSE$)/.test(detail));
}

it.each([
  ['making a volume', volume.rows()],
  ['giving up a volume', dropVolume(volume.id, 'op', dropBricksOf(volume.id, 'op', 3))],
  ['giving up a brick', [...dropBrick(brick, 'op'), abandonBrick(brick, 'op')]],
  [
    'beginning to work with a pool',
    [
      takeCluster(cluster.id),
      requireMembers({ cluster: cluster.id, hosts: ['a', 'b'], members: { a: 'a', b: 'b' } }, volume.bricks),
    ],
  ],
  [
    'planning with the bricks of a volume and the nodes of a cluster',
    [requireBricksOf(volume.id, ['a:/b']), requireBricksIn(volume.id, ['a:/b', 'c:/d']), requireNodes('a', ['b'])],
  ],
  ['finding the cluster of a node or a device', [takeClusterOfNode('a'), takeClusterOfDevice('a')]],
  ['making a block volume', block.rows().slice(0, 4)],
  [
    'expanding a block volume',
    growBlockVolume({ id: block.id, hosting: hosting.id }, 'op', { fromGib: 10, toGib: 20 }),
  ],
  ['giving up a block volume', [holdBlockVolume('b', 'op'), dropBlockVolume('b', 'op'), requireNoBlockVolumes('v')]],
  ['making a hosting volume', [requireNoOtherHosting(cluster.id, 'v')]],
  ['deleting a volume', [holdVolume(volume.id, 'deleting', 'op'), holdBricksOf(volume.id, 'deleting', 'op', 3)]],
] as const)('%s takes no longer where there are many others', async (_, statements) => {
  const store = await openPlace();
  for (const statement of statements) expect(await scans(store, statement)).toEqual([]);
});

it('what a volume has on a device is found without reading the other bricks of the device', async () => {
  const store = await openPlace();
  const uncharge = dropBricksOf(volume.id, 'op', 3).find(({ sql }) => sql.startsWith('update gluster_device'));
  if (uncharge === undefined) throw new TypeError('devices are charged');
  const rows = await store.read({ sql: `explain query plan ${uncharge.sql}`, values: uncharge.values });
  const plan = rows.map((row) => String(row['detail'])).join('\n');
  expect(plan).toMatch(/gluster_brick_(device \(device=\? AND volume|operation \(operation)=\?\)/);
  expect(plan).not.toContain('gluster_brick_device (device=?)');
});

/** What is read is kept in `asked`. */
function volumesOn(store: Store, asked: Statement[]): Volumes {
  const listening: Store = {
    ...store,
    read: (statement) => {
      asked.push(statement);
      return store.read(statement);
    },
  };
  return createVolumes({
    store: listening,
    clock: { now: () => 0 },
    newId: () => 'unused',
    vault: fixedVaultOn(store),
  });
}

it('reading one thing, or a page of volumes, takes no longer where there are many others', async () => {
  const store = await openPlace();
  const asked: Statement[] = [];
  const volumes = volumesOn(store, asked);
  await store.write([...cluster.rows(), ...volume.rows(), ...hosting.rows(), ...block.rows()]);
  const [device] = cluster.devices;
  await volumes.volumes.get(volume.id);
  await volumes.devices.get(device?.id ?? '');
  await volumes.nodes.get(device?.node ?? '');
  await volumes.clusters.get(cluster.id);
  await volumes.volumes.get(hosting.id);
  await volumes.blockVolumes.get(block.id);
  await volumes.blockVolumes.credentials(block.id);
  await volumes.blockVolumes.page({ reach: ['default'], hosting: hosting.id, after: '0' });
  const after = '0';
  await volumes.volumes.page({ reach: 'everywhere', after });
  await volumes.volumes.page({ reach: ['default'], after });
  await volumes.volumes.page({ reach: ['default'], cluster: cluster.id, after });
  await volumes.volumes.page({ reach: ['default'], name: 'first', after });
  expect(asked.length).toBeGreaterThan(15);
  for (const statement of asked) expect(await scans(store, statement)).toEqual([]);
});

it('the first page of what a filter, or the project, lets through takes no longer where there are many others', async () => {
  const store = await openPlace();
  const asked: Statement[] = [];
  const { snapshots, blockVolumes, drift, unfinished } = volumesOn(store, asked);
  const snapshot = aSnapshot(cluster, volume, 'then');
  await store.write([...cluster.rows(), ...volume.rows(), ...hosting.rows(), ...block.rows(), ...snapshot.rows()]);
  await store.write([
    insertUnfinished({ id: 'u', project: 'default', kind: 'volume.create', createdAtMs: 0, addGib: null }),
    holdVolume(volume.id, 'deleting', 'u'),
  ]);
  const reach = ['default'];
  const found = await Promise.all([
    snapshots.page({ reach }),
    snapshots.page({ reach: 'everywhere', volume: volume.id }),
    snapshots.page({ reach: 'everywhere', name: 'then' }),
    blockVolumes.page({ reach: 'everywhere', name: 'data' }),
    unfinished.page({ reach }),
  ]);
  expect(found.map(({ items }) => items.length)).toEqual([1, 1, 1, 1, 1]);
  expect((await unfinished.get('u')).volumes).toEqual([volume.id]);
  await drift.findings({ reach });
  await drift.findings({ reach: 'everywhere', cluster: cluster.id });
  await drift.findings({ reach: 'everywhere', severity: 'critical' });
  expect(asked.length).toBeGreaterThan(10);
  for (const statement of asked) expect(await scans(store, statement)).toEqual([]);
});
