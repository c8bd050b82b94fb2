import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  defineProgram,
  guardedArgv,
  type HostId,
  hostId,
  recordOf,
  sequence,
  type SimulatedFleet,
  type SimulatedHost,
  simulate,
  word,
  words,
} from '../kernel/remote/index.ts';
import type { Fleet } from './create-fleet.ts';
import { createMockFleet, type MockFleetOptions } from './create-mock-fleet.ts';
import { createVirtualTimer, type VirtualTimer } from './virtual-timer.ts';

const parse = ({ stdout }: { readonly stdout: string }): string => stdout;
const look = defineProgram({ name: 'look', grammar: words('look'), parse });
const greet = defineProgram({ name: 'greet', grammar: sequence(words('greet'), word('host')), parse });
const work = defineProgram({ name: 'work', grammar: words('work'), parse });

const programs = [
  simulate(look, { changes: false }, ({ name, files }) => ({ stdout: `${name}: ${files.list('/').join(' ')}` })),
  simulate(greet, { changes: false, names: ({ host }) => [host] }, (_, { host }, { fleet }) => ({
    stdout: fleet.hostNamed(host)?.id ?? 'nobody',
  })),
  simulate(work, { changes: true }, function* ({ files }) {
    yield 25_000;
    files.write('/worked', 'yes');
    return { stdout: 'done' };
  }),
];

let folder: string;
let fleets: Fleet[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostreeve-mock-'));
  fleets = [];
});

afterEach(async () => {
  for (const fleet of fleets) await fleet.close();
  rmSync(folder, { recursive: true });
});

interface World {
  readonly timer: VirtualTimer;
  readonly fleet: Fleet;
  /** Names that the inventory was asked for. */
  readonly asked: string[];
  readonly run: (host: HostId, ...argv: readonly string[]) => Promise<string>;
}

const one = hostId('11111111111111111111111111111111');
const two = hostId('22222222222222222222222222222222');

function aWorld(options: Partial<MockFleetOptions> = {}): World {
  const timer = createVirtualTimer();
  const asked: string[] = [];
  const inventory: readonly (readonly [string, HostId])[] = [
    ['storage-1', one],
    ['storage-2', two],
  ];
  const fleet = createMockFleet({
    timer,
    seed: '1',
    programs,
    names: {
      find: (name) => {
        asked.push(name);
        return Promise.resolve(inventory.find(([known]) => known === name)?.[1]);
      },
      of: (host) => Promise.resolve(inventory.find(([, known]) => known === host)?.[0]),
    },
    onNewHost: ({ files }) => {
      files.makeDirectory('/etc');
    },
    onBoot: () => undefined,
    onReturn: () => undefined,
    ...options,
  });
  fleets.push(fleet);
  const run: World['run'] = async (host, ...argv) =>
    (await timer.run(fleet.run(host, argv, { timeoutMs: 60_000 }))).stdout;
  return { timer, fleet, asked, run };
}

/** What a new process would find if this one were killed now. */
function afterAKill(): World {
  const copy = `copy-${fleets.length}.sqlite`;
  for (const end of ['', '-wal']) {
    const file = join(folder, `hosts.sqlite${end}`);
    if (existsSync(file)) cpSync(file, join(folder, `${copy}${end}`));
  }
  return aWorld({ file: join(folder, copy) });
}

const guarded = (argv: readonly string[], epoch = 1): readonly string[] =>
  guardedArgv({ locks: [{ name: 'a', epoch }], waitMs: 0, record: 'op.1', nonce: 'n1', directory: '/locks' }, argv);

/** The state without what is made anew as well: empty file systems, and numbers that only grow. */
function stateOf(fleet: Fleet): object {
  const { hosts, fileSystems, shared } = fleet.snapshot();
  return {
    shared,
    fileSystems: Object.fromEntries(
      Object.entries(fileSystems).filter(
        ([, { nodes }]) => Object.keys(nodes).length > 1 || nodes['/']?.mode !== '755',
      ),
    ),
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([id, host]) => [
        id,
        { ...host, volatile: { ...host.volatile, lastMount: 'any', lastPid: 'any' } },
      ]),
    ),
  };
}

describe('a mock fleet', () => {
  it('has a host as soon as a command for it comes, under the name that others call it', async () => {
    const { run, fleet } = aWorld();
    expect(fleet.hosts()).toEqual([]);
    expect(await run(one, 'look')).toBe('storage-1: etc');
    const nameless = hostId('33333333333333333333333333333333');
    expect(await run(nameless, 'look')).toBe(`${nameless}: etc`);
    expect(fleet.hosts().map(({ id }) => id)).toEqual([one, nameless]);
  });

  it('makes a host once when two commands for it come together', async () => {
    const { timer, fleet } = aWorld();
    const both = [1, 2].map(() => fleet.run(two, ['look'], { timeoutMs: 1_000 }));
    expect(await timer.run(Promise.all(both))).toMatchObject([
      { stdout: 'storage-2: etc' },
      { stdout: 'storage-2: etc' },
    ]);
  });

  it('has a host as soon as another one asks for it by name, and asks the inventory for it now and then', async () => {
    const { run, timer, asked } = aWorld();
    expect(await run(one, 'greet', 'storage-2')).toBe(two);
    expect(await run(two, 'look')).toBe('storage-2: etc');
    expect(await run(one, 'greet', 'storage-2')).toBe(two);
    expect(await run(one, 'greet', 'storage-9')).toBe('nobody');
    await timer.run(timer.sleep(3_000));
    expect(await run(one, 'greet', 'storage-2')).toBe(two);
    expect(asked).toEqual(['storage-2', 'storage-9', 'storage-2']);
  });

  it('does all at once, unless it was told to take the time of real hosts', async () => {
    const atOnce = aWorld();
    const startMs = atOnce.timer.now();
    expect(await atOnce.run(one, ...guarded(['work']))).toBe('done');
    expect(atOnce.timer.now()).toBe(startMs);
    const slow = aWorld({ latencyMs: { min: 10, max: 20 } });
    expect(await slow.run(one, ...guarded(['work']))).toBe('done');
    expect(slow.timer.now() - startMs).toBeGreaterThan(25_000);
  });

  it('is the same after a kill: hosts, files, numbers of the guard and records', async () => {
    const { run, fleet } = aWorld({ file: join(folder, 'hosts.sqlite') });
    await run(one, ...guarded(['work'], 7));
    const again = afterAKill();
    expect(stateOf(again.fleet)).toEqual(stateOf(fleet));
    expect(await again.run(one, 'look')).toBe('storage-1: etc worked');
    const { argv } = recordOf('op.1', '/locks');
    expect(await again.run(one, ...argv)).toBe('ended 0\ndone');
    const late = await again.timer.run(again.fleet.run(one, guarded(['work'], 6), { timeoutMs: 1_000 }));
    expect(late).toMatchObject({ code: 75, stderr: 'hostreeve-guard n1 superseded a 7\n' });
  });

  it('keeps what was there of a command that was cut off, as one that was interrupted', async () => {
    const { timer, fleet, run } = aWorld({ file: join(folder, 'hosts.sqlite'), latencyMs: { min: 1, max: 1 } });
    await run(one, 'look');
    const lost = expect(fleet.run(one, guarded(['work']), { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'HOST_LOST',
    });
    await timer.run(timer.sleep(1_000));
    // Somebody else's command ends meanwhile, and what has happened so far is written with it.
    await run(one, 'look');
    const again = afterAKill();
    const { argv } = recordOf('op.1', '/locks');
    expect(await again.run(one, ...argv)).toBe('interrupted\n');
    expect(await again.run(one, 'look')).toBe('storage-1: etc');
    await fleet.close();
    await lost;
  });

  it('is the same after a kill, whatever happened to its hosts', async () => {
    const path = fc.constantFrom('/a', '/a/b', '/a/b/c', '/m', '/m/x', '/m/y');
    const name = fc.constantFrom('x', 'y', 'z');
    type Act = (host: SimulatedHost, fleet: Fleet & SimulatedFleet) => void;
    type Things = Record<string, Record<string, Record<string, Record<string, { n: number; list: number[] }>>>>;
    const changeState = (state: Things, keys: readonly string[], n: number): void => {
      const [a = '', b = '', c = '', d = ''] = keys;
      const deep = (((state[a] ??= {})[b] ??= {})[c] ??= {});
      if (n === 0) delete state[a];
      else if (n === 1) delete deep[d];
      else if (deep[d] === undefined) deep[d] = { n, list: [] };
      else deep[d].list.push(n);
    };
    const keys = fc.array(name, { minLength: 4, maxLength: 4 });
    const act: fc.Arbitrary<Act> = fc.oneof(
      fc.tuple(path, fc.string()).map(
        ([at, text]): Act =>
          ({ files }) =>
            files.write(at, text),
      ),
      fc.tuple(path, fc.nat(12_000)).map(
        ([at, n]): Act =>
          ({ files }) =>
            files.write(at, 'long '.repeat(n)),
      ),
      path.map(
        (at): Act =>
          ({ files }) =>
            files.makeDirectory(at, { parents: true }),
      ),
      path.map(
        (at): Act =>
          ({ files }) =>
            files.remove(at),
      ),
      path.map(
        (at): Act =>
          ({ files }) =>
            files.removeDirectory(at),
      ),
      path.map(
        (at): Act =>
          ({ files }) =>
            files.change(at, { mode: '700' }),
      ),
      fc.tuple(path, name).map(
        ([target, fs]): Act =>
          (host) => {
            host.mount({ source: `/dev/${fs}`, target, type: 'xfs', options: 'rw', fileSystem: fs });
          },
      ),
      path.map(
        (target): Act =>
          (host) =>
            host.unmount(target),
      ),
      name.map(
        (fs): Act =>
          (_, fleet) =>
            fleet.wipeFileSystem(fs),
      ),
      path.map(
        (about): Act =>
          (host) =>
            host.startProcess('daemon', about),
      ),
      fc.nat(5).map(
        (pid): Act =>
          (host) =>
            host.endProcess(pid),
      ),
      fc.tuple(keys, fc.nat(5)).map(
        ([at, n]): Act =>
          (host) =>
            changeState(host.state('own', {}), at, n),
      ),
      fc.tuple(keys, fc.nat(5)).map(
        ([at, n]): Act =>
          (host) =>
            changeState(host.memory('memory', {}), at, n),
      ),
      fc.tuple(keys, fc.nat(5)).map(
        ([at, n]): Act =>
          (_, fleet) =>
            changeState(fleet.state('all', {}), at, n),
      ),
      fc.constant<Act>(({ id }, fleet) => {
        fleet.powerOff(id);
        fleet.powerOn(id);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { maxLength: 6 }), { maxLength: 12 }), async (turns) => {
        const file = join(folder, 'hosts.sqlite');
        for (const end of ['', '-wal']) rmSync(`${file}${end}`, { force: true });
        const { run, fleet } = aWorld({ file });
        await run(one, 'look');
        for (const acts of turns) {
          for (const each of acts) each(fleet.host(one), fleet);
          await run(one, 'look');
        }
        const again = afterAKill();
        expect(stateOf(again.fleet)).toEqual(stateOf(fleet));
        await again.run(one, 'look');
        expect(again.fleet.host(one).mounts()).toEqual(fleet.host(one).mounts());
        await Promise.all([fleet.close(), again.fleet.close()]);
      }),
      { numRuns: 60 },
    );
  });
});
