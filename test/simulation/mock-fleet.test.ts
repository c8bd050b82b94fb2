import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { glusterOn } from '../../src/domains/volumes/gluster/gluster-driver.ts';
import { poolsOf } from '../../src/domains/volumes/gluster/simulated-pool.ts';
import {
  findStorageHost,
  findStorageName,
  volumeMigrations,
  volumeOperations,
} from '../../src/domains/volumes/index.ts';
import { lvmOf } from '../../src/domains/volumes/bricks/simulated-storage.ts';
import { volumeProblems } from '../../src/domains/volumes/testing/volume-problems.ts';
import { hostMigrations } from '../../src/kernel/hosts/index.ts';
import { simulatedVolumesWith } from '../../src/domains/volumes/simulated.ts';
import { operationMigrations } from '../../src/kernel/operations/index.ts';
import { secretMigrations } from '../../src/kernel/secrets/index.ts';
import { fixedVault } from '../../src/kernel/secrets/testing/fixed-vault.ts';
import { createHosts, hostId } from '../../src/kernel/remote/index.ts';
import type { Store } from '../../src/kernel/store/index.ts';
import { inMemoryPlace } from '../../src/kernel/store/testing/in-memory.ts';
import { createMockFleet, createVirtualTimer, type Fleet, type VirtualTimer } from '../../src/simulator/index.ts';
import { createMortalServer, type MortalServer } from './mortal-server.ts';

let folder: string;
let fleets: Fleet[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostreeve-mock-fleet-'));
  fleets = [];
});

afterEach(async () => {
  for (const fleet of fleets) await fleet.close();
  rmSync(folder, { recursive: true });
});

function openFleet(timer: VirtualTimer, store: Store, file: string): Fleet {
  const fleet = createMockFleet({
    timer,
    seed: file,
    file: join(folder, file),
    names: { find: (name) => findStorageHost(store, name), of: (host) => findStorageName(store, host) },
    ...simulatedVolumesWith({ deviceSizeGib: 500 }),
  });
  fleets.push(fleet);
  return fleet;
}

/** The fleet as a new process would find it if this one were killed now. */
function fleetAfterAKill(timer: VirtualTimer, store: Store, file: string, copy: string): Fleet {
  for (const end of ['', '-wal'])
    if (existsSync(join(folder, `${file}${end}`))) cpSync(join(folder, `${file}${end}`), join(folder, `${copy}${end}`));
  return openFleet(timer, store, copy);
}

interface Server extends MortalServer {
  /** @throws unless it succeeds */
  readonly carryOut: (kind: string, input: object) => Promise<Readonly<Record<string, unknown>>>;
}

async function startServer(name: string, store: Store, fleet: Fleet, timer: VirtualTimer): Promise<Server> {
  let ids = 0;
  const server = createMortalServer({
    name,
    store,
    transport: fleet.connect(),
    timer,
    definitions: volumeOperations(fixedVault),
    newId: () => {
      ids += 1;
      return `${Buffer.from(name).toString('hex')}${`${ids}`.padStart(8, '0')}`.padStart(32, '0');
    },
  });
  await timer.run(server.start());
  return {
    ...server,
    carryOut: async (operation, input) => {
      const asked = { kind: operation, input, project: 'default', principal: 'ada' };
      const id = await timer.run(server.engine.submit(asked));
      const { state } = await timer.run(server.engine.wait(id, 600_000));
      expect(state).toMatchObject({ name: 'succeeded' });
      return state.name === 'succeeded' ? (state.result as Readonly<Record<string, unknown>>) : {};
    },
  };
}

describe('a server on a mock fleet', () => {
  it('takes nodes and devices that nobody made, makes a volume, is killed, and the next one takes all away again', async () => {
    const timer = createVirtualTimer();
    const migrations = [...secretMigrations, ...operationMigrations, ...hostMigrations, ...volumeMigrations];
    const store = await inMemoryPlace(() => timer.now()).open(migrations);
    const cluster = 'c'.repeat(32);
    await store.write([{ sql: 'insert into gluster_cluster (id) values ($1)', values: [cluster] }]);
    const fleet = openFleet(timer, store, 'first.sqlite');
    const server = await startServer('first', store, fleet, timer);
    const startMs = timer.now();
    for (const name of ['one', 'two', 'three']) {
      const hostnames = { manage: [`${name}.manage`], storage: [`${name}.storage`] };
      const { node } = await server.carryOut('node.add', { cluster, zone: 1, ...hostnames });
      await server.carryOut('device.add', { node, name: '/dev/sdx' });
    }
    await server.carryOut('volume.create', { name: 'v', sizeGib: 10, durability: { kind: 'replicate', replica: 3 } });
    expect(timer.now() - startMs).toBeLessThan(1_000);
    expect(fleet.hosts().map(({ name }) => name)).toEqual(['one.storage', 'two.storage', 'three.storage']);
    expect(await timer.run(volumeProblems(store, fleet))).toEqual([]);

    server.kill();
    const again = fleetAfterAKill(timer, store, 'first.sqlite', 'second.sqlite');
    for (const before of fleet.hosts()) {
      const host = again.host(before.id);
      expect(host.mounts()).toHaveLength(1);
      expect(host.mounts()).toEqual(before.mounts());
      expect(host.processes()).toEqual(before.processes());
      expect(host.files.read('/etc/fstab')).toBe(before.files.read('/etc/fstab'));
      expect(lvmOf(host)).toEqual(lvmOf(before));
    }
    expect(poolsOf(again)).toEqual(poolsOf(fleet));
    expect(await timer.run(volumeProblems(store, again))).toEqual([]);
    const next = await startServer('second', store, again, timer);
    const [volume] = await timer.run(store.read({ sql: 'select id from gluster_volume', values: [] }));
    await next.carryOut('volume.delete', { volume: String(volume?.['id']) });
    expect(await timer.run(volumeProblems(store, again))).toEqual([]);
    expect(again.hosts().flatMap((host) => host.processes())).toEqual([]);
    expect(again.faults).toEqual([]);
  });

  it('has a pool of hosts that nobody made, by their storage hostnames', async () => {
    const timer = createVirtualTimer();
    const [one, two] = [hostId('1'.repeat(32)), hostId('2'.repeat(32))];
    const inventory = new Map([
      ['s1.example', one],
      ['s2.example', two],
    ]);
    const fleet = createMockFleet({
      timer,
      seed: '1',
      names: {
        find: (name) => Promise.resolve(inventory.get(name)),
        of: (host) => Promise.resolve([...inventory].find(([, id]) => id === host)?.[0]),
      },
      ...simulatedVolumesWith({ deviceSizeGib: 500 }),
    });
    const hosts = createHosts({ transport: fleet, clock: timer, newNonce: () => 'n1' });
    const session = (host: typeof one) =>
      hosts.session(host, {
        locks: ['glusterd'],
        epoch: () => Promise.resolve(1),
        newEpoch: () => Promise.reject(new Error('superseded')),
        signal: new AbortController().signal,
        deadlineAtMs: timer.now() + 60_000,
        onCommand: () => undefined,
      });
    await timer.run(glusterOn(session(one)).probe('s2.example'));
    const membersOn = async (host: typeof one) =>
      (await timer.run(glusterOn(session(host)).members())).map(({ name }) => name);
    expect(await membersOn(one)).toEqual(['s2.example', 'localhost']);
    expect(await membersOn(two)).toEqual(['s1.example', 'localhost']);
    await expect(timer.run(glusterOn(session(one)).probe('s3.example'))).rejects.toMatchObject({
      code: 'GLUSTER_REFUSED',
    });
    await fleet.close();
  });
});
