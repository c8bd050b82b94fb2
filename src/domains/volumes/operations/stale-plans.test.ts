import { describe, expect, it } from 'vitest';
import type { MortalServer } from '../../../../test/simulation/mortal-server.ts';
import { createWorld } from '../../../../test/simulation/world.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aName } from '../testing/a-name.ts';
import { aSnapshot } from '../testing/a-snapshot.ts';
import { aSpareHost } from '../testing/a-spare-host.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

type Wish = readonly [kind: string, input: object];

const cluster = aCluster().withNodes(4).withDevices(2);
const [node = ''] = cluster.nodes;
const onEach = cluster.nodes.flatMap((id) => cluster.devices.filter((device) => device.node === id).slice(0, 1));
const volume = aVolume(cluster, 'kept', onEach.slice(0, 3));
const [first = '', second = '', third = ''] = volume.bricks.map(({ id }) => id);
const snapshot = aSnapshot(cluster, volume, 's');
const fresh = aName('c1-n1', 'fresh');
const readdress: Wish = ['node.readdress', { node, storage: ['fresh'], interrupt: true }];

/** A dry run of a wish, something else that comes between, and then what was planned. */
async function planned(things: Parameters<typeof volumeWorld>[0], wish: Wish, between: Wish) {
  const world = await createWorld(volumeWorld(things), '1');
  const { engine } = await world.addServer();
  const asked = ([kind, input]: Wish) => ({ project: 'default', principal: 'ada', kind, input });
  const run = async (submission: Parameters<MortalServer['engine']['submit']>[0]): Promise<unknown> => {
    const { state } = await engine.wait(await engine.submit(submission), 3_600_000);
    return state.name === 'succeeded' ? state.name : state.error;
  };
  return world.timer.run(
    (async () => {
      const { planId } = await engine.dryRun(asked(wish));
      expect(await run(asked(between))).toBe('succeeded');
      const commands = world.fleet.journal.length;
      const carriedOut = run({ ...asked(wish), ifPlan: planId });
      await expect(carriedOut).rejects.toMatchObject({ code: 'OPERATION_PLAN_STALE' });
      expect(world.fleet.journal.slice(commands)).toEqual([]);
      expect(await run(asked(wish))).toBe('succeeded');
      await world.untilAllEnd();
      return world.problems();
    })(),
  );
}

describe('a plan from before', () => {
  it.each<Wish>([
    ['volume.expand', { volume: volume.id, addGib: 2 }],
    ['volume.clone', { volume: volume.id, name: 'copy' }],
    ['volume.delete', { volume: volume.id }],
    ['snapshot.create', { volume: volume.id }],
    ['brick.evict', { brick: third }],
    readdress,
  ])('of %s is not carried out where a brick of its volume was moved', async (...wish) => {
    expect(await planned([cluster, volume, fresh], wish, ['brick.evict', { brick: second }])).toEqual([]);
  });

  it('does not rename a brick that lies elsewhere on its node by now', async () => {
    const narrow = aCluster().withNodes(3).withDevices(2);
    expect(await planned([narrow, volume, fresh], readdress, ['brick.evict', { brick: first }])).toEqual([]);
  });

  it.each<Wish>([
    ['volume.clone', { volume: volume.id, name: 'copy' }],
    ['snapshot.create', { volume: volume.id }],
  ])('of %s is not carried out where its volume was expanded', async (...wish) => {
    expect(await planned([cluster, volume], wish, ['volume.expand', { volume: volume.id, addGib: 4 }])).toEqual([]);
  });

  it.each<Wish>([
    ['volume.expand', { volume: volume.id, addGib: 2 }],
    ['volume.clone', { volume: volume.id, name: 'copy' }],
  ])('of %s is not carried out where its volume was put back to a snapshot', async (...wish) => {
    expect(
      await planned([cluster, volume, snapshot, fresh], wish, ['snapshot.restore', { snapshot: snapshot.id }]),
    ).toEqual([]);
  });

  it('of node.readdress is not carried out where a node came that was not asked for the new name', async () => {
    const spare = aSpareHost('spare');
    const join = { cluster: cluster.id, zone: 1, manage: ['spare'], storage: ['spare'] };
    expect(await planned([cluster, volume, fresh, spare], readdress, ['node.add', join])).toEqual([]);
  });

  it('of node.readdress does not take a node for the only one that is so no more', async () => {
    const one = aCluster().withNodes(1);
    const join = { cluster: one.id, zone: 1, manage: ['spare'], storage: ['spare'] };
    expect(await planned([one, fresh, aSpareHost('spare')], readdress, ['node.add', join])).toEqual([]);
  });
});
