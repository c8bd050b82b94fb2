import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../test/simulation/world.ts';
import { hostId, type SimulatedFleet } from '../../../kernel/remote/index.ts';
import { lvmOf } from '../bricks/simulated-storage.ts';
import { formPool, poolsOf } from '../gluster/simulated-pool.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, type Tried, tryOn } from '../testing/try-on.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(4).withDevices(1);
// The host with the lowest id is the first to be asked.
const [node = ''] = cluster.nodes;
const [stranger = hostId('')] = cluster.hosts;
const [, second] = cluster.devices;
const old = aVolume(cluster, 'old', cluster.devices.slice(1, 3));
const withoutDevices = {
  rows: () => [{ sql: 'delete from gluster_device where node = $1', values: [node] }],
  arrange: (fleet: SimulatedFleet) => {
    const { groups, physical } = lvmOf(fleet.host(stranger));
    for (const [group, { device }] of Object.entries(groups)) {
      delete groups[group];
      delete physical[device];
    }
  },
};
const things = [
  cluster,
  old,
  withoutDevices,
  sql(`update gluster_device set state = 'offline' where id = $1`, second?.id ?? ''),
] as const;
const asker = { project: 'default', principal: 'ada' };

const others = [
  ['volume.create', { name: 'new', sizeGib: 5, durability: { kind: 'replicate', replica: 2 } }],
  ['volume.delete', { volume: old.id }],
  ['device.remove', { device: second?.id }],
] as const;
const seeds = ['1', '2', '3', '4', '5'];
const cases = others.flatMap(([kind, input]) => seeds.map((seed) => [kind, seed, input] as const));

type Wish = readonly [kind: string, input: unknown];

/** Asks for one behind the other, without waiting for the first one's end. */
async function inTurn(seed: string, first: Wish, then: Wish) {
  const world = await createWorld(volumeWorld(things), seed);
  const { engine } = await world.addServer();
  const ask = async ([kind, input]: Wish): Promise<string> => {
    try {
      return await engine.submit({ ...asker, kind, input });
    } catch (error) {
      return `refused: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`;
    }
  };
  const endOf = async (asked: string): Promise<string> => {
    if (asked.startsWith('refused')) return asked;
    const { state } = await engine.wait(asked, 7_200_000);
    return [state.name, state.error?.code ?? []].flat().join(': ');
  };
  const ends = await world.timer.run(
    (async () => {
      const asked = [await ask(first), await ask(then)];
      return Promise.all(asked.map(endOf));
    })(),
  );
  // Without waiting for what is stuck: then there are problems.
  return { ends, problems: await world.problems() };
}

function deleteByHand({ world: { fleet } }: Tried): void {
  delete poolsOf(fleet)[0]?.volumes['old'];
  for (const { host, path } of old.bricks)
    for (const { pid } of fleet.host(host).processesAbout(path)) fleet.host(host).endProcess(pid);
}

describe('a node that is being deleted', () => {
  it.each(cases)('is not asked by %s, seed %s', async (kind, seed, input) => {
    const { ends, problems } = await inTurn(seed, ['node.delete', { node }], [kind, input]);
    expect(ends).toEqual(['succeeded', 'succeeded']);
    expect(problems).toEqual([]);
  });

  it.each(cases)('stays while %s works with its pool, seed %s', async (kind, seed, input) => {
    const { ends, problems } = await inTurn(seed, [kind, input], ['node.delete', { node }]);
    expect(ends).toEqual(['succeeded', 'refused: NODE_BUSY']);
    expect(problems).toEqual([]);
  });

  it.each(others)('and %s, asked for at once, do not spoil each other', async (kind, input) => {
    const tried = await tryOn(...things);
    const ends = await tried.runAll(['node.delete', { node }], [kind, input]);
    const names = ends.map((end) => ('code' in end ? end.code : 'name' in end ? end.name : ''));
    expect(names[1]).toBe('succeeded');
    expect(['succeeded', 'NODE_BUSY']).toContain(names[0]);
    expect(await tried.problems()).toEqual([]);
  });
});

describe('a host that was taken out of the pool by hand', () => {
  const leavePool = ({ world: { fleet } }: Tried): void => {
    const [pool] = poolsOf(fleet);
    const [member] = pool?.members.splice(0, 1) ?? [];
    if (member !== undefined) formPool(fleet, [member]);
  };
  const comeBack = ({ world: { fleet } }: Tried): void => {
    const [pool, own] = poolsOf(fleet);
    pool?.members.unshift(...(own?.members.splice(0) ?? []));
  };

  it('is not believed that a volume is gone: another one is asked', async () => {
    const tried = await tryOn(...things);
    leavePool(tried);
    expect((await tried.run('volume.delete', { volume: old.id })).state.name).toBe('succeeded');
    expect(tried.volume('old')).toBeUndefined();
    comeBack(tried);
    expect(await tried.problems()).toEqual([]);
  });

  it('is not asked for the snapshots that keep a volume from being stopped', async () => {
    const tried = await tryOn(...things);
    leavePool(tried);
    tried.volume('old')?.snapshots.push('monday');
    const { state } = await tried.run('volume.delete', { volume: old.id });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'VOLUME_HAS_SNAPSHOTS' } });
    expect(tried.volume('old')?.status).toBe('started');
  });

  it('is believed when the hosts of the bricks say so too', async () => {
    const tried = await tryOn(...things);
    leavePool(tried);
    deleteByHand(tried);
    expect((await tried.run('volume.delete', { volume: old.id })).state.name).toBe('succeeded');
  });

  it('is not believed while no other can be asked, and the volume goes on', async () => {
    const tried = await tryOn(...things);
    leavePool(tried);
    const rest = cluster.hosts.slice(1);
    for (const host of rest) tried.world.fleet.powerOff(host);
    const { state } = await tried.run('volume.delete', { volume: old.id });
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'GLUSTER_NOT_IN_POOL', fields: { bricks: ['c1-n2', 'c1-n3'], host: stranger } },
    });
    expect(state.error?.message).toMatch(/c1-n1 knows none of them; .*c1-n2.*; .*c1-n3/);
    for (const host of rest) tried.world.fleet.powerOn(host);
    comeBack(tried);
    expect(await tried.problems()).toEqual([]);
  });

  it('makes no volume: another one does', async () => {
    const tried = await tryOn(...things);
    leavePool(tried);
    const durability = { kind: 'replicate', replica: 2 };
    const { state } = await tried.run('volume.create', { name: 'new', sizeGib: 5, durability });
    expect(state.name).toBe('succeeded');
    comeBack(tried);
    expect(await tried.problems()).toEqual([]);
  });

  it('replaces no brick: another one does', async () => {
    const tried = await tryOn(...things);
    leavePool(tried);
    expect((await tried.run('device.remove', { device: second?.id, healCheck: false })).state.name).toBe('succeeded');
    expect(tried.volume('old')?.bricks[0]?.host).toBe('c1-n4');
    comeBack(tried);
    expect(await tried.problems()).toEqual([]);
  });

  it('is not asked whether a brick is free', async () => {
    const [brick] = old.bricks;
    const debris = sql(`update gluster_brick set state = 'debris', volume = null where id = $1`, brick?.id ?? '');
    const tried = await tryOn(...things, debris);
    leavePool(tried);
    const { state } = await tried.run('brick.clean', { bricks: [brick?.id] });
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'BRICK_IN_USE', fields: { volume: 'old' } } });
  });
});

it('a host that has lost its pool is not believed, though it has a brick', async () => {
  const pair = aCluster().withNodes(2).withDevices(1);
  const volume = aVolume(pair, 'v', pair.devices);
  const tried = await tryOn(pair, volume);
  const { fleet } = tried.world;
  const [member] = poolsOf(fleet)[0]?.members.splice(0, 1) ?? [];
  if (member !== undefined) formPool(fleet, [{ ...member, uuid: 'anew' }]);
  fleet.powerOff(pair.hosts[1] ?? stranger);
  const { state } = await tried.run('volume.delete', { volume: volume.id });
  expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_NOT_IN_POOL' } });
  expect(tried.volume('v')?.status).toBe('started');
});

it('hosts that know each other under other names are believed', async () => {
  const tried = await tryOn(...things);
  const [pool] = poolsOf(tried.world.fleet);
  for (const [index, member] of pool?.members.entries() ?? [])
    pool?.members.splice(index, 1, { ...member, name: `10.0.0.${index + 1}` });
  deleteByHand(tried);
  expect((await tried.run('volume.delete', { volume: old.id })).state.name).toBe('succeeded');
});

describe('abandoning a replacement that is stuck', () => {
  const ada = { principal: 'ada', from: '[test]' };

  async function abandoned(disturb: (fleet: Tried['world']['fleet']) => void) {
    const world = await createWorld(volumeWorld(things), '1');
    const { engine } = await world.addServer();
    disturb(world.fleet);
    const stuck = await world.timer.run(
      (async () => {
        const id = await engine.submit({ ...asker, kind: 'device.remove', input: { device: second?.id } });
        const { state } = await engine.wait(id, 3_600_000);
        await engine.abandon(id, ada);
        return [state.name, state.error?.code];
      })(),
    );
    const [first] = poolsOf(world.fleet)[0]?.volumes['old']?.bricks ?? [];
    const rows = await world.store.read({ sql: 'select path, state from gluster_brick', values: [] });
    const stateOf = (isInGluster: boolean): unknown[] =>
      rows
        .filter(({ path }) => (path === first?.path) === isInGluster && path !== old.bricks[1]?.path)
        .map(({ state }) => state);
    return { stuck, inGluster: stateOf(true), notInGluster: stateOf(false) };
  }

  it('keeps the old brick in the volume where Gluster did not get the new one', async () => {
    const end = await abandoned((fleet) => {
      fleet.faultPlan = ({ name }) =>
        name === 'gluster volume replace-brick' ? { kind: 'fail', code: 1, stderr: 'it would not\n' } : undefined;
    });
    expect(end).toEqual({ stuck: ['stuck', 'GLUSTER_REFUSED'], inGluster: ['ready'], notInGluster: ['debris'] });
  });

  it('keeps the new one where Gluster has it', async () => {
    const end = await abandoned((fleet) => {
      fleet.host(old.bricks[0]?.host ?? stranger).startProcess('vi', old.bricks[0]?.path ?? '');
    });
    expect(end).toEqual({ stuck: ['stuck', 'BRICK_BUSY'], inGluster: ['ready'], notInGluster: ['debris'] });
  });
});
