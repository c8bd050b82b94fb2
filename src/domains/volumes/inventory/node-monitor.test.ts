import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorld, type World } from '../../../../test/simulation/world.ts';
import { createHosts, type HostId, hostId } from '../../../kernel/remote/index.ts';
import { daemonOf } from '../gluster/simulated-pool.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { volumeWorld } from '../testing/volume-world.ts';
import { type NodeMonitor, startNodeMonitor } from './node-monitor.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const [n1, n2, n3] = cluster.devices;

interface Watched {
  readonly world: World;
  readonly monitor: NodeMonitor;
  readonly said: readonly string[];
  /** Nodes whose hosts have started anew. */
  readonly anew: readonly string[];
  /** Lets time pass. */
  readonly seconds: (count: number) => Promise<void>;
  /** Up or down, by the node of the device. */
  readonly seen: () => readonly (boolean | undefined)[];
}

async function watch(): Promise<Watched> {
  const world = await createWorld(volumeWorld([cluster]), '1');
  const { timer, store, fleet } = world;
  const said: string[] = [];
  const anew: string[] = [];
  const say = (_: object, text: string): void => {
    said.push(text);
  };
  let nonces = 0;
  const newNonce = (): string => {
    nonces += 1;
    return `n${nonces}`;
  };
  const monitor = startNodeMonitor({
    store,
    timer,
    hosts: createHosts({ transport: fleet.connect(), clock: timer, newNonce }),
    log: { info: say, warn: say, error: say },
    settings: { startAfterS: 10, everyS: 120 },
    onNewEra: async (node) => void anew.push(node),
  });
  onTestFinished(() => timer.run(monitor.stop()));
  return {
    world,
    monitor,
    said,
    anew,
    seconds: (count) => timer.run(timer.sleep(count * 1000)),
    seen: () => [n1, n2, n3].map((device) => monitor.of(device?.node ?? '')?.isUp),
  };
}

const host = (name: string): HostId => hostId(name);

describe('the node monitor', () => {
  it('looks at all online nodes, first after a while, then again and again', async () => {
    const { world, monitor, seconds, seen } = await watch();
    await seconds(9);
    expect(seen()).toEqual([undefined, undefined, undefined]);
    await seconds(10);
    expect(seen()).toEqual([true, true, true]);
    const first = monitor.of(n1?.node ?? '')?.atMs ?? 0;
    await seconds(120);
    expect(monitor.of(n1?.node ?? '')?.atMs).toBeGreaterThanOrEqual(first + 120_000);
    expect(world.fleet.faults).toEqual([]);
  });

  it('sees where glusterd does not run and which hosts are away, and when they are back', async () => {
    const { world, said, seconds, seen } = await watch();
    daemonOf(world.fleet.host(host('c1-n1'))).isDown = true;
    world.fleet.powerOff(host('c1-n3'));
    await seconds(60);
    expect(seen()).toEqual([false, true, false]);
    daemonOf(world.fleet.host(host('c1-n1'))).isDown = false;
    world.fleet.powerOn(host('c1-n3'));
    await seconds(240);
    expect(seen()).toEqual([true, true, true]);
    const once = (text: string): number => said.filter((line) => line === text).length;
    expect(once('glusterd of a node does not answer')).toBe(2);
    expect(once('glusterd of a node answers again')).toBe(2);
  });

  it('does not wait for a host that hangs to look at the others', async () => {
    const { world, seconds, seen } = await watch();
    world.fleet.faultPlan = ({ host: at }) => (at === 'c1-n1' ? { kind: 'slow', ms: 3_600_000 } : undefined);
    await seconds(15);
    expect(seen()).toEqual([undefined, true, true]);
    await seconds(30);
    expect(seen()).toEqual([false, true, true]);
  });

  it('tells of a host that has started anew, once, and of none at its own start', async () => {
    const { world, anew, seconds } = await watch();
    await seconds(140);
    expect(anew).toEqual([]);
    world.fleet.powerOff(host('c1-n2'));
    world.fleet.powerOn(host('c1-n2'));
    await seconds(360);
    expect(anew).toEqual([n2?.node]);
    expect(world.fleet.faults).toEqual([]);
  });

  it('forgets nodes that are not online any more', async () => {
    const { world, seconds, seen } = await watch();
    await seconds(20);
    await world.store.write([{ sql: `update gluster_node set state = 'offline' where host = 'c1-n2'`, values: [] }]);
    await seconds(150);
    expect(seen()).toEqual([true, undefined, true]);
  });

  it('goes on after the store failed', async () => {
    const { world, said, seconds, seen } = await watch();
    await world.store.write([{ sql: 'alter table gluster_node rename to elsewhere', values: [] }]);
    await seconds(60);
    expect(said).toEqual(['looking at the nodes failed']);
    await world.store.write([{ sql: 'alter table elsewhere rename to gluster_node', values: [] }]);
    await seconds(120);
    expect(seen()).toEqual([true, true, true]);
  });

  it('ends at once, also in the middle of a look', async () => {
    const { world, monitor, seconds, seen } = await watch();
    world.fleet.faultPlan = () => ({ kind: 'slow', ms: 3_600_000 });
    await seconds(15);
    const before = world.timer.now();
    await world.timer.run(monitor.stop());
    expect(world.timer.now() - before).toBeLessThan(1000);
    expect(seen()).toEqual([undefined, undefined, undefined]);
  });
});
