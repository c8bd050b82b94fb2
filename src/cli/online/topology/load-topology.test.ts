import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClusterWish,
  type Loader,
  loadTopology,
  type NodeWish,
  type Outcome,
  type Schemas,
} from '../../../../client/index.ts';
import { outcomeText, summaryText } from './outcome-text.ts';

type Node = Schemas['Node'];

const wishFor = (name: string, zone: number, ...devices: readonly string[]): NodeWish => ({
  manage: [name, `${name}.other`],
  storage: [`${name}.storage`],
  zone,
  tags: {},
  devices: devices.map((path) => ({ name: path, destroyData: false, tags: {} })),
});
const cluster = (...nodes: readonly NodeWish[]): ClusterWish => ({ takesFile: true, takesBlock: true, nodes });

/** A fleet in memory that refuses what it is told to. */
function aFleet(refuses: (what: string) => boolean = () => false) {
  const nodes: Node[] = [];
  const clusters = new Set<string>();
  const change = (what: string): void => {
    if (refuses(what)) throw new Error(`${what} is refused`);
  };
  const load = async (...wishes: readonly ClusterWish[]): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    const loader: Loader = {
      nodes: structuredClone(nodes),
      createCluster: async () => {
        change('cluster');
        const id = `c${clusters.size + 1}`;
        clusters.add(id);
        return { id, project: 'default', takesFile: true, takesBlock: true, nodes: [], volumes: [], blockVolumes: [] };
      },
      deleteCluster: async (id) => {
        change('delete');
        clusters.delete(id);
      },
      addNode: async (into, { manage, storage, zone }) => {
        change(manage[0] ?? '');
        const id = `node of ${manage[0]}`;
        const rest = { project: 'default', host: '', state: 'online' as const, tags: {}, devices: [] };
        nodes.push({ id, cluster: into, zone, manage: [...manage], storage: [...storage], ...rest });
        return id;
      },
      addDevice: async (node, { name }) => {
        change(name);
        const device = {
          id: `${node}:${name}`,
          node,
          name,
          project: 'default',
          kind: 'lvm-thin',
          state: 'online',
        } as const;
        const sizes = { totalKib: 1, usedKib: 0, freeKib: 1, extentKib: 1 };
        const lists = { tags: {}, paths: [name, `/dev/disk/by-id/${name.slice(5)}`], bricks: [] };
        nodes.find(({ id }) => id === node)?.devices.push({ ...device, ...sizes, ...lists });
        return device.id;
      },
      reasonOf: (error) => {
        const { message } = error as Error;
        if (message.startsWith('away')) throw error;
        return message;
      },
      onOutcome: (outcome) => void outcomes.push(outcome),
    };
    await loadTopology(loader, { clusters: wishes });
    return outcomes;
  };
  return { load, nodes, clusters };
}

const lines = (outcomes: readonly Outcome[]): readonly string[] => outcomes.map((each) => outcomeText(each).trimEnd());

describe('a topology that is loaded', () => {
  it('is added, and a second time left as it is', async () => {
    const { load } = aFleet();
    const wish = cluster(wishFor('n1', 1, '/dev/a', '/dev/b'), wishFor('n2', 2));
    expect(lines(await load(wish))).toEqual([
      'cluster c1: added',
      '  node n1: added',
      '    device n1:/dev/a: added',
      '    device n1:/dev/b: added',
      '  node n2: added',
    ]);
    const again = await load(wish);
    expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['there']));
    expect(summaryText(again)).toBe('added 0 clusters, 0 nodes, 0 devices; 5 were there; 0 failed\n');
  });

  it('finds a device by another name of it, and adds what came since into the cluster that is there', async () => {
    const { load, clusters } = aFleet();
    await load(cluster(wishFor('n1', 1, '/dev/a')));
    const outcomes = await load(cluster(wishFor('n2', 2), wishFor('n1', 1, '/dev/disk/by-id/a', '/dev/b')));
    expect(lines(outcomes)).toEqual([
      'cluster c1: is there already',
      '  node n2: added',
      '  node n1: is there already',
      '    device n1:/dev/disk/by-id/a: is there already',
      '    device n1:/dev/b: added',
    ]);
    expect([...clusters]).toEqual(['c1']);
  });

  it('says how a node that is there differs, and leaves it', async () => {
    const { load, nodes } = aFleet();
    await load(cluster(wishFor('n1', 1)), cluster(wishFor('n2', 1)));
    const outcomes = await load(cluster(wishFor('n1', 7), wishFor('n2', 1)));
    expect(lines(outcomes).slice(1)).toEqual([
      '  node n1: is there already: it is in zone 1, not 7',
      '  node n2: is there already: it is in the cluster c2',
    ]);
    expect(nodes[0]?.zone).toBe(1);
  });

  it('goes on behind what fails', async () => {
    const { load } = aFleet((what) => what === 'n1' || what === '/dev/b');
    const outcomes = await load(cluster(wishFor('n1', 1, '/dev/a'), wishFor('n2', 1, '/dev/b', '/dev/c')));
    expect(lines(outcomes)).toEqual([
      'cluster c1: added',
      '  node n1: FAILED: n1 is refused',
      '    device n1:/dev/a: skipped: its node is not there',
      '  node n2: added',
      '    device n2:/dev/b: FAILED: /dev/b is refused',
      '    device n2:/dev/c: added',
    ]);
    expect(summaryText(outcomes)).toBe('added 1 cluster, 1 node, 1 device; 0 were there; 3 failed\n');
  });

  it('leaves no empty cluster behind when no node could be added', async () => {
    const { load, clusters } = aFleet((what) => what === 'n1');
    const outcomes = await load(cluster(wishFor('n1', 1)));
    expect(lines(outcomes)).toEqual([
      'cluster c1: added',
      '  node n1: FAILED: n1 is refused',
      'cluster c1: removed again: no node came into it',
    ]);
    expect(clusters.size).toBe(0);
    expect(summaryText(outcomes)).toBe('added 0 clusters, 0 nodes, 0 devices; 0 were there; 1 failed\n');
    const stays = aFleet((what) => what !== 'cluster');
    expect(lines(await stays.load(cluster(wishFor('n1', 1)))).at(-1)).toBe(
      'cluster c1: FAILED: it is empty and stays: delete is refused',
    );
  });

  it('goes on with the next cluster where one cannot be made, and ends when the server is away', async () => {
    let asked = 0;
    const first = aFleet((what) => what === 'cluster' && ++asked === 1);
    const outcomes = await first.load(cluster(wishFor('n1', 1)), cluster(wishFor('n2', 1)));
    expect(lines(outcomes)).toEqual([
      'cluster a new one: FAILED: cluster is refused',
      'cluster c1: added',
      '  node n2: added',
    ]);
    const { load } = aFleet((what) => {
      if (what === 'n1') throw new Error('away');
      return false;
    });
    await expect(load(cluster(wishFor('n1', 1)))).rejects.toThrow('away');
  });

  it('adds nothing the second time, whatever it has and whatever failed', async () => {
    const names = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 6 });
    const failing = fc.subarray(['n1', 'n3', '/dev/2', '/dev/5', 'n8']);
    await fc.assert(
      fc.asyncProperty(names, names, failing, async (members, disks, broken) => {
        const half = members.length >> 1;
        const wishes = members.map((member) => wishFor(`n${member}`, member, ...disks.map((disk) => `/dev/${disk}`)));
        const clusters = [cluster(...wishes.slice(0, half)), cluster(...wishes.slice(half))];
        const { load, nodes } = aFleet((what) => broken.includes(what));
        await load(...clusters);
        const before = structuredClone(nodes);
        const again = await load(...clusters);
        expect(nodes).toEqual(before);
        expect(again.filter(({ kind, outcome }) => kind !== 'cluster' && outcome === 'added')).toEqual([]);
      }),
    );
  });
});
