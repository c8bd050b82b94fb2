import { expect, it, onTestFinished } from 'vitest';
import { newDatabase } from '../../../../test/store/new-database.ts';
import { lockRows } from '../../../../test/store/row-locks.ts';
import { hostMigrations, insertHostStatements } from '../../../kernel/hosts/index.ts';
import { operationMigrations } from '../../../kernel/operations/index.ts';
import { secretMigrations } from '../../../kernel/secrets/index.ts';
import { type Batch, openStore, type Store, type WriteOutcome } from '../../../kernel/store/index.ts';
import { volumeMigrations } from '../migrations.ts';
import { dropBlockVolume, growBlockVolume, insertBlockVolume } from '../tables/block-volume-table.ts';
import { requireMembers, takeCluster, takeClusterOfNode } from '../tables/cluster-table.ts';
import { insertDevice } from '../tables/device-table.ts';
import { holdEmptyNode, insertNode, keepPeers } from '../tables/node-table.ts';
import { holdVolume } from '../tables/volume-table.ts';
import { aBlockVolume } from '../testing/a-block-volume.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const volume = aVolume(cluster, 'old', cluster.devices.slice(1));
const [node = ''] = cluster.nodes;
const members = Object.fromEntries(cluster.hosts.map((host) => [host, host]));
const place = { cluster: cluster.id, hosts: cluster.hosts, members };
const newNode = {
  id: 'new',
  cluster: cluster.id,
  host: 'new',
  madeHost: false,
  zone: 1,
  manage: ['new'],
  storage: ['new'],
  tags: {},
  isFirst: false,
};
const arranged: Batch = [
  ...cluster.rows(),
  ...volume.rows(),
  { sql: 'delete from gluster_device where node = $1', values: [node] },
  ...insertHostStatements({ id: 'new', name: 'new', addresses: [{ address: 'new', port: 22 }], createdAtMs: 0 }),
];
const leaves: Batch = [
  takeClusterOfNode(node),
  ...holdEmptyNode(node, 'leaves', 2),
  requireMembers({ ...place, hosts: cluster.hosts.slice(1) }),
];

/** SQLite has one writer, and nothing to decide. */
const itOnPostgres = it.runIf(process.env['TEST_ENGINE_STORE'] === 'postgres');

itOnPostgres.each([
  [
    'a volume is deleted',
    'gluster_cluster',
    [takeCluster(cluster.id), requireMembers(place), holdVolume(volume.id, 'deleting', 'other')],
  ],
  ['a node is added', 'gluster_cluster', [takeCluster(cluster.id), keepPeers(cluster.id, 3), ...insertNode(newNode)]],
  [
    'it gets a device',
    'gluster_node',
    insertDevice({ id: 'device', node, name: '/dev/new', kind: 'lvm-thin', tags: {} }),
  ],
] as const)('of two servers one is refused, when a node is deleted while %s', async (_, table, other) => {
  const url = await newDatabase();
  const migrations = [...secretMigrations, ...operationMigrations, ...hostMigrations, ...volumeMigrations];
  const open = async (since: string): Promise<Store> => {
    const store = await openStore({ url, migrations, owner: { pid: process.pid, since } });
    onTestFinished(() => store.close());
    return store;
  };
  const [one, another] = [await open('one'), await open('another')];
  expect(await one.write(arranged)).toMatchObject({ kind: 'committed' });
  for (const [first, then] of [
    [leaves, other],
    [other, leaves],
  ] as const) {
    const locks = await lockRows(url, table);
    const writeNext = async (
      server: Store,
      batch: Batch,
      waiting: number,
    ): Promise<{ ended: Promise<WriteOutcome> }> => {
      const ended = server.write(batch);
      await locks.untilWaiting(waiting);
      return { ended };
    };
    const before = await writeNext(one, first, 1);
    const behind = await writeNext(another, then, 2);
    await locks.release();
    const kinds = [(await before.ended).kind, (await behind.ended).kind];
    expect(kinds).toEqual(['committed', 'refused']);
    await one.write([
      { sql: 'update gluster_node set removed_by = null', values: [] },
      { sql: `update gluster_volume set state = 'ready', operation = null`, values: [] },
      { sql: `delete from gluster_hostname where node = 'new'`, values: [] },
      { sql: `delete from gluster_node where id = 'new'`, values: [] },
      { sql: `delete from gluster_device where id = 'device'`, values: [] },
    ]);
  }
});

const hosting = aVolume(cluster, 'hosting', cluster.devices, 100, { block: true });
const block = aBlockVolume(cluster, hosting, 'data', 40);
const another = (id: string): Batch =>
  insertBlockVolume(
    {
      id,
      project: 'default',
      cluster: cluster.id,
      hosting: hosting.id,
      name: id,
      sizeGib: 50,
      haCount: 1,
      auth: false,
    },
    id,
    false,
  );

itOnPostgres.each([
  ['another is made', another('second')],
  ['one in it grows', growBlockVolume({ id: block.id, hosting: hosting.id }, 'second', { fromGib: 40, toGib: 90 })],
] as const)(
  'two servers never over-commit a hosting volume, when a block volume is made while %s',
  async (_, other) => {
    const url = await newDatabase();
    const migrations = [...secretMigrations, ...operationMigrations, ...hostMigrations, ...volumeMigrations];
    const open = async (since: string): Promise<Store> => {
      const store = await openStore({ url, migrations, owner: { pid: process.pid, since } });
      onTestFinished(() => store.close());
      return store;
    };
    const [one, two] = [await open('one'), await open('another')];
    const there = [...cluster.rows(), ...hosting.rows(), ...block.rows()];
    expect(await one.write(there)).toMatchObject({ kind: 'committed' });
    for (const [first, then] of [
      [another('first'), other],
      [other, another('first')],
    ] as const) {
      const locks = await lockRows(url, 'gluster_volume');
      const before = one.write(first);
      await locks.untilWaiting(1);
      const behind = two.write(then);
      await locks.untilWaiting(2);
      await locks.release();
      expect([(await before).kind, (await behind).kind]).toEqual(['committed', 'refused']);
      await one.write([
        dropBlockVolume('first', 'first'),
        dropBlockVolume('second', 'second'),
        { sql: 'update gluster_block_volume set operation = null, growing_gib = null', values: [] },
      ]);
    }
  },
);
