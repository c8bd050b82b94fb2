import { expect, it } from 'vitest';
import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import type { World } from '../../../../test/simulation/world.ts';
import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
import { logicalVolume, mountPoint, thinPool, volumeGroup } from '../brick-paths.ts';
import { lvmOf } from '../bricks/simulated-storage.ts';
import { type Finding, finding, findingId } from '../examination/finding.ts';
import { poolsOf, stopBrick } from '../gluster/simulated-pool.ts';
import { keepFinding } from '../tables/finding-table.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { tryOn } from '../testing/try-on.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const pair = aCluster().withNodes(2).withDevices(1);
const web = aVolume(pair, 'web', pair.devices);
const stopped = aVolume(pair, 'stopped', pair.devices);
const UNKNOWN = 'f973955105aa6994d18768e4997e4b75';
const [brick] = web.bricks;
if (brick === undefined) throw new TypeError('the volume has bricks');
const about = { project: 'default', found: 'c1-n1 has something that is not recorded' };
const objects = { host: brick.host, node: pair.nodes[0] ?? '', device: brick.device, brick: brick.id };

/** What an examination would have found of the damage below. */
const findings: readonly Finding[] = [
  finding('brick-not-mounted', brick.id, { ...about, objects: { ...objects, volume: web.id } }),
  finding('brick-not-in-fstab', brick.id, { ...about, objects: { ...objects, volume: web.id } }),
  finding('volume-stopped', stopped.id, { ...about, objects: { volume: stopped.id } }),
  finding('heketi-id-differs', stopped.id, { ...about, objects: { volume: stopped.id } }),
  finding('device-size-differs', brick.device, { ...about, objects }),
  finding('brick-unknown', UNKNOWN, {
    ...about,
    objects,
    details: { brick: UNKNOWN, device: brick.device, deviceName: brick.deviceName, kind: 'lvm-thin' },
  }),
];
const ids = findings.map((each) => findingId(pair.id, each));

const damage = {
  rows: () => findings.map((each) => keepFinding(pair.id, each, 0)),
  arrange: (fleet: SimulatedFleet) => {
    const host = fleet.host(brick.host);
    stopBrick(fleet, { host: brick.host, path: brick.path, name: '' });
    host.unmount(mountPoint(brick.device, brick.id));
    const lines = (host.files.read('/etc/fstab') ?? '').split('\n').filter((line) => !line.includes(brick.id));
    host.files.write('/etc/fstab', lines.join('\n'));
    const { groups } = lvmOf(host);
    const group = groups[volumeGroup(brick.device)];
    if (group !== undefined) {
      group.volumes[thinPool(UNKNOWN)] = { sizeKib: 1_048_576, metadataKib: 8192 };
      group.volumes[logicalVolume(UNKNOWN)] = { sizeKib: 1_048_576, pool: thinPool(UNKNOWN) };
      groups[volumeGroup(brick.device)] = { ...group, totalKib: group.totalKib + 4096 };
    }
    const volume = poolsOf(fleet)[0]?.volumes['stopped'];
    if (volume === undefined) return;
    volume.status = 'stopped';
    volume.options = [];
    for (const each of volume.bricks) stopBrick(fleet, each);
  },
};

const world = volumeWorld([pair, web, stopped, damage]);
const before = world.problems;
/** What the damage itself looks like: right where the repair came to nothing, and nowhere else. */
const DAMAGE = /is missing$|is too much$|^the Gluster volume stopped is stopped$/;

function contract(
  name: string,
  repaired: readonly string[],
  problems: (found: readonly string[]) => readonly string[],
) {
  operationContract({
    name,
    world: {
      ...world,
      problems: async (at) => {
        const found = await before(at);
        return (await hasSucceeded(at)) ? problems(found) : found.filter((each) => !DAMAGE.test(each));
      },
    },
    submission: { kind: 'drift.repair', input: { findings: repaired } },
    endsAfterFailure: ['failed', 'succeeded'],
  });
}

contract('mounting a brick and writing its line', ids.slice(0, 2), (found) =>
  found.filter((each) => !/f973955105aa|volume stopped/.test(each)),
);
contract('starting a volume', ids.slice(2, 3), (found) =>
  found.filter((each) => !/f973955105aa|is missing$/.test(each)),
);
contract('removing debris', ids.slice(5), (found) => found.filter((each) => !/is missing$|volume stopped/.test(each)));

async function hasSucceeded({ store }: World): Promise<boolean> {
  const sql = `select 1 as one from operation where kind = 'drift.repair' and state = 'succeeded'`;
  return (await store.read({ sql, values: [] })).length > 0;
}

it('repairs all of it at once, the recorded size of a device and the id of a volume too', async () => {
  const tried = await tryOn(pair, web, stopped, damage);
  const { state } = await tried.run('drift.repair', { findings: ids });
  expect(state.name).toBe('succeeded');
  expect(await tried.problems()).toEqual([]);
  const [row] = await tried.read('select total_kib from gluster_device where id = $1', brick.device);
  const groups = lvmOf(tried.world.fleet.host(brick.host)).groups;
  expect(row?.['total_kib']).toBe(groups[volumeGroup(brick.device)]?.totalKib);
  expect(tried.volume('stopped')?.options).toEqual([['user.heketi.id', stopped.id]]);
});

it('removes nothing that a volume of Gluster names, whoever made that', async () => {
  const tried = await tryOn(pair, web, stopped, damage);
  const pool = poolsOf(tried.world.fleet)[0];
  const own = pool?.volumes['web'];
  if (pool === undefined || own === undefined) throw new TypeError('the volume was arranged');
  const path = `${mountPoint(brick.device, UNKNOWN)}/brick`;
  pool.volumes['theirs'] = {
    ...own,
    name: 'theirs',
    bricks: [{ host: brick.host, path, name: `${brick.host}:${path}` }],
  };
  const { state } = await tried.run('drift.repair', { findings: [ids[5]] });
  expect(state).toMatchObject({ name: 'failed', error: { code: 'BRICK_IN_USE' } });
  const volumes = lvmOf(tried.world.fleet.host(brick.host)).groups[volumeGroup(brick.device)]?.volumes;
  expect(Object.keys(volumes ?? {})).toContain(logicalVolume(UNKNOWN));
});

it('does not start a volume that somebody stopped when it mounts a brick of it', async () => {
  const tried = await tryOn(pair, web, stopped, damage);
  const volume = tried.volume('web');
  if (volume === undefined) throw new TypeError('the volume was arranged');
  volume.status = 'stopped';
  const { state } = await tried.run('drift.repair', { findings: [ids[0]] });
  expect(state.name).toBe('succeeded');
  expect(tried.volume('web')?.status).toBe('stopped');
});

it('refuses a finding that has gone, all or nothing', async () => {
  const tried = await tryOn(pair, web, stopped, damage);
  await expect(tried.run('drift.repair', { findings: [ids[0], 'gone'] })).rejects.toMatchObject({
    code: 'DRIFT_FINDING_NOT_FOUND',
  });
});

it('waits for nobody: a volume that an operation holds is refused', async () => {
  const tried = await tryOn(pair, web, stopped, damage);
  await tried.world.store.write([{ sql: `update gluster_volume set operation = 'x' where id = $1`, values: [web.id] }]);
  await expect(tried.run('drift.repair', { findings: [ids[0]] })).rejects.toMatchObject({ code: 'VOLUME_BUSY' });
});
