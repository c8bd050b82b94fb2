import { examinerOf } from '../../src/domains/volumes/testing/an-examination.ts';
import type { HostId } from '../../src/kernel/remote/index.ts';
import { createRandom, type Fault } from '../../src/simulator/index.ts';
import { cluster, estate, minions, otherName, shoutArgv, spares } from './estate.ts';
import type { MortalServer } from './mortal-server.ts';
import { createWorld, type World } from './world.ts';

const ada = { principal: 'ada', from: '[test]' };

/** What became of one simulated day. */
export interface Day {
  readonly problems: readonly string[];
  /** How many operations ended how. */
  readonly ends: Readonly<Record<string, number>>;
  /** All that happened on hosts and in the record: the same for the same seed. */
  readonly transcript: string;
}

const ACTS = 30;
const asker = { project: 'default', principal: 'ada' };

interface Dice {
  next(): number;
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item | undefined;
}

function diceOf(seed: string): Dice {
  const next = createRandom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, pick: (items) => items[below(items.length)] };
}

/**
 * A day in which operations are asked for at random, while commands, hosts and servers fail at random; then all that
 * failed is mended, and whatever is open has to end.
 */
export async function liveThroughADay(seed: string): Promise<Day> {
  const world = await createWorld(estate(), seed);
  const dice = diceOf(`${seed}/day`);
  const servers = [await world.addServer(), await world.addServer()];
  world.fleet.faultPlan = () => (dice.next() < 0.01 ? dice.pick(faults(dice)) : undefined);
  await world.timer.run(live(world, dice, servers));
  const problems = [...(await world.timer.run(world.problems())), ...(await world.timer.run(whatIsDifferent(world)))];
  const heads = await world.store.read({ sql: 'select kind, state from operation', values: [] });
  const ends: Record<string, number> = {};
  for (const { kind, state } of heads) {
    const name = `${String(kind)} ${String(state)}`;
    ends[name] = (ends[name] ?? 0) + 1;
  }
  return { problems, ends, transcript: await transcriptOf(world) };
}

function faults(dice: Dice): readonly Fault[] {
  return [
    { kind: 'unreachable' },
    { kind: 'lost-before' },
    { kind: 'lost-during' },
    { kind: 'lost-after' },
    { kind: 'late', ms: 1_000 + dice.below(20_000) },
    { kind: 'slow', ms: 1_000 + dice.below(30_000) },
    { kind: 'fail', code: 1, stderr: 'it would not\n' },
  ];
}

async function live(world: World, dice: Dice, servers: MortalServer[]): Promise<void> {
  const mending: Promise<void>[] = [];
  const later = (ms: number, act: () => void | Promise<void>): void => {
    mending.push(world.timer.sleep(ms).then(act));
  };
  for (let act = 0; act < ACTS; act += 1) {
    await world.timer.sleep(dice.below(8_000));
    if (dice.next() < 0.7) await ask(world, dice, servers, act);
    else hurt(world, dice, servers, later);
  }
  world.fleet.faultPlan = undefined;
  while (mending.length > 0) await mending.shift();
  await world.untilAllEnd();
}

/** Asks one of the servers for something; what it refuses is its right, and a dead one gives no answer. */
async function ask(world: World, dice: Dice, servers: readonly MortalServer[], act: number): Promise<void> {
  const server = dice.pick(servers.filter((each) => each.isAlive()));
  if (server === undefined) return;
  const wish = await wishFor(world, dice, act);
  if (wish === undefined) return;
  const asked = wish(server).then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([asked, world.timer.sleep(20_000)]);
}

type Wish = (server: MortalServer) => Promise<unknown>;

async function wishFor(world: World, dice: Dice, act: number): Promise<Wish | undefined> {
  const submit =
    (kind: string, input: unknown): Wish =>
    ({ engine }) =>
      engine.submit({ kind, input, ...asker });
  const some = async (sql: string): Promise<string | undefined> => {
    const rows = await world.store.read({ sql, values: [] });
    const row = dice.pick(rows);
    return row === undefined ? undefined : String(row['id']);
  };
  const setOffline = (table: string, id: string): Promise<unknown> =>
    world.store.write([
      {
        sql: `update ${table} set state = 'offline' where id = $1 and state = 'online' and removed_by is null`,
        values: [id],
      },
    ]);
  switch (dice.below(25)) {
    case 0:
    case 1:
    case 2:
      return submit('volume.create', {
        name: `v${act}`,
        sizeGib: 2 + dice.below(40),
        durability: dice.pick([
          { kind: 'none' },
          { kind: 'replicate', replica: 3 },
          { kind: 'replicate', replica: 2 },
          { kind: 'disperse', data: 2, redundancy: 1 },
        ]),
        gid: dice.below(2) * 2_000,
        block: dice.next() < 0.3,
      });
    case 3:
    case 4: {
      const volume = await some("select id from gluster_volume where state = 'ready' order by id");
      return volume === undefined ? undefined : submit('volume.delete', { volume });
    }
    case 5: {
      const device = await some("select id from gluster_device where state <> 'adding' order by id");
      if (device === undefined) return undefined;
      await setOffline('gluster_device', device);
      return submit('device.remove', { device, healCheck: dice.next() < 0.8 });
    }
    case 6:
      return submit('minion.command', {
        hosts: minions
          .filter(() => dice.next() < 0.6)
          .concat(minions.slice(-1))
          .filter((host, index, all) => all.indexOf(host) === index),
        argv: shoutArgv(`act-${act}`),
        timeoutMs: 10_000,
        concurrency: 1 + dice.below(4),
      });
    case 7: {
      const node = await some('select id from gluster_node order by id');
      const name = dice.pick(['/dev/vdx', '/dev/vdy', '/dev/vdb', '/srv/disk-2']);
      return submit('device.add', { node, name, destroyData: dice.next() < 0.3 });
    }
    case 8: {
      const device = await some("select id from gluster_device where state = 'failed' order by id");
      return device === undefined ? undefined : submit('device.delete', { device });
    }
    case 9: {
      const name = dice.pick(spares)?.hosts[0] ?? '';
      return submit('node.add', { cluster: cluster.id, zone: 1 + dice.below(3), manage: [name], storage: [name] });
    }
    case 10: {
      const node = await some(`select id from gluster_node
        where not exists (select 1 from gluster_device where node = gluster_node.id) order by id`);
      return node === undefined ? undefined : submit('node.delete', { node });
    }
    case 11: {
      // Not each time: nobody sets one online again.
      const node = dice.next() < 0.5 ? await some('select id from gluster_node order by id') : undefined;
      if (node === undefined) return undefined;
      await setOffline('gluster_node', node);
      return submit('node.remove', { node });
    }
    case 12: {
      const device = await some("select id from gluster_device where state <> 'adding' order by id");
      return device === undefined ? undefined : submit('device.resync', { device });
    }
    case 13: {
      const brick = await some("select id from gluster_brick where state = 'ready' order by id");
      return brick === undefined ? undefined : submit('brick.evict', { brick, healCheck: dice.next() < 0.8 });
    }
    case 14: {
      const volume = await some("select id from gluster_volume where state = 'ready' order by id");
      return volume === undefined ? undefined : submit('volume.expand', { volume, addGib: 1 + dice.below(20) });
    }
    case 15: {
      const volume = await some("select id from gluster_volume where state = 'ready' order by id");
      return volume === undefined ? undefined : submit('volume.rebalance', { volume, stop: dice.next() < 0.3 });
    }
    case 16: {
      const volume = await some("select id from gluster_volume where state = 'ready' order by id");
      return volume === undefined ? undefined : submit('snapshot.create', { volume });
    }
    case 17: {
      const snapshot = await some("select id from gluster_snapshot where state = 'ready' order by id");
      const kind = dice.next() < 0.5 ? 'snapshot.restore' : 'snapshot.delete';
      return snapshot === undefined ? undefined : submit(kind, { snapshot });
    }
    case 18: {
      const volume = await some("select id from gluster_volume where state = 'ready' order by id");
      const snapshot = dice.next() < 0.5 ? await some('select id from gluster_snapshot order by id') : undefined;
      if (volume === undefined) return undefined;
      return submit('volume.clone', { name: `c${act}`, ...(snapshot === undefined ? { volume } : { snapshot }) });
    }
    case 19:
    case 20:
      return submit('block-volume.create', {
        sizeGib: 1 + dice.below(15),
        haCount: 1 + dice.below(6),
        auth: dice.next() < 0.5,
      });
    case 21: {
      const blockVolume = await some("select id from gluster_block_volume where state = 'ready' order by id");
      return blockVolume === undefined ? undefined : submit('block-volume.delete', { blockVolume });
    }
    case 22: {
      const blockVolume = await some("select id from gluster_block_volume where state = 'ready' order by id");
      const sizeGib = 5 + dice.below(25);
      return blockVolume === undefined ? undefined : submit('block-volume.expand', { blockVolume, sizeGib });
    }
    case 23: {
      const node = await some("select id from gluster_node where host like 'c1-%' order by id");
      if (node === undefined) return undefined;
      const [row] = await world.store.read({ sql: 'select * from gluster_node where id = $1', values: [node] });
      const host = String(row?.['host']);
      const storage = [row?.['storage_hostname'] === host ? otherName(host) : host];
      const manage = dice.next() < 0.5 ? {} : { manage: [dice.pick([host, `${host}-${act}`]) ?? host] };
      return submit('node.readdress', { node, storage, ...manage, interrupt: dice.next() < 0.7 });
    }
    default: {
      const open = await some('select id from operation where ended_at_ms is null order by id');
      return open === undefined ? undefined : ({ engine }) => engine.cancel(open, ada);
    }
  }
}

/** Hurts a server or a host, and sees to it that it is mended after a while. */
function hurt(
  world: World,
  dice: Dice,
  servers: MortalServer[],
  later: (ms: number, act: () => void | Promise<void>) => void,
): void {
  const index = dice.below(servers.length);
  const server = servers[index];
  const host: HostId | undefined = dice.pick(minions);
  if (server === undefined || host === undefined) return;
  const whileMs = 1_000 + dice.below(40_000);
  switch (dice.below(4)) {
    case 0:
      server.kill();
      later(whileMs, async () => {
        servers[index] = await world.addServer();
      });
      return;
    case 1:
      server.pause();
      later(whileMs, () => server.resume());
      return;
    case 2:
      world.fleet.cut(host);
      later(whileMs, () => world.fleet.heal(host));
      return;
    default:
      world.fleet.powerOff(host);
      later(whileMs, () => world.fleet.powerOn(host));
  }
}

/**
 * With nothing under way, an examination of the hosts finds nothing, but for empty mount points: a brick without storage
 * counts as gone (bricks/provisioner.ts), so a removal that is cut off before its last command may leave one.
 */
async function whatIsDifferent(world: World): Promise<readonly string[]> {
  const examiner = examinerOf(world);
  const findings = await examiner.examine(cluster.id);
  await examiner.stop();
  return findings
    .filter(({ code, severity }) => code !== 'brick-unknown' || severity !== 'info')
    .map(({ code, found }) => `${code}: ${found}`);
}

async function transcriptOf({ store, fleet }: World): Promise<string> {
  const events = await store.read({
    sql: 'select operation, number, at_ms, body from operation_event order by 1, 2',
    values: [],
  });
  const commands = fleet.journal.map(
    ({ serial, atMs, host, name, end, code }) => `${serial} ${atMs} ${host} ${name} ${end} ${code}`,
  );
  return [...events.map((row) => Object.values(row).join(' ')), ...commands].join('\n');
}
