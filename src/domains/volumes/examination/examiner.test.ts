import { describe, expect, it } from 'vitest';
import type { SimulatedHost } from '../../../kernel/remote/index.ts';
import { blockDevice, logicalVolume, mountPoint, thinPool, volumeGroup } from '../brick-paths.ts';
import { attach } from '../bricks/simulated-mounts.ts';
import { formatSource, lvmOf } from '../bricks/simulated-storage.ts';
import { daemonOf, poolsOf, stopBrick } from '../gluster/simulated-pool.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume, type VolumeBuilder } from '../testing/a-volume.ts';
import { type Examined, examinerOf, examineOn } from '../testing/an-examination.ts';
import { sql } from '../testing/try-on.ts';

const cluster = aCluster().withNodes(3).withDevices(1).withDevices(1, { kind: 'file', gib: 100 });
const lvm = cluster.devices.filter(({ kind }) => kind === 'lvm-thin');
const files = cluster.devices.filter(({ kind }) => kind === 'file');
const web = aVolume(cluster, 'web', lvm);
const docs = aVolume(cluster, 'docs', files);
const brick = firstOf(web);
const image = firstOf(docs);

const UNKNOWN = 'f973955105aa6994d18768e4997e4b75';

function firstOf({ bricks: [found] }: VolumeBuilder): PlacedBrick {
  if (found === undefined) throw new TypeError('a volume has bricks');
  return found;
}

interface Damage {
  readonly what: string;
  readonly codes: readonly string[];
  readonly damage: (examined: Examined) => void;
}

const hostOf = ({ world }: Examined, of = brick): SimulatedHost => world.fleet.host(of.host);
const poolOf = ({ world }: Examined) => {
  const [pool] = poolsOf(world.fleet);
  if (pool === undefined) throw new TypeError('there is no pool');
  return pool;
};
const volumeOf = (examined: Examined, name = 'web') => {
  const found = poolOf(examined).volumes[name];
  if (found === undefined) throw new TypeError(`there is no volume ${name}`);
  return found;
};
const groupOf = (examined: Examined) => {
  const group = lvmOf(hostOf(examined)).groups[volumeGroup(brick.device)];
  if (group === undefined) throw new TypeError('there is no group');
  return group;
};

/** Ends its process first, which would keep the file system busy. */
function unmount(examined: Examined, of: PlacedBrick = brick): void {
  const host = hostOf(examined, of);
  stopBrick(examined.world.fleet, { host: of.host, path: of.path, name: `${of.host}:${of.path}` });
  host.unmount(mountPoint(of.device, of.id));
}

function editFstab(host: SimulatedHost, change: (lines: readonly string[]) => readonly string[]): void {
  const lines = (host.files.read('/etc/fstab') ?? '').split('\n').filter((line) => line !== '');
  host.files.write(
    '/etc/fstab',
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

const repairable: readonly Damage[] = [
  { what: 'a brick on LVM that is not mounted', codes: ['brick-not-mounted'], damage: (at) => unmount(at) },
  { what: 'an image that is not mounted', codes: ['brick-not-mounted'], damage: (at) => unmount(at, image) },
  {
    what: 'a brick without its line in fstab',
    codes: ['brick-not-in-fstab'],
    damage: (at) => editFstab(hostOf(at), (lines) => lines.filter((line) => !line.includes(brick.id))),
  },
  {
    what: 'a volume that somebody stopped',
    codes: ['volume-stopped'],
    damage: (at) => {
      const volume = volumeOf(at);
      volume.status = 'stopped';
      for (const each of volume.bricks) stopBrick(at.world.fleet, each);
    },
  },
  {
    what: 'a volume with the id of another one',
    codes: ['heketi-id-differs'],
    damage: (at) => {
      volumeOf(at).options = [['user.heketi.id', 'x']];
    },
  },
  {
    what: 'a logical volume, a mount, a folder and a line of fstab that nobody knows',
    codes: ['brick-unknown'],
    damage: (at) => {
      const { volumes } = groupOf(at);
      const host = hostOf(at);
      volumes[thinPool(UNKNOWN)] = { sizeKib: 1_048_576, metadataKib: 8192 };
      volumes[logicalVolume(UNKNOWN)] = { sizeKib: 1_048_576, pool: thinPool(UNKNOWN) };
      const source = blockDevice({ id: UNKNOWN, device: brick.device, path: '' });
      const target = mountPoint(brick.device, UNKNOWN);
      formatSource(host, source);
      host.files.makeDirectory(target, { parents: true });
      attach(host, 'rw', source, target);
      editFstab(host, (lines) => [...lines, `${source} ${target} xfs rw 1 2`]);
    },
  },
  {
    what: 'a pool alone, as a create leaves it that was cut off',
    codes: ['brick-unknown'],
    damage: (at) => {
      groupOf(at).volumes[thinPool(UNKNOWN)] = { sizeKib: 1_048_576, metadataKib: 8192 };
    },
  },
  {
    what: 'an image that nobody knows',
    codes: ['brick-unknown'],
    damage: (at) => void hostOf(at, image).files.write(`${image.deviceName}/${UNKNOWN}.img`, 'image 1048576'),
  },
  {
    what: 'a folder that nothing is mounted on',
    codes: ['brick-unknown'],
    damage: (at) => void hostOf(at).files.makeDirectory(mountPoint(brick.device, UNKNOWN), { parents: true }),
  },
  {
    what: 'a device that grew',
    codes: ['device-size-differs'],
    damage: (at) => {
      const name = volumeGroup(brick.device);
      const { groups } = lvmOf(hostOf(at));
      groups[name] = { ...groupOf(at), totalKib: groupOf(at).totalKib + 40_960 };
    },
  },
  {
    what: 'a host that started anew without its bricks',
    codes: ['brick-not-mounted', 'brick-not-mounted', 'bricks-lost-at-boot'],
    damage: (at) => {
      const host = hostOf(at);
      at.world.fleet.powerOff(host.id);
      at.world.fleet.powerOn(host.id);
      for (const of of [brick, image]) unmount(at, of);
    },
  },
];

describe('an examination', () => {
  it('asks gluster, which is slow, on one host of a cluster, and once for all of its volumes', async () => {
    const at = await examineOn([cluster, web, docs]);
    const before = at.world.fleet.journal.length;
    await at.examine();
    const asked = at.world.fleet.journal
      .slice(before)
      .filter(({ argv }) => argv[0] === 'gluster' && !argv.includes('heal'))
      .map(({ host, argv }) => `${host} ${argv.slice(3, 5).join(' ')}`);
    expect(asked).toEqual([`${cluster.hosts[0]} pool list`, `${cluster.hosts[0]} volume info`]);
  });

  it.each(['as it was', 'to the last command'])(
    'says nothing of a device whose deletion was cut off, %s',
    async (how) => {
      const empty = aCluster().withNodes(1).withDevices(1);
      const [device] = empty.devices;
      if (device === undefined) throw new TypeError('the cluster has no device');
      const at = await examineOn([
        empty,
        sql(`update gluster_device set state = 'failed', total_kib = 0 where id = $1`, device.id),
      ]);
      if (how === 'to the last command') delete lvmOf(at.world.fleet.host(device.host)).groups[volumeGroup(device.id)];
      expect(await at.examine()).toEqual([]);
    },
  );

  it('finds nothing where nothing is different', async () => {
    const at = await examineOn([cluster, web, docs]);
    expect(await at.examine()).toEqual([]);
    expect(await at.told()).toEqual([]);
    expect(at.world.fleet.faults).toEqual([]);
    await at.stop();
  });

  it.each(repairable)(
    'finds $what, shows its repair, repairs it, and finds nothing then',
    async ({ codes, damage }) => {
      const at = await examineOn([cluster, web, docs]);
      expect(await at.examine()).toEqual([]);
      damage(at);
      const findings = await at.examine();
      expect(findings.map(({ code }) => code).toSorted()).toEqual(codes);
      const input = { findings: findings.map(({ id }) => id) };
      const trial = await at.world.timer.run(
        at.server.engine.dryRun({ kind: 'drift.repair', input, project: 'default', principal: 'ada' }),
      );
      expect(trial.reasons.join('\n')).toMatchSnapshot();
      expect((await at.run('drift.repair', input)).name).toBe('succeeded');
      expect(await at.examine()).toEqual([]);
      const told = (topic: string) => findings.map(({ code }) => `${topic} ${code}`);
      expect((await at.told()).toSorted()).toEqual([...told('drift.found'), ...told('drift.gone')].toSorted());
      expect(await at.world.timer.run(at.world.problems())).toEqual([]);
      await at.stop();
    },
  );

  it.each<Damage>([
    {
      what: 'a brick that lost its logical volume',
      codes: ['storage-missing'],
      damage: (at) => {
        unmount(at);
        delete groupOf(at).volumes[logicalVolume(brick.id)];
      },
    },
    {
      what: 'a brick that lost its image',
      codes: ['storage-missing'],
      damage: (at) => {
        unmount(at, image);
        hostOf(at, image).files.remove(`${image.deviceName}/${image.id}.img`);
      },
    },
    {
      what: 'a device that lost its volume group',
      codes: ['device-missing'],
      damage: (at) => {
        delete lvmOf(hostOf(at)).groups[volumeGroup(brick.device)];
      },
    },
    {
      what: 'a folder without the file system that it lay on',
      codes: ['device-missing'],
      damage: (at) => {
        for (const name of hostOf(at, image).files.list(image.deviceName))
          hostOf(at, image).files.remove(`${image.deviceName}/${name}`);
      },
    },
    {
      what: 'a volume group under our names that no device has',
      codes: ['group-unknown'],
      damage: (at) => {
        const { groups, physical } = lvmOf(hostOf(at));
        groups[`vg_${UNKNOWN}`] = { device: '/dev/vdx', extentKib: 4096, totalKib: 40_960, volumes: {} };
        physical['/dev/vdx'] = 'uuid-x';
      },
    },
    {
      what: 'a logical volume of others that takes space of a device',
      codes: ['device-space-differs'],
      damage: (at) => {
        groupOf(at).volumes['scratch'] = { sizeKib: 10 * 1_048_576 };
      },
    },
    {
      what: 'a file of others that takes space of a folder',
      codes: ['device-space-differs'],
      damage: (at) => void hostOf(at, image).files.write(`${image.deviceName}/scratch`, `image ${80 * 1024 ** 3}`),
    },
    {
      what: 'thin pools that fill up',
      codes: ['pool-data-full', 'pool-metadata-full'],
      damage: (at) => {
        const { volumes } = groupOf(at);
        const pool = volumes[thinPool(brick.id)];
        if (pool !== undefined) volumes[thinPool(brick.id)] = { ...pool, fill: { data: 81.4, metadata: 97 } };
      },
    },
    {
      what: 'a volume that Gluster has lost',
      codes: ['volume-missing'],
      damage: (at) => {
        delete poolOf(at).volumes['web'];
      },
    },
    {
      what: 'another volume of the name',
      codes: ['volume-replaced'],
      damage: (at) => {
        poolOf(at).volumes['web'] = { ...volumeOf(at), id: 'another' };
      },
    },
    {
      what: 'a volume that lost a brick by hand',
      codes: ['volume-bricks-differ'],
      damage: (at) => void volumeOf(at).bricks.pop(),
    },
    {
      what: 'a volume that nobody knows',
      codes: ['volume-unknown'],
      damage: (at) => {
        poolOf(at).volumes['other'] = { ...volumeOf(at), name: 'other', bricks: [] };
      },
    },
    {
      what: 'a node that is not in the pool, and a member that is no node',
      codes: ['peer-missing', 'peer-unknown'],
      damage: (at) => {
        const { members } = poolOf(at);
        members.pop();
        members.push({ host: 'stranger', name: 'stranger', uuid: '0373953d-fcd3-4806-9b20-00000000ffff' });
      },
    },
    {
      what: 'a node whose glusterd is down',
      codes: ['peer-disconnected'],
      damage: (at) => {
        daemonOf(at.world.fleet.host(cluster.hosts[2] ?? brick.host)).isDown = true;
      },
    },
    {
      what: 'a cluster whose glusterds are all down',
      codes: ['gluster-silent'],
      damage: (at) => {
        for (const host of cluster.hosts) daemonOf(at.world.fleet.host(host)).isDown = true;
      },
    },
    {
      what: 'a host that cannot be reached, of which nothing is said to be missing',
      codes: ['host-unread', 'peer-disconnected'],
      damage: (at) => at.world.fleet.cut(cluster.hosts[2] ?? brick.host),
    },
  ])('finds $what, and leaves it to a person', async ({ codes, damage }) => {
    const at = await examineOn([cluster, web, docs]);
    damage(at);
    const findings = await at.examine();
    expect(findings.map(({ code }) => code).toSorted()).toEqual(codes);
    expect(
      findings
        .map(({ found, remedy }) => `${found}\n  ${remedy}`)
        .toSorted()
        .join('\n'),
    ).toMatchSnapshot();
    const [first] = findings;
    await expect(at.run('drift.repair', { findings: [first?.id] })).rejects.toMatchObject({
      code: 'DRIFT_NOT_REPAIRABLE',
    });
    await at.stop();
  });

  it('tells of what is still there once, with the time when it was seen first', async () => {
    const at = await examineOn([cluster, web, docs]);
    unmount(at);
    const [first] = await at.examine();
    await at.world.timer.run(at.world.timer.sleep(60_000));
    const [second] = await at.examine();
    expect(second).toMatchObject({ id: first?.id, firstSeenMs: first?.firstSeenMs });
    expect(second?.lastSeenMs).toBeGreaterThan(first?.lastSeenMs ?? 0);
    expect(await at.told()).toEqual(['drift.found brick-not-mounted']);
    await at.stop();
  });

  it('leaves out what a running operation holds', async () => {
    const at = await examineOn([cluster, web, docs]);
    unmount(at);
    volumeOf(at).status = 'stopped';
    await at.world.store.write([{ sql: `update gluster_volume set operation = 'x' where id = $1`, values: [web.id] }]);
    expect(await at.examine()).toEqual([]);
    await at.stop();
  });

  it('does not believe what an operation has changed between two looks', async () => {
    const at = await examineOn([cluster, web, docs]);
    // The volume goes while the examination reads the hosts.
    const [state, findings] = await at.world.timer.run(
      Promise.all([
        at.server.engine
          .submit({ project: 'default', principal: 'ada', kind: 'volume.delete', input: { volume: web.id } })
          .then((id) => at.server.engine.wait(id, 3_600_000)),
        at.examiner.examine(cluster.id),
      ]),
    );
    expect(state.state.name).toBe('succeeded');
    expect(findings).toEqual([]);
    await at.stop();
  });

  it('learns the order of bricks where it was never known (contract heketi-engine §6.3 rule 7)', async () => {
    const at = await examineOn([cluster, web, docs]);
    const placesOf = async (): Promise<unknown> =>
      at.world.store.read({
        sql: 'select id from gluster_brick where volume = $1 order by set_index, position',
        values: [web.id],
      });
    volumeOf(at).bricks.reverse();
    expect(await at.codes()).toEqual(['volume-bricks-differ']);
    await at.world.store.write([
      { sql: 'update gluster_volume set bricks_ordered = 0 where id = $1', values: [web.id] },
    ]);
    expect(await at.examine()).toEqual([]);
    expect(await placesOf()).toEqual(web.bricks.toReversed().map(({ id }) => ({ id })));
    // From now on it is minded.
    volumeOf(at).bricks.reverse();
    expect(await at.codes()).toEqual(['volume-bricks-differ']);
    await at.stop();
  });

  it('knows a node by its glusterd where the pool has another name for it', async () => {
    const at = await examineOn([cluster, web, docs]);
    const { members } = poolOf(at);
    const [last] = members.splice(-1);
    if (last === undefined) throw new TypeError('the pool has members');
    members.push({ ...last, name: 'by.its.address.example' });
    expect(await at.examine()).toEqual([]);
    await at.stop();
  });

  it('learns no order from a volume with other bricks', async () => {
    const at = await examineOn([cluster, web, docs]);
    volumeOf(at).bricks.pop();
    await at.world.store.write([
      { sql: 'update gluster_volume set bricks_ordered = 0 where id = $1', values: [web.id] },
    ]);
    expect(await at.codes()).toContain('volume-bricks-differ');
    expect(
      await at.world.store.read({ sql: 'select bricks_ordered from gluster_volume where id = $1', values: [web.id] }),
    ).toEqual([{ bricks_ordered: 0 }]);
    await at.stop();
  });

  it('is made by one server at a time', async () => {
    const at = await examineOn([cluster, web, docs]);
    const other = examinerOf(at.world);
    const both = await at.world.timer.run(
      Promise.allSettled([at.examiner.examine(cluster.id), other.examine(cluster.id)]),
    );
    await at.world.timer.run(other.stop());
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'DRIFT_EXAMINATION_RUNNING' },
    });
    await at.stop();
  });

  it('refuses a cluster that there is not', async () => {
    const at = await examineOn([cluster, web, docs]);
    await expect(at.world.timer.run(at.examiner.examine('none'))).rejects.toMatchObject({ code: 'CLUSTER_NOT_FOUND' });
    await at.stop();
  });

  it('comes by itself as often as it is set, and after a repair', async () => {
    const at = await examineOn([cluster, web, docs], 300);
    unmount(at);
    await at.world.timer.run(at.world.timer.sleep(50_000));
    expect(await at.findings()).toEqual([]);
    await at.world.timer.run(at.world.timer.sleep(30_000));
    const [found] = await at.findings();
    expect(found?.code).toBe('brick-not-mounted');
    await at.run('drift.repair', { findings: [found?.id] });
    await at.world.timer.run(at.world.timer.sleep(20_000));
    expect(await at.findings()).toEqual([]);
    unmount(at);
    await at.world.timer.run(at.world.timer.sleep(250_000));
    expect(await at.findings()).toEqual([]);
    await at.world.timer.run(at.world.timer.sleep(60_000));
    expect((await at.findings()).map(({ code }) => code)).toEqual(['brick-not-mounted']);
    expect(at.examiner.statistics().findings).toEqual([{ code: 'brick-not-mounted', severity: 'critical', count: 1 }]);
    await at.stop();
  });

  it('comes soon after a host has started anew', async () => {
    const at = await examineOn([cluster, web, docs], 3_600);
    await at.world.timer.run(at.world.timer.sleep(80_000));
    unmount(at);
    await at.world.timer.run(at.examiner.askAfterBoot(cluster.nodes[0] ?? ''));
    await at.world.timer.run(at.world.timer.sleep(15_000));
    expect((await at.findings()).map(({ code }) => code)).toEqual(['brick-not-mounted']);
    await at.stop();
  });

  it('keeps how full pools are, and what volumes have to heal', async () => {
    const at = await examineOn([cluster, web, docs]);
    const volume = volumeOf(at);
    volume.pending[volume.bricks[0]?.name ?? ''] = 7;
    const pool = groupOf(at).volumes[thinPool(brick.id)];
    if (pool !== undefined) groupOf(at).volumes[thinPool(brick.id)] = { ...pool, fill: { data: 41.5, metadata: 12 } };
    await at.examine();
    await at.world.timer.run(at.world.timer.sleep(11_000));
    const { fills, healEntries, healUnknown } = at.examiner.statistics();
    expect(fills.find(({ device }) => device === brick.device)).toEqual({
      device: brick.device,
      dataPercent: 41.5,
      metadataPercent: 12,
    });
    expect([healEntries, healUnknown]).toEqual([7, 0]);
    await at.stop();
  });
});
