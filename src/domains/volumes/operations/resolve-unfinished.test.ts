import { describe, expect, it } from 'vitest';
import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
import { daemonOf, poolsOf, type SimulatedVolume, startBrick, stopBrick } from '../gluster/simulated-pool.ts';
import { glusterBrick } from '../placed-brick.ts';
import { insertUnfinished, type UnfinishedKind } from '../tables/unfinished-table.ts';
import { aBlockVolume } from '../testing/a-block-volume.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, type Tried, tryOn } from '../testing/try-on.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const RECORD = 'a'.repeat(32);
const KIND = 'unfinished.resolve';
const cluster = aCluster().withNodes(4).withDevices(1);
const [first, second, third, fourth] = cluster.devices;
if (first === undefined || second === undefined || third === undefined || fourth === undefined)
  throw new TypeError('four devices');
const web = aVolume(cluster, 'web', [first, second]);
const [web0 = '', web1 = ''] = web.bricks.map(({ id }) => id);

const record = (kind: UnfinishedKind, addGib: number | null = null) => ({
  rows: () => [insertUnfinished({ id: RECORD, project: 'default', kind, createdAtMs: 1, addGib })],
  arrange: () => undefined,
});

/** As an import leaves what was being made or deleted; nothing tells Gluster's id of it. */
const held = (volume: string, state: 'creating' | 'deleting') => [
  sql(
    `update gluster_volume set state = '${state}', operation = $1, gluster_id = null, bricks_ordered = 0 where id = $2`,
    RECORD,
    volume,
  ),
  sql(`update gluster_brick set state = '${state}', operation = $1 where volume = $2`, RECORD, volume),
];

const inGluster = (change: (volumes: Record<string, SimulatedVolume>, fleet: SimulatedFleet) => void) => ({
  rows: () => [],
  arrange: (fleet: SimulatedFleet) => {
    for (const { volumes } of poolsOf(fleet)) change(volumes, fleet);
  },
});

const unmade = (name: string) =>
  inGluster((volumes, fleet) => {
    for (const brick of volumes[name]?.bricks ?? []) stopBrick(fleet, brick);
    delete volumes[name];
  });

/** Two sets, of which only the first is a volume of Gluster's and the second is what was to come to it. */
const pair = aVolume(cluster, 'pair', [third, fourth]);
const moreBricks = pair.bricks.map(({ id }) => id);
const expanding = [
  sql(
    'update gluster_brick set volume = $1, set_index = 1, state = $2, operation = $3 where volume = $4',
    web.id,
    'creating',
    RECORD,
    pair.id,
  ),
  sql('delete from gluster_volume where id = $1', pair.id),
  sql('update gluster_cluster set volume_count = 1'),
  sql('update gluster_volume set bricks_ordered = 0, gluster_id = null'),
  unmade('pair'),
] as const;
const addedInGluster = (count: number) =>
  inGluster((volumes, fleet) => {
    const known = pair.bricks
      .slice(0, count)
      .map((brick) => ({ host: brick.host, path: brick.path, name: glusterBrick(brick) }));
    for (const brick of known) startBrick(fleet, brick);
    volumes['web']?.bricks.push(...known);
  });

/** Its first brick was to go to the third device, where another lies ready for it. */
const spare = aVolume(cluster, 'spare', [third]);
const [spareBrick] = spare.bricks;
if (spareBrick === undefined) throw new TypeError('one brick');
const next = spareBrick.id;
const evicting = [
  sql(
    `update gluster_brick set volume = $1, set_index = 1, state = 'joining', operation = $2 where volume = $3`,
    web.id,
    RECORD,
    spare.id,
  ),
  sql('delete from gluster_volume where id = $1', spare.id),
  sql('update gluster_cluster set volume_count = 1'),
  sql('update gluster_volume set bricks_ordered = 0, gluster_id = null'),
  unmade('spare'),
] as const;
const replacedInGluster = inGluster((volumes, fleet) => {
  const { host, path } = spareBrick;
  const known = { host, path, name: glusterBrick(spareBrick) };
  startBrick(fleet, known);
  for (const old of volumes['web']?.bricks.splice(0, 1, known) ?? []) stopBrick(fleet, old);
});

function worldOf(...things: Parameters<typeof volumeWorld>[0]) {
  const world = volumeWorld(things);
  return {
    ...world,
    problems: async (at: Parameters<typeof world.problems>[0]) => {
      const open = await at.store.read({ sql: 'select operation from gluster_unfinished', values: [] });
      const found = await world.problems(at);
      // What a record holds is right to be held, and may be on the hosts in part.
      const isOpen = open.length > 0;
      return [
        ...found.filter((each) => !isOpen || !/is held, or|, not |is missing$|is too much$/.test(each)),
        ...open.flatMap((row) => (row['operation'] === null ? [] : ['the record is held'])),
      ];
    },
  };
}

operationContract({
  name: 'undoing a volume that was being made elsewhere',
  world: worldOf(cluster, web, ...held(web.id, 'creating'), record('volume.create')),
  submission: { kind: KIND, input: { record: RECORD } },
  endsAfterFailure: ['failed', 'succeeded'],
});

operationContract({
  name: 'finishing an eviction that was under way elsewhere',
  world: worldOf(cluster, web, spare, ...evicting, replacedInGluster, record('brick.evict')),
  submission: { kind: KIND, input: { record: RECORD } },
  endsAfterFailure: ['failed', 'succeeded'],
});

operationContract({
  name: 'undoing an expansion that was under way elsewhere',
  world: worldOf(cluster, web, pair, ...expanding, record('volume.expand', 10)),
  submission: { kind: KIND, input: { record: RECORD } },
  endsAfterFailure: ['failed', 'succeeded'],
});

const resolve = async (tried: Tried, input: object = {}) => (await tried.run(KIND, { record: RECORD, ...input })).state;
const ids = async (tried: Tried, table: string) =>
  (await tried.read(`select id from ${table} order by id`)).map((row) => row['id']);
const used = async (tried: Tried) =>
  Number((await tried.read('select sum(used_kib) as used from gluster_device'))[0]?.['used']);

describe('unfinished.resolve', () => {
  it.each(['volume.create', 'volume.delete'] as const)(
    'takes away with its bricks a volume that %s had half done, and gives its space back',
    async (kind) => {
      const state = kind === 'volume.create' ? 'creating' : 'deleting';
      for (const inPart of [[], [unmade('web')]]) {
        const tried = await tryOn(cluster, web, ...held(web.id, state), ...inPart, record(kind));
        expect(await resolve(tried)).toMatchObject({
          name: 'succeeded',
          result: { record: RECORD, kind, outcome: 'undo-volume' },
        });
        expect(tried.volume('web')).toBeUndefined();
        expect(await ids(tried, 'gluster_brick')).toEqual([]);
        expect(await used(tried)).toBe(0);
        expect(await ids(tried, 'gluster_unfinished')).toEqual([]);
        expect(await tried.problems()).toEqual([]);
      }
    },
  );

  it('keeps such a volume when it is told to, if Gluster has all of it', async () => {
    const tried = await tryOn(cluster, web, ...held(web.id, 'creating'), record('volume.create'));
    expect(await resolve(tried, { keep: true })).toMatchObject({
      name: 'succeeded',
      result: { outcome: 'keep-volume' },
    });
    const rows = await tried.read('select state, operation, gluster_id, bricks_ordered from gluster_volume');
    expect(rows).toEqual([{ state: 'ready', operation: null, gluster_id: expect.any(String), bricks_ordered: 0 }]);
    expect(await ids(tried, 'gluster_unfinished')).toEqual([]);
    expect(await tried.problems()).toEqual([]);
    expect((await tried.run('volume.delete', { volume: web.id })).state.name).toBe('succeeded');

    const gone = await tryOn(cluster, web, ...held(web.id, 'creating'), unmade('web'), record('volume.create'));
    expect(await resolve(gone, { keep: true })).toMatchObject({
      name: 'failed',
      error: { code: 'UNFINISHED_UNDECIDED' },
    });
    expect(await ids(gone, 'gluster_unfinished')).toEqual([RECORD]);
  });

  it('does not touch a volume of the name that is of other bricks', async () => {
    const other = inGluster((volumes, fleet) => {
      const own = volumes['web'];
      if (own === undefined) return;
      for (const brick of own.bricks) stopBrick(fleet, brick);
      const bricks = own.bricks.map(({ host }) => ({ host, path: '/data/theirs', name: `${host}:/data/theirs` }));
      volumes['web'] = { ...own, bricks };
    });
    const tried = await tryOn(cluster, web, ...held(web.id, 'creating'), other, record('volume.create'));
    expect((await resolve(tried)).name).toBe('succeeded');
    expect(tried.volume('web')?.status).toBe('started');
    expect(await ids(tried, 'gluster_brick')).toEqual([]);
  });

  it('leaves everything as it is where Gluster has a brick in a volume of another name', async () => {
    const renamed = inGluster((volumes) => {
      const own = volumes['web'];
      if (own === undefined) return;
      volumes['theirs'] = { ...own, name: 'theirs' };
      delete volumes['web'];
    });
    const tried = await tryOn(cluster, web, ...held(web.id, 'creating'), renamed, record('volume.create'));
    expect(await resolve(tried)).toMatchObject({
      name: 'failed',
      error: {
        code: 'UNFINISHED_UNDECIDED',
        message: expect.stringContaining('is in use, in the Gluster volume theirs'),
      },
    });
    expect(await tried.read('select distinct operation from gluster_brick')).toEqual([{ operation: RECORD }]);
    expect(tried.volume('theirs')?.status).toBe('started');
    expect(await tried.read('select operation from gluster_unfinished')).toEqual([{ operation: null }]);
  });

  it('does not stop a volume with snapshots', async () => {
    const snapped = inGluster((volumes) => {
      volumes['web']?.snapshots.push('daily');
    });
    const tried = await tryOn(cluster, web, ...held(web.id, 'deleting'), snapped, record('volume.delete'));
    expect(await resolve(tried)).toMatchObject({ name: 'failed', error: { code: 'VOLUME_HAS_SNAPSHOTS' } });
    expect(tried.volume('web')?.status).toBe('started');
    expect(await tried.read('select state, operation from gluster_volume')).toEqual([
      { state: 'deleting', operation: RECORD },
    ]);
  });

  it('finishes an expansion of which Gluster has all bricks', async () => {
    const tried = await tryOn(cluster, web, pair, ...expanding, addedInGluster(2), record('volume.expand', 10));
    expect(await resolve(tried)).toMatchObject({ name: 'succeeded', result: { outcome: 'keep-bricks' } });
    expect(await tried.read('select size_gib, operation, bricks_ordered from gluster_volume')).toEqual([
      { size_gib: 20, operation: null, bricks_ordered: 0 },
    ]);
    expect(await tried.read('select distinct state from gluster_brick')).toEqual([{ state: 'ready' }]);
    expect(await tried.read('select is_asked from gluster_examination')).toEqual([{ is_asked: 1 }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('undoes one of which it has none, and leaves one of which it has some', async () => {
    const none = await tryOn(cluster, web, pair, ...expanding, record('volume.expand', 10));
    expect(await resolve(none)).toMatchObject({ name: 'succeeded', result: { outcome: 'undo-bricks' } });
    expect(await ids(none, 'gluster_brick')).toEqual([web0, web1]);
    expect(await none.read('select size_gib from gluster_volume')).toEqual([{ size_gib: 10 }]);
    expect(await none.problems()).toEqual([]);

    const some = await tryOn(cluster, web, pair, ...expanding, addedInGluster(1), record('volume.expand', 10));
    expect(await resolve(some)).toMatchObject({
      name: 'failed',
      error: { message: expect.stringContaining('Gluster has 1 of the 2 new bricks in the volume web') },
    });
    expect(await some.read('select id from gluster_brick where operation = $1 order by id', RECORD)).toEqual(
      moreBricks.toSorted().map((id) => ({ id })),
    );
  });

  it('finishes an eviction where Gluster has the new brick: it takes the place of the old one', async () => {
    const tried = await tryOn(cluster, web, spare, ...evicting, replacedInGluster, record('brick.evict'));
    expect(await resolve(tried)).toMatchObject({ name: 'succeeded', result: { outcome: 'finish-eviction' } });
    expect(await tried.read('select id, set_index, position, state from gluster_brick order by position')).toEqual([
      { id: next, set_index: 0, position: 0, state: 'ready' },
      { id: web1, set_index: 0, position: 1, state: 'ready' },
    ]);
    expect(await tried.problems()).toEqual([]);
  });

  it('waits with the old brick until the new one has all data', async () => {
    const pending = inGluster((volumes) => {
      const volume = volumes['web'];
      if (volume !== undefined) volume.pending[volume.bricks[1]?.name ?? ''] = 3;
    });
    const tried = await tryOn(cluster, web, spare, ...evicting, replacedInGluster, pending, record('brick.evict'));
    expect(await resolve(tried)).toMatchObject({ name: 'stuck', error: { code: 'BRICK_NOT_HEALED' } });
    expect(await ids(tried, 'gluster_brick')).toEqual([next, web0, web1].toSorted());
  });

  it('undoes an eviction where Gluster has the old brick', async () => {
    const tried = await tryOn(cluster, web, spare, ...evicting, record('brick.evict'));
    expect(await resolve(tried)).toMatchObject({ name: 'succeeded', result: { outcome: 'undo-bricks' } });
    expect(await ids(tried, 'gluster_brick')).toEqual([web0, web1].toSorted());
    expect(await tried.problems()).toEqual([]);
  });

  it('takes away a clone wherever Gluster put its bricks, or what was to become one, and lets its origin go', async () => {
    for (const isMade of [true, false]) {
      const tried = await tryOn(cluster, web);
      expect((await tried.run('volume.clone', { volume: web.id, name: 'copy' })).state.name).toBe('succeeded');
      // Heketi writes down when it is done where the bricks are.
      await tried.world.store.write([
        ...record('volume.clone').rows(),
        ...[
          `update gluster_volume set operation = '${RECORD}'`,
          "update gluster_volume set state = 'creating', gluster_id = null, bricks_ordered = 0 where name = 'copy'",
          `update gluster_brick set state = 'creating', operation = '${RECORD}', path = '', lv = null
            where volume = (select id from gluster_volume where name = 'copy')`,
        ].map((text) => ({ sql: text, values: [] })),
      ]);
      if (!isMade)
        await tried.world.store.write(
          [
            `delete from gluster_brick where operation = '${RECORD}'`,
            "delete from gluster_volume where name = 'copy'",
            'update gluster_cluster set volume_count = 1',
          ].map((text) => ({ sql: text, values: [] })),
        );
      expect(await resolve(tried)).toMatchObject({
        name: 'succeeded',
        result: { outcome: isMade ? 'undo-volume' : 'let-go' },
      });
      expect(tried.volume('web')?.status).toBe('started');
      expect(await tried.read('select name, state, operation from gluster_volume')).toEqual([
        { name: 'web', state: 'ready', operation: null },
      ]);
      if (isMade) expect(await tried.problems()).toEqual([]);
    }
  });

  const hosting = aVolume(cluster, 'hosting', [first, second, third], 100, { block: true });
  const data = aBlockVolume(cluster, hosting, 'data');
  const heldBlock = (state: string) =>
    sql(`update gluster_block_volume set state = '${state}', operation = $1`, RECORD);

  it('takes away a block volume that was being made or deleted, and leaves what holds it', async () => {
    for (const [kind, state] of [
      ['block-volume.create', 'creating'],
      ['block-volume.delete', 'deleting'],
    ] as const) {
      const tried = await tryOn(cluster, hosting, data, heldBlock(state), record(kind));
      expect(await resolve(tried)).toMatchObject({ name: 'succeeded', result: { outcome: 'remove-block' } });
      expect(await ids(tried, 'gluster_block_volume')).toEqual([]);
      expect(await ids(tried, 'gluster_volume')).toEqual([hosting.id]);
      expect(await tried.problems()).toEqual([]);
    }
  });

  it('takes away the hosting volume too that was being made for it', async () => {
    const made = [...held(hosting.id, 'creating'), heldBlock('creating'), record('block-volume.create')];
    const tried = await tryOn(cluster, hosting, data, ...made);
    expect(await resolve(tried)).toMatchObject({ name: 'succeeded', result: { outcome: 'undo-volume' } });
    expect(await ids(tried, 'gluster_volume')).toEqual([]);
    expect(await tried.problems()).toEqual([]);
  });

  it('learns how large a block volume is that was being expanded', async () => {
    const older = sql('update gluster_block_volume set size_gib = 5, usable_gib = 5');
    const tried = await tryOn(cluster, hosting, data, older, heldBlock('ready'), record('block-volume.expand'));
    expect(await resolve(tried)).toMatchObject({ name: 'succeeded', result: { outcome: 'settle-block' } });
    expect(await tried.read('select size_gib, usable_gib, operation from gluster_block_volume')).toEqual([
      { size_gib: 10, usable_gib: 10, operation: null },
    ]);
    expect(await tried.problems()).toEqual([]);
  });

  it('lets a record go that holds nothing, as that of a device that was being emptied', async () => {
    const tried = await tryOn(cluster, web, record('device.remove'));
    expect(await resolve(tried)).toMatchObject({ name: 'succeeded', result: { outcome: 'let-go' } });
    expect(await ids(tried, 'gluster_unfinished')).toEqual([]);
    expect(await tried.problems()).toEqual([]);
    await expect(tried.run(KIND, { record: RECORD })).rejects.toMatchObject({ code: 'UNFINISHED_NOT_FOUND' });
  });

  it('changes nothing where Gluster cannot be asked, and can be tried again', async () => {
    const tried = await tryOn(cluster, web, pair, ...expanding, record('volume.expand', 10));
    for (const host of cluster.hosts) daemonOf(tried.world.fleet.host(host)).isDown = true;
    expect(await resolve(tried)).toMatchObject({ name: 'failed' });
    expect(await tried.read('select operation from gluster_unfinished')).toEqual([{ operation: null }]);
    expect(await tried.read('select count(*) as n from gluster_brick where operation = $1', RECORD)).toEqual([
      { n: 2 },
    ]);
  });

  it('is done once where two ask for it at the same time', async () => {
    const tried = await tryOn(cluster, web, ...held(web.id, 'creating'), record('volume.create'));
    const input = { record: RECORD };
    const ends = await tried.runAll([KIND, input], [KIND, input]);
    expect(ends.filter((end) => !(end instanceof Error) && end.name === 'succeeded')).toHaveLength(1);
    expect(ends.filter((end) => end instanceof Error)).toMatchObject([{ code: 'UNFINISHED_BUSY' }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('says of what it cannot make out why', async () => {
    const strange = await tryOn(cluster, web, ...held(web.id, 'creating'), record('unknown'));
    await expect(strange.run(KIND, { record: RECORD })).rejects.toMatchObject({
      code: 'UNFINISHED_UNDECIDED',
      message: expect.stringContaining('it holds the volume web, which it neither made nor deleted'),
    });
  });
});
