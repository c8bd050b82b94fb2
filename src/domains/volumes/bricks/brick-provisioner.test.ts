import { describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../../../test/simulation/world.ts';
import { createHosts, hostId, type HostSession, type SimulatedHost } from '../../../kernel/remote/index.ts';
import { logicalVolume, mountPoint, thinPool, volumeGroup } from '../brick-paths.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';
import { brickProvisioner } from './brick-provisioner.ts';
import type { BrickSpec } from './provisioner.ts';
import { formatSource, lvmOf } from './simulated-storage.ts';

const provisioner = brickProvisioner(DEFAULT_SETTINGS);

interface Tried {
  readonly world: World;
  readonly host: SimulatedHost;
  readonly brick: BrickSpec;
  readonly act: <Value>(work: (session: HostSession) => Promise<Value>) => Promise<Value>;
}

/** One brick that is not there yet. */
async function tryOn(kind: 'lvm-thin' | 'file'): Promise<Tried> {
  const cluster = aCluster().withNodes(1).withDevices(1, { kind });
  const worldKind = volumeWorld([cluster]);
  const world = await createWorld(worldKind, '1');
  await worldKind.problems(world);
  const [brick] = aVolume(cluster, 'v', cluster.devices).bricks;
  if (brick === undefined) throw new TypeError('a volume has bricks');
  const hosts = createHosts({ transport: world.fleet, clock: world.timer, newNonce: () => 'nonce' });
  const session = hosts.session(hostId('c1-n1'), {
    locks: ['device-d1'],
    epoch: () => Promise.resolve(1),
    newEpoch: () => Promise.resolve(1),
    signal: new AbortController().signal,
    deadlineAtMs: world.timer.now() + 3_600_000,
    onCommand: () => undefined,
  });
  return {
    world,
    host: world.fleet.host(hostId('c1-n1')),
    brick: { ...brick, gid: 2001 },
    act: (work) => world.timer.run(work(session)),
  };
}

describe.each(['lvm-thin', 'file'] as const)('a brick on a device of kind %s', (kind) => {
  it('is absent, then ready with its group, then absent again, each done twice', async () => {
    const { brick, host, world, act } = await tryOn(kind);
    expect(await act((session) => provisioner.observe(session, brick))).toEqual({ kind: 'absent' });
    for (let time = 0; time < 2; time += 1) {
      await act((session) => provisioner.prepare(session, brick));
      expect(await act((session) => provisioner.observe(session, brick))).toEqual({ kind: 'ready' });
    }
    const path = `${mountPoint(brick.device, brick.id)}/brick`;
    expect([host.files.ownerOf(path), host.files.modeOf(path)]).toEqual(['0:2001', '2775']);
    expect(host.mounts()).toHaveLength(1);
    for (let time = 0; time < 2; time += 1) {
      await act((session) => provisioner.remove(session, brick));
      expect(await act((session) => provisioner.observe(session, brick))).toEqual({ kind: 'absent' });
    }
    expect(world.fleet.faults).toEqual([]);
  });

  it('is mounted by its host after a power cut', async () => {
    const { brick, host, world, act } = await tryOn(kind);
    await act((session) => provisioner.prepare(session, brick));
    world.fleet.powerOff(host.id);
    world.fleet.powerOn(host.id);
    expect(await act((session) => provisioner.observe(session, brick))).toEqual({ kind: 'ready' });
  });

  it('is mounted at boot before glusterd starts, and does not keep the host from starting', async () => {
    const { brick, host, act } = await tryOn(kind);
    await act((session) => provisioner.prepare(session, brick));
    const [, , , options = ''] = (host.files.read(DEFAULT_SETTINGS.fstab) ?? '').split(' ');
    expect(options.split(',')).toEqual(expect.arrayContaining(['nofail', 'x-systemd.before=glusterd.service']));
  });

  it('is not taken away while something uses it, and keeps its line in fstab', async () => {
    const { brick, host, act } = await tryOn(kind);
    await act((session) => provisioner.prepare(session, brick));
    host.startProcess('glusterfsd', `${mountPoint(brick.device, brick.id)}/brick`);
    await expect(act((session) => provisioner.remove(session, brick))).rejects.toMatchObject({ code: 'BRICK_BUSY' });
    expect(await act((session) => provisioner.observe(session, brick))).toEqual({ kind: 'ready' });
  });

  it('leaves what somebody wrote into its unmounted directory', async () => {
    const { brick, host, act } = await tryOn(kind);
    await act((session) => provisioner.prepare(session, brick));
    const target = mountPoint(brick.device, brick.id);
    host.unmount(target);
    host.files.write(`${target}/stray`, 'text');
    await act((session) => provisioner.remove(session, brick));
    expect(host.files.read(`${target}/stray`)).toBe('text');
    expect(await act((session) => provisioner.observe(session, brick))).toEqual({ kind: 'absent' });
  });
});

describe('a brick in a thin pool', () => {
  it('is finished from a pool without a volume, and from a file system that was never mounted', async () => {
    const { brick, host, act } = await tryOn('lvm-thin');
    const volumes = lvmOf(host).groups[volumeGroup(brick.device)]?.volumes ?? {};
    volumes[thinPool(brick.id)] = { sizeKib: 4096, metadataKib: 4096 };
    expect(await act((session) => provisioner.observe(session, brick))).toMatchObject({
      kind: 'partial',
      found: expect.stringContaining('storage partial'),
    });
    formatSource(host, `/dev/mapper/${volumeGroup(brick.device)}-${logicalVolume(brick.id)}`);
    await act((session) => provisioner.prepare(session, brick));
    expect(volumes[thinPool(brick.id)]?.sizeKib).toBe(brick.poolKib);
    expect(await act((session) => provisioner.observe(session, brick))).toEqual({ kind: 'ready' });
  });

  it('is not removed with the clones that live in its pool', async () => {
    const { brick, host, act } = await tryOn('lvm-thin');
    await act((session) => provisioner.prepare(session, brick));
    const volumes = lvmOf(host).groups[volumeGroup(brick.device)]?.volumes ?? {};
    volumes['clone_0'] = { sizeKib: brick.sizeKib, pool: thinPool(brick.id) };
    await expect(act((session) => provisioner.remove(session, brick))).rejects.toMatchObject({
      code: 'BRICK_POOL_SHARED',
      fields: { thinCount: 1 },
    });
    expect(Object.keys(volumes)).toContain('clone_0');
  });
});
