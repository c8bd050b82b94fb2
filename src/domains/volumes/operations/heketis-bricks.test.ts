import { describe, expect, it } from 'vitest';
import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { volumeGroup } from '../brick-paths.ts';
import { lvmOf } from '../bricks/simulated-storage.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { examineOn } from '../testing/an-examination.ts';
import { tryOn } from '../testing/try-on.ts';
import { volumeWorld } from '../testing/volume-world.ts';

/**
 * What Heketi has made: the thin pool of the first brick of a set has the name of no brick (seen with Heketi 10.3.0 on
 * real hosts). Its mount and its line in fstab are as ours.
 */
const cluster = aCluster().withNodes(3).withDevices(1);
const [first, second] = cluster.devices;
if (first === undefined || second === undefined) throw new TypeError('the cluster has no devices');
const taken = aVolume(cluster, 'taken', [first, second], 10, { isHeketis: true });
const [brick] = taken.bricks;

operationContract({
  name: 'deleting a volume that Heketi made',
  world: volumeWorld([cluster, taken]),
  submission: { kind: 'volume.delete', input: { volume: taken.id } },
  endsAfterFailure: ['failed', 'succeeded'],
});

describe('a volume that Heketi made', () => {
  it('is as it should be, and its pools are known', async () => {
    const at = await examineOn([cluster, taken]);
    expect(await at.examine()).toEqual([]);
  });

  it('has its first brick evicted, to the last of its pool', async () => {
    const tried = await tryOn(cluster, taken);
    expect((await tried.run('brick.evict', { brick: brick?.id })).state.name).toBe('succeeded');
    expect(lvmOf(tried.world.fleet.host(first.host)).groups[volumeGroup(first.id)]?.volumes).toEqual({});
    expect(await tried.problems()).toEqual([]);
  });

  it('is expanded, and examined', async () => {
    const at = await examineOn([cluster, taken]);
    expect((await at.run('volume.expand', { volume: taken.id, addGib: 4 })).name).toBe('succeeded');
    expect(await at.examine()).toEqual([]);
  });

  it('is cloned into its pools, and leaves them to the clone', async () => {
    const tried = await tryOn(cluster, taken);
    expect((await tried.run('volume.clone', { volume: taken.id, name: 'copy' })).state.name).toBe('succeeded');
    expect((await tried.run('volume.delete', { volume: taken.id })).state.name).toBe('succeeded');
    const { volumes = {} } = lvmOf(tried.world.fleet.host(first.host)).groups[volumeGroup(first.id)] ?? {};
    expect(Object.keys(volumes)).toContain(brick?.pool);
    expect(await tried.problems()).toEqual([]);
    const [copy] = await tried.read(`select id from gluster_volume where name = 'copy'`);
    expect((await tried.run('volume.delete', { volume: copy?.['id'] })).state.name).toBe('succeeded');
    expect(Object.keys(volumes)).toEqual([]);
    expect(await tried.problems()).toEqual([]);
  });

  it('is put back to a snapshot, in its pools', async () => {
    const tried = await tryOn(cluster, taken);
    const { state } = await tried.run('snapshot.create', { volume: taken.id, name: 'before' });
    const { snapshot } = state.result as { readonly snapshot: string };
    expect((await tried.run('snapshot.restore', { snapshot })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
    expect((await tried.run('volume.delete', { volume: taken.id })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });
});
