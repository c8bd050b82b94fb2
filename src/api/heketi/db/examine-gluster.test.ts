import { describe, expect, it } from 'vitest';
import { addVolume, idIn, parsed } from '../../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../../test/heketi/start-heketi.ts';
import { poolsOf } from '../../../domains/volumes/gluster/simulated-pool.ts';

const cluster = aCluster('c1').withNodes(3).withDevices(1);
const [first = '', second = '', third = ''] = cluster.nodes.toSorted();

interface Examined {
  readonly heketidb: object;
  readonly report: readonly string[];
  readonly clusters: readonly { readonly ClusterHeketiID: string; readonly NodesData: readonly NodeData[] }[] | null;
}

interface NodeData {
  readonly NodeHeketiID: string;
  readonly VolumeInfo: unknown;
  readonly LVMPVInfo: unknown;
  readonly LVMVGInfo: unknown;
  readonly LVMLVInfo: unknown;
  readonly BricksMountStatus: { readonly Statuses: readonly { readonly MountPoint: string }[] } | null;
  readonly BlockVolumeNames: readonly string[] | null;
}

async function withVolume(): Promise<HeketiWorld & { readonly volume: string }> {
  const world = await startHeketi();
  await world.arrange(cluster);
  const volume = await addVolume(world, {
    size: 10,
    name: 'web',
    durability: { type: 'replicate', replicate: { replica: 3 } },
  });
  return { ...world, volume };
}

async function examine(world: HeketiWorld): Promise<Examined> {
  const { status, headers, body } = await world.call('GET', '/internal/state/examine/gluster');
  expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=UTF-8']);
  expect(body).toBe(`${JSON.stringify(JSON.parse(body), null, 4)}\n`);
  return parsed<Examined>({ body });
}

const BEGIN = 'OnDemand Examiner invoked while 0 ops are in flight';

describe('an examination of Gluster', () => {
  it('shows a store without clusters', async () => {
    const world = await startHeketi();
    const dump = await world.call('GET', '/db/dump');
    expect(await examine(world)).toEqual({ heketidb: parsed(dump), report: [BEGIN], clusters: null });
  });

  it('shows the database, and beside it what each node has', async () => {
    const world = await withVolume();
    const examined = await examine(world);
    expect(examined.heketidb).toEqual(parsed(await world.call('GET', '/db/dump')));
    expect(examined.report).toEqual([BEGIN, 'heketi volume list matches with volume list of all nodes']);
    expect(examined.clusters?.map(({ ClusterHeketiID }) => ClusterHeketiID)).toEqual([cluster.id]);
    const [{ NodesData } = { NodesData: [] }] = examined.clusters ?? [];
    expect(NodesData.map(({ NodeHeketiID }) => NodeHeketiID)).toEqual([first, second, third]);
    for (const node of NodesData) {
      const mountPoint = node.BricksMountStatus?.Statuses[0]?.MountPoint ?? '';
      const [, device = '', brick = ''] = mountPoint.match(/\/vg_([0-9a-f]{32})\/brick_([0-9a-f]{32})$/) ?? [];
      expect(node).toEqual({
        NodeHeketiID: node.NodeHeketiID,
        VolumeInfo: {
          Volumes: {
            Count: 1,
            VolumeList: [
              expect.objectContaining({
                VolumeName: 'web',
                Status: 1,
                StatusStr: 'Started',
                BrickCount: 3,
                ReplicaCount: 3,
                OptCount: expect.any(Number),
                Options: { OptionList: expect.arrayContaining([{ Name: 'user.heketi.id', Value: world.volume }]) },
              }),
            ],
          },
        },
        LVMPVInfo: {
          report: [{ pv: [{ pv_name: '/dev/vdb', vg_name: `vg_${device}`, pv_size: KIB, pv_free: KIB }] }],
        },
        LVMVGInfo: {
          report: [
            {
              vg: [
                {
                  vg_name: `vg_${device}`,
                  pv_count: '1',
                  lv_count: '2',
                  snap_count: '0',
                  vg_attr: 'wz--n-',
                  vg_size: KIB,
                  vg_free: KIB,
                },
              ],
            },
          ],
        },
        LVMLVInfo: {
          report: [
            {
              lv: expect.arrayContaining([
                expect.objectContaining({ lv_name: `brick_${brick}`, pool_lv: `tp_${brick}`, lv_size: '10485760.00k' }),
                expect.objectContaining({ lv_name: `tp_${brick}`, pool_lv: '', lv_size: '10485760.00k' }),
              ]),
            },
          ],
        },
        BricksMountStatus: {
          Statuses: [
            {
              Device: `/dev/mapper/vg_${device}-brick_${brick}`,
              MountPoint: mountPoint,
              Type: 'xfs',
              MountOptions: expect.stringContaining('inode64'),
              Mounted: true,
            },
          ],
        },
        BlockVolumeNames: null,
      });
    }
  });

  it('names the block volumes in their hosting volume', async () => {
    const world = await startHeketi();
    await world.arrange(cluster);
    await addVolume(world, { size: 100, name: 'blocks', block: true });
    idIn(await world.end(await world.call('POST', '/blockvolumes', { json: { size: 10, name: 'disk' } })));
    const { clusters, report } = await examine(world);
    expect(report).toEqual([BEGIN, 'heketi volume list matches with volume list of all nodes']);
    for (const { BlockVolumeNames } of clusters?.[0]?.NodesData ?? [])
      expect(BlockVolumeNames).toEqual(['blocks/disk']);
  });

  it('says which nodes know other volumes', async () => {
    const world = await withVolume();
    for (const { volumes } of poolsOf(world.fleet)) delete volumes['web'];
    expect((await examine(world)).report).toEqual([
      BEGIN,
      ...[first, second, third].map((node) => `heketi volume list does not match with volume list of node ${node}`),
    ]);
  });

  it('goes on without a node that does not answer, and says so', async () => {
    const world = await withVolume();
    world.fleet.faultPlan = ({ host }) => (host === cluster.hosts[0] ? { kind: 'unreachable' } : undefined);
    const { report, clusters } = await examine(world);
    const silent = clusters?.[0]?.NodesData.find(({ VolumeInfo }) => VolumeInfo === null);
    expect(silent).toEqual({
      NodeHeketiID: expect.stringMatching(/^[0-9a-f]{32}$/),
      VolumeInfo: null,
      LVMPVInfo: null,
      LVMVGInfo: null,
      LVMLVInfo: null,
      BricksMountStatus: null,
      BlockVolumeNames: null,
    });
    expect(report).toEqual([
      BEGIN,
      expect.stringMatching(/^could not fetch data from node \S+$/),
      expect.stringMatching(/^could not fetch LVM pvs data from node \S+ : ./),
      expect.stringMatching(/^could not fetch LVM vgs data from node \S+ : ./),
      expect.stringMatching(/^could not fetch LVM lvs data from node \S+ : ./),
      expect.stringMatching(/^could not fetch brick mount status from node \S+ : ./),
      `heketi volume list could not be compared with volume list of node ${silent?.NodeHeketiID} due to missing info`,
    ]);
    expect(clusters?.[0]?.NodesData.filter(({ VolumeInfo }) => VolumeInfo !== null)).toHaveLength(2);
  });

  it('counts the operations that are under way', async () => {
    const world = await withVolume();
    const release = world.hold((word) => word === 'create');
    const accepted = await world.call('POST', '/volumes', { json: { size: 1, durability: { type: 'replicate' } } });
    expect((await examine(world)).report[0]).toBe('OnDemand Examiner invoked while 1 ops are in flight');
    release();
    expect((await world.end(accepted)).status).toBe(303);
  });
});

const KIB = expect.stringMatching(/^\d+\.00k$/) as unknown;
