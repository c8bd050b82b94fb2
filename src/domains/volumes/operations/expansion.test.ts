import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, tryOn, tryWith, type Tried } from '../testing/try-on.ts';
import { lookAtRebalances } from '../inventory/rebalance-watch.ts';
import { createHosts, hostId } from '../../../kernel/remote/index.ts';

const roomy = aCluster().withNodes(4).withDevices(1);
const old = aVolume(roomy, 'old', roomy.devices.slice(0, 2));
const replica3 = { kind: 'replicate', replica: 3 } as const;

const names = (tried: Tried, volume = 'old'): readonly string[] =>
  tried.volume(volume)?.bricks.map(({ name }) => name) ?? [];
const sizeOf = async (tried: Tried, id = old.id): Promise<unknown> =>
  (await tried.read('select size_gib from gluster_volume where id = $1', id))[0]?.['size_gib'];
const rebalanceOf = async (tried: Tried) =>
  (await tried.read('select state, reason, files from gluster_rebalance where volume = $1', old.id))[0];

describe('volume.expand', () => {
  it('puts new sets behind those that are there, and spreads what is in them', async () => {
    const tried = await tryOn(roomy, old);
    const before = names(tried);
    const { state } = await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    expect(state).toMatchObject({ name: 'succeeded', result: { volume: old.id, addedGib: 5, rebalance: 'running' } });
    expect(await sizeOf(tried)).toBe(15);
    expect(names(tried).slice(0, 2)).toEqual(before);
    expect(names(tried)).toHaveLength(4);
    const rows = await tried.read('select set_index, size_kib, state from gluster_brick order by set_index, position');
    expect(rows.map((row) => Object.values(row))).toEqual([
      [0, 10_485_760, 'ready'],
      [0, 10_485_760, 'ready'],
      [1, 5_242_880, 'ready'],
      [1, 5_242_880, 'ready'],
    ]);
    expect(await rebalanceOf(tried)).toMatchObject({ state: 'running' });
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps gid, snapshot factor and durability of the volume, and adds in batches', async () => {
    const tried = await tryOn(aCluster().withNodes(4).withDevices(6));
    const wish = { name: 'v', sizeGib: 2, durability: replica3, gid: 2001, snapshotFactor: 1.5 };
    const made = await tried.run('volume.create', wish);
    const { volume } = made.state.result as { readonly volume: string };
    const { state } = await tried.run('volume.expand', { volume, addGib: 2000 });
    expect(state.error).toBeUndefined();
    expect(names(tried, 'v').length).toBeGreaterThan(18);
    const commands = tried.world.fleet.journal.filter(({ argv }) => argv.includes('add-brick'));
    expect(commands.length).toBe(Math.ceil((names(tried, 'v').length - 3) / 15));
    expect(await tried.read('select distinct gid, pool_kib >= size_kib * 3 / 2 as roomy from gluster_brick')).toEqual([
      { gid: 2001, roomy: 1 },
    ]);
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves files where they are, where the settings say so', async () => {
    const tried = await tryWith({ ...DEFAULT_SETTINGS, rebalanceOnExpansion: false }, roomy, old);
    const { state } = await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    expect(state).toMatchObject({ name: 'succeeded', result: { rebalance: null } });
    expect(await rebalanceOf(tried)).toBeUndefined();
  });

  it('does not fail where a rebalance cannot be started, and shows why', async () => {
    const tried = await tryOn(roomy, old);
    tried.world.fleet.faultPlan = ({ argv }) =>
      argv.includes('rebalance') && argv.includes('start')
        ? { kind: 'fail', code: 1, stderr: 'Another transaction is in progress\n' }
        : undefined;
    const { state } = await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    expect(state).toMatchObject({ name: 'succeeded', result: { rebalance: 'not-started' } });
    expect(await sizeOf(tried)).toBe(15);
    expect(await rebalanceOf(tried)).toMatchObject({
      state: 'not-started',
      reason: expect.stringMatching(/Another transaction is in progress/),
    });
    tried.world.fleet.faultPlan = undefined;
    expect((await tried.run('volume.rebalance', { volume: old.id })).state.name).toBe('succeeded');
    expect(await rebalanceOf(tried)).toMatchObject({ state: 'running', reason: null });
  });

  it.each([
    ['one that is not there', 'ff', [], 'VOLUME_NOT_FOUND'],
    // Q22: Heketi takes it.
    ['one that is being made', old.id, [sql(`update gluster_volume set state = 'creating'`)], 'VOLUME_NOT_FOUND'],
    ['one that another operation holds', old.id, [sql(`update gluster_volume set operation = 'x'`)], 'VOLUME_BUSY'],
  ] as const)('refuses %s', async (_, volume, things, code) => {
    const tried = await tryOn(roomy, old, ...things);
    await expect(tried.run('volume.expand', { volume, addGib: 1 })).rejects.toMatchObject({ code });
  });

  it.each([
    ['offline nodes', [sql(`update gluster_node set state = 'offline'`)], 'no-nodes', 5],
    ['offline devices', [sql(`update gluster_device set state = 'offline'`)], 'no-devices', 5],
    ['too little space', [], 'too-many-bricks', 50_000],
    ['too little space for small bricks', [], 'bricks-too-small', 15],
  ] as const)('says why there is no room: %s', async (what, things, cause, addGib) => {
    const small = aCluster().withNodes(2).withDevices(1, { gib: 11 });
    const cluster = what === 'too little space for small bricks' ? small : roomy;
    const volume = aVolume(cluster, 'old', cluster.devices.slice(0, 2));
    const tried = await tryOn(cluster, volume, ...things);
    await expect(tried.run('volume.expand', { volume: volume.id, addGib })).rejects.toMatchObject({
      code: 'VOLUME_NO_SPACE_TO_EXPAND',
      fields: { cause, sizeGib: addGib },
    });
  });

  it('counts the bricks that are there in the limit of bricks', async () => {
    const tried = await tryWith({ ...DEFAULT_SETTINGS, maxBricksPerVolume: 4 }, roomy, old);
    expect((await tried.run('volume.expand', { volume: old.id, addGib: 1 })).state.name).toBe('succeeded');
    await expect(tried.run('volume.expand', { volume: old.id, addGib: 1 })).rejects.toMatchObject({
      code: 'VOLUME_NO_SPACE_TO_EXPAND',
      fields: {
        cause: 'too-many-bricks',
        largestGib: 0,
        reasons: [expect.stringMatching(/^it has 4 of the 4 bricks/)],
      },
    });
  });

  it('makes no brick while Gluster moves files, and fails', async () => {
    const tried = await tryOn(roomy, old);
    await tried.run('volume.expand', { volume: old.id, addGib: 1 });
    const rebalancing = tried.volume('old');
    if (rebalancing !== undefined) rebalancing.rebalance = { startedAtMs: 10 ** 15 };
    const { state } = await tried.run('volume.expand', { volume: old.id, addGib: 1 });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'VOLUME_REBALANCING' } });
    expect(names(tried)).toHaveLength(4);
    expect(await tried.problems()).toEqual([]);
  });

  it('takes its bricks away again where Gluster will not have them', async () => {
    const tried = await tryOn(roomy, old);
    tried.world.fleet.faultPlan = ({ argv }) =>
      argv.includes('add-brick') ? { kind: 'fail', code: 1, stderr: 'no\n' } : undefined;
    const { state } = await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_REFUSED' } });
    expect(await sizeOf(tried)).toBe(10);
    expect(await tried.read('select id from gluster_brick')).toHaveLength(2);
    expect(await tried.problems()).toEqual([]);
  });

  it('goes forward where only the first of its batches was taken', async () => {
    const wide = aCluster().withNodes(4).withDevices(8);
    const single = aVolume(wide, 'old', wide.devices.slice(0, 1));
    const tried = await tryOn(wide, single);
    const batches = new Set<number>();
    tried.world.fleet.faultPlan = ({ argv, serial }) => {
      if (!argv.includes('add-brick')) return undefined;
      batches.add(serial);
      // All tries of all attempts but the first command.
      return batches.size > 1 && batches.size < 6 ? { kind: 'fail', code: 1, stderr: 'no\n' } : undefined;
    };
    const { head, state } = await tried.run('volume.expand', { volume: single.id, addGib: 9_000 });
    expect(state.attempt).toBe(1);
    expect(await tried.problems()).toEqual([]);
    expect(names(tried).length).toBeGreaterThan(1 + 15);
    const log = await tried.read('select body from operation_event where operation = $1', head.id);
    expect(JSON.stringify(log)).toContain('undo-given-up');
  });

  it('keeps bricks, and stays stuck, while a host that may have added them cannot be asked', async () => {
    const tried = await tryOn(roomy, old);
    const { fleet, timer } = tried.world;
    let host = '';
    fleet.faultPlan = ({ argv, host: on }) => {
      if (!argv.includes('add-brick') || host !== '') return undefined;
      host = on;
      return { kind: 'power-cut-during' };
    };
    const { head, state } = await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    expect(state.name).toBe('stuck');
    expect(await tried.read(`select id from gluster_brick where state = 'creating'`)).toHaveLength(2);
    fleet.powerOn(hostId(host));
    await timer.run(tried.world.untilAllEnd());
    const [ended] = await tried.read('select state from operation where id = $1', head.id);
    expect(['failed', 'succeeded']).toContain(ended?.['state']);
    expect(await tried.problems()).toEqual([]);
  });

  it('never over-commits a device, and never moves or drops a brick that is there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          nodes: fc.integer({ min: 3, max: 5 }),
          gib: fc.integer({ min: 20, max: 60 }),
          more: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
        }),
        async ({ nodes, gib, more }) => {
          const cluster = aCluster().withNodes(nodes).withDevices(1, { gib });
          const volume = aVolume(cluster, 'old', cluster.devices.slice(0, 2));
          const tried = await tryWith({ ...DEFAULT_SETTINGS, rebalanceOnExpansion: false }, cluster, volume);
          let expected = 10;
          for (const addGib of more) {
            const before = names(tried);
            const end = await tried.run('volume.expand', { volume: volume.id, addGib }).then(
              ({ state }) => state.name,
              (error: unknown) => (error as { readonly code: string }).code,
            );
            expect(['succeeded', 'VOLUME_NO_SPACE_TO_EXPAND']).toContain(end);
            if (end === 'succeeded') expected += addGib;
            expect(names(tried).slice(0, before.length)).toEqual(before);
          }
          expect(await sizeOf(tried, volume.id)).toBe(expected);
          expect(await tried.read('select id from gluster_device where used_kib >= total_kib')).toEqual([]);
          expect(await tried.problems()).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a rebalance', () => {
  async function look({ world: { store, timer, fleet } }: Tried): Promise<void> {
    const log = { warn: () => undefined, error: () => undefined };
    const hosts = createHosts({ transport: fleet.connect(), clock: timer, newNonce: () => 'n' });
    await timer.run(lookAtRebalances({ store, timer, hosts, log }, new AbortController().signal));
  }

  it('is looked at until it is over', async () => {
    const tried = await tryOn(roomy, old);
    await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    await tried.world.timer.run(tried.world.timer.sleep(5_000));
    await look(tried);
    expect(await rebalanceOf(tried)).toMatchObject({ state: 'running' });
    expect(Number((await rebalanceOf(tried))?.['files'])).toBeGreaterThan(0);
    await tried.world.timer.run(tried.world.timer.sleep(60_000));
    await look(tried);
    expect(await rebalanceOf(tried)).toEqual({ state: 'completed', reason: null, files: 200 });
    await look(tried);
    const told = await tried.read(`select topic from event_outbox where topic = 'volume.rebalance'`);
    expect(told).toHaveLength(1);
  });

  it('that failed, or was stopped behind our back, is shown so and can be started again', async () => {
    const tried = await tryOn(roomy, old);
    await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    const volume = tried.volume('old');
    if (volume !== undefined) volume.rebalance = { startedAtMs: 0, hasFailed: true };
    await look(tried);
    expect(await rebalanceOf(tried)).toMatchObject({ state: 'failed' });
    expect((await tried.run('volume.rebalance', { volume: old.id })).state.name).toBe('succeeded');
    expect(await rebalanceOf(tried)).toMatchObject({ state: 'running' });
    delete volume?.rebalance;
    await look(tried);
    expect(await rebalanceOf(tried)).toMatchObject({ state: 'stopped' });
  });

  it('is stopped by a person, and forgotten with its volume', async () => {
    const tried = await tryOn(roomy, old);
    await tried.run('volume.expand', { volume: old.id, addGib: 5 });
    const { state } = await tried.run('volume.rebalance', { volume: old.id, stop: true });
    expect(state.name).toBe('succeeded');
    expect(tried.volume('old')?.rebalance).toBeUndefined();
    expect(await rebalanceOf(tried)).toMatchObject({ state: 'stopped' });
    expect((await tried.run('volume.delete', { volume: old.id })).state.name).toBe('succeeded');
    expect(await rebalanceOf(tried)).toBeUndefined();
    expect(await tried.problems()).toEqual([]);
  });

  it('of one set alone is refused', async () => {
    const tried = await tryOn(roomy, old);
    await expect(tried.run('volume.rebalance', { volume: old.id })).rejects.toMatchObject({
      code: 'VOLUME_NOT_REBALANCEABLE',
    });
  });
});
