import { describe, expect, it } from 'vitest';
import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { hostId, type SimulatedFleet } from '../../../kernel/remote/index.ts';
import { brickPath } from '../brick-paths.ts';
import { finding } from '../examination/finding.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { keepFinding } from '../tables/finding-table.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { examineOn } from '../testing/an-examination.ts';
import { volumeWorld } from '../testing/volume-world.ts';
import { planAdoption, type UnknownVolume } from './plan-adoption.ts';
import { clusterView, deviceView, nodeView } from '../testing/cluster-views.ts';

const pair = aCluster().withNodes(2).withDevices(1);
const web = aVolume(pair, 'web', pair.devices);
/** On the hosts, and in no row: as after the loss of a store. */
const lost = { ...web, rows: () => [] };
const webBricks = web.bricks.map(({ storageHostname, path, sizeKib }) => ({
  name: `${storageHostname}:${path}`,
  isArbiter: false,
  sizeKib,
}));
const details = {
  name: 'web',
  glusterId: '',
  status: 'started',
  replica: 2,
  arbiters: 0,
  disperse: 0,
  redundancy: 0,
  bricks: webBricks,
};
const known = (glusterId: string) => ({
  rows: () => [
    keepFinding(
      pair.id,
      finding('volume-unknown', 'web', {
        project: 'default',
        objects: {},
        found: 'x',
        details: { ...details, glusterId },
      }),
      0,
    ),
  ],
  arrange: () => undefined,
});
const glusterId = `703bfee4-98f2-41bd-b633-${web.id.slice(-12)}`;

const world = volumeWorld([pair, lost, known(glusterId)]);
operationContract({
  name: 'adopting a volume',
  world: {
    ...world,
    problems: async (at) => {
      const isOurs = (await at.store.read({ sql: 'select 1 as one from gluster_volume', values: [] })).length > 0;
      // Before it is taken over, everything of it is too much.
      return (await world.problems(at)).filter((each) => isOurs || !/is too much$|, not $/.test(each));
    },
  },
  submission: { kind: 'volume.adopt', input: { cluster: pair.id, name: 'web' } },
  endsAfterFailure: ['failed', 'succeeded'],
});

const node = (name: string) => hostId(name);

/** A volume that somebody made of folders of their own. */
const theirs = {
  rows: () => [],
  arrange: (fleet: SimulatedFleet) => {
    const pool = poolsOf(fleet)[0];
    const bricks = pair.hosts.map((host) => {
      fleet.host(node(host)).files.makeDirectory('/data/theirs', { parents: true });
      return { host, path: '/data/theirs', name: `${host}:/data/theirs` };
    });
    if (pool === undefined) throw new TypeError('the cluster is not arranged');
    pool.volumes['theirs'] = {
      name: 'theirs',
      id: 'f0000000-98f2-41bd-b633-000000000000',
      status: 'started',
      replica: 2,
      disperse: 0,
      redundancy: 0,
      bricks,
      options: [],
      snapshots: [],
      pending: {},
    };
  },
};

describe('adopting', () => {
  it('takes over a volume that lies as ours do, charges its devices, and nothing is different then', async () => {
    const at = await examineOn([pair, lost]);
    expect(await at.codes()).toEqual(['volume-unknown']);
    const state = await at.run('volume.adopt', { cluster: pair.id, name: 'web' });
    expect(state.name).toBe('succeeded');
    expect(await at.examine()).toEqual([]);
    expect(await at.world.timer.run(at.world.problems())).toEqual([]);
    await at.stop();
  });

  it('takes over bricks of others as foreign ones: charged to nobody, and left when the volume is deleted', async () => {
    const at = await examineOn([pair, theirs]);
    expect(await at.codes()).toEqual(['volume-unknown']);
    const adopted = await at.run('volume.adopt', { cluster: pair.id, name: 'theirs' });
    expect(adopted.name).toBe('succeeded');
    expect(await at.examine()).toEqual([]);
    const read = (sql: string) => at.world.store.read({ sql, values: [] });
    expect(await read('select sum(used_kib) as used from gluster_device')).toEqual([{ used: 0 }]);
    expect(await read('select count(*) as number from gluster_brick where is_foreign = 1')).toEqual([{ number: 2 }]);
    const [row] = await read('select id from gluster_volume');
    const input = { volume: String(row?.['id']) };
    const trial = await at.world.timer.run(
      at.server.engine.dryRun({ kind: 'volume.delete', input, project: 'default', principal: 'ada' }),
    );
    expect(trial.reasons[1]).toMatch(/^the data of .*\/data\/theirs, .*\/data\/theirs stay: /);
    expect((await at.run('volume.delete', input)).name).toBe('succeeded');
    for (const host of pair.hosts) expect(at.world.fleet.host(host).files.kindOf('/data/theirs')).toBe('directory');
    expect(poolsOf(at.world.fleet)[0]?.volumes).toEqual({});
    expect(await at.world.timer.run(at.world.problems())).toEqual([]);
    await at.stop();
  });

  it('refuses a volume that has changed since it was examined', async () => {
    const at = await examineOn([pair, theirs]);
    await at.examine();
    const volume = poolsOf(at.world.fleet)[0]?.volumes['theirs'];
    volume?.bricks.pop();
    const state = await at.run('volume.adopt', { cluster: pair.id, name: 'theirs' });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'DRIFT_MOVED' } });
    await at.stop();
  });
});

describe('what cannot be adopted', () => {
  const OUR_DEVICE = '441c7484918e58768789dff5c1fb2142';
  const view = clusterView([
    nodeView('n1', [deviceView('d1')]),
    nodeView('n2', []),
    nodeView('n4', [deviceView('d4')], { isHeld: true }),
    nodeView('n3', [deviceView(OUR_DEVICE)]),
  ]);
  const volume: UnknownVolume = {
    ...details,
    bricks: [{ name: 'n1:/data', isArbiter: false, sizeKib: 4_194_304 }],
    replica: 1,
  };
  const onOurDevice = {
    name: `n3:${brickPath(OUR_DEVICE, web.bricks[0]?.id ?? '')}`,
    isArbiter: false,
    sizeKib: 524_288_000,
  };
  let ids = 0;
  const context = {
    seed: 's',
    nowMs: 0,
    avoid: [],
    newId: () => {
      ids += 1;
      return String(ids);
    },
  };
  const plan = (unknown: UnknownVolume | undefined) =>
    planAdoption(
      { cluster: view, unknown, takenBricks: [] },
      { cluster: 'cluster', name: 'web', project: 'default' },
      context,
      DEFAULT_SETTINGS,
    );

  it.each<[string, UnknownVolume | undefined]>([
    ['no examination of the cluster has found it', undefined],
    ['it has 1 brick, which is no number of whole sets of 2', { ...volume, replica: 2 }],
    [
      'no node of the cluster is called n9',
      { ...volume, bricks: [{ name: 'n9:/data', isArbiter: false, sizeKib: 1 }] },
    ],
    ['could not be read', { ...volume, bricks: [{ name: 'n1:/data', isArbiter: false, sizeKib: null }] }],
    ['and 500 GiB are free by what is recorded', { ...volume, bricks: [onOurDevice] }],
    [
      'n4, where its brick /data is, is being removed',
      { ...volume, bricks: [{ name: 'n4:/data', isArbiter: false, sizeKib: 1 }] },
    ],
    ['n2 has no device', { ...volume, bricks: [{ name: 'n2:/data', isArbiter: false, sizeKib: 1 }] }],
  ])('is told why: %s', (reason, unknown) => {
    const outcome = plan(unknown);
    if (outcome.kind !== 'refused') throw new TypeError('it was planned');
    expect(outcome.error).toMatchObject({ code: 'VOLUME_NOT_ADOPTABLE' });
    expect(outcome.error.message).toContain(reason);
  });

  it('knows an arbiter, and does not count it', () => {
    const three = ['n1:/a', 'n1:/b', 'n1:/c'].map((name, index) => ({
      name,
      isArbiter: index === 2,
      sizeKib: index === 2 ? 1024 : 4_194_304,
    }));
    const outcome = plan({ ...volume, replica: 3, arbiters: 1, bricks: three });
    if (outcome.kind !== 'planned') throw outcome.error;
    expect(outcome.plan.volume).toMatchObject({
      sizeGib: 4,
      durability: { kind: 'replicate', replica: 3, arbiter: true },
    });
    expect(outcome.plan.bricks.map(({ role }) => role)).toEqual(['data', 'data', 'arbiter']);
  });

  it('counts the data of dispersed sets', () => {
    const six = Array.from({ length: 6 }, (_, index) => ({
      name: `n1:/${index}`,
      isArbiter: false,
      sizeKib: 1_048_576,
    }));
    const outcome = plan({ ...volume, disperse: 3, redundancy: 1, bricks: six });
    if (outcome.kind !== 'planned') throw outcome.error;
    expect(outcome.plan.volume).toMatchObject({ sizeGib: 4, durability: { kind: 'disperse', data: 2, redundancy: 1 } });
  });
});
