import { describe, expect, it } from 'vitest';
import {
  call,
  defineProgram,
  type GuardCall,
  guardedArgv,
  type HostId,
  hostId,
  type RecordState,
  type RunResult,
  readGuarded,
  recordOf,
  sequence,
  simulate,
  word,
  words,
} from '../kernel/remote/index.ts';
import { createFleet, type Fleet, type FleetOptions } from './create-fleet.ts';
import { type Fault, SimulationFault } from './fault.ts';
import { createVirtualTimer, type VirtualTimer } from './virtual-timer.ts';

/** Writes three files, one after the other. */
const write = defineProgram({
  name: 'write',
  grammar: sequence(words('write'), word('name')),
  parse: ({ code }) => code,
});
const list = defineProgram({ name: 'list', grammar: words('list'), parse: ({ stdout }) => stdout });
const programs = [
  simulate(write, { changes: true }, function* ({ files, startProcess }, { name }) {
    startProcess('writer', name);
    for (const part of ['1', '2', '3']) {
      files.write(`/${name}-${part}`, '');
      yield 10;
    }
    return { stdout: 'written' };
  }),
  simulate(list, { changes: false }, ({ files }) => ({ stdout: files.list('/').join(' ') })),
];

const host = hostId('node-1');
const other = hostId('node-2');

interface World {
  readonly timer: VirtualTimer;
  readonly fleet: Fleet;
  /** Runs `write` under the lock 'w', with the record 'r'. */
  readonly write: (name: string, guard?: Partial<GuardCall>) => Promise<RunResult>;
  readonly list: () => Promise<string>;
  readonly record: () => Promise<RecordState>;
}

function aWorld(options: Partial<FleetOptions> = {}): World {
  const timer = createVirtualTimer();
  const fleet = createFleet({ timer, seed: '1', hosts: { [host]: {}, [other]: {} }, programs, ...options });
  timer.explain(() => fleet.waiting());
  const run = <Output>(argv: readonly string[], parse: (result: RunResult) => Output, timeoutMs = 60_000) =>
    timer.run(fleet.run(host, argv, { timeoutMs }).then(parse));
  const { argv, parse } = recordOf('r');
  return {
    timer,
    fleet,
    write: (name, guard = {}) => {
      const full = { locks: [{ name: 'w', epoch: 1 }], waitMs: 60_000, record: 'r', nonce: 'n', ...guard };
      return run(guardedArgv(full, call(write, { name }).argv), (result) => {
        const outcome = readGuarded(full, result);
        if (outcome.kind !== 'ran') throw new Error(outcome.kind);
        return outcome.result;
      });
    },
    list: () => run(['list'], ({ stdout }) => stdout),
    record: () => run(argv, parse),
  };
}

/** The next command meets the fault; those after it do not. */
function planOnce(fleet: Fleet, fault: Fault): void {
  fleet.faultPlan = () => {
    fleet.faultPlan = undefined;
    return fault;
  };
}

describe('a simulated fleet', () => {
  it('repeats a run from its seed, and runs otherwise from another', async () => {
    const journalOf = async (seed: string): Promise<string> => {
      const { timer, fleet } = aWorld({ seed });
      const one = async (id: HostId, name: string): Promise<void> => {
        const guard = { locks: [{ name: 'w', epoch: 1 }], waitMs: 60_000, nonce: 'n' };
        for (let count = 0; count < 5; count += 1) {
          await fleet.run(id, guardedArgv(guard, ['write', `${name}${count}`]), { timeoutMs: 60_000 });
        }
      };
      await timer.run(Promise.all([one(host, 'a'), one(host, 'b'), one(other, 'c')]));
      return JSON.stringify(fleet.journal);
    };
    expect(await journalOf('7')).toBe(await journalOf('7'));
    expect(await journalOf('7')).not.toBe(await journalOf('8'));
  });

  it('writes down each command with its locks, its effect and its end', async () => {
    const { fleet, write: writeFiles, list: listFiles } = aWorld();
    await writeFiles('a');
    await listFiles();
    expect(fleet.journal).toMatchObject([
      { serial: 1, host, name: 'write', argv: ['write', 'a'], record: 'r', effect: true, end: 'ended', code: 0 },
      { serial: 2, host, name: 'list', effect: false, end: 'ended' },
    ]);
    expect(fleet.journal[0]?.locks).toEqual([{ name: 'w', epoch: 1 }]);
    expect(fleet.journal[1]).not.toHaveProperty('locks');
  });

  it('refuses loudly what no program knows, and a change without the guard', async () => {
    const { timer, fleet } = aWorld();
    for (const argv of [['write'], ['write', 'a', '--fast'], ['unknown'], ['write', 'a']]) {
      await expect(timer.run(fleet.run(host, argv, { timeoutMs: 1000 }))).rejects.toBeInstanceOf(SimulationFault);
    }
    expect(fleet.faults.map(({ message }) => message)).toEqual([
      'no simulated program knows: write',
      'no simulated program knows: write a --fast',
      'no simulated program knows: unknown',
      "'write' came to node-1 without the guard",
    ]);
  });

  it('makes a fault of a simulated program that breaks', async () => {
    const broken = defineProgram({ name: 'broken', grammar: words('broken'), parse: () => undefined });
    const breaking = simulate(broken, { changes: false }, () => {
      throw new Error('oh');
    });
    const { timer, fleet } = aWorld({ programs: [breaking] });
    await expect(timer.run(fleet.run(host, ['broken'], { timeoutMs: 1000 }))).rejects.toBeInstanceOf(SimulationFault);
    expect(fleet.faults).toHaveLength(1);
  });

  it('can be kept and started again, with its disks and without its memory', async () => {
    const { fleet, write: writeFiles } = aWorld();
    await writeFiles('a', { locks: [{ name: 'w', epoch: 5 }] });
    fleet
      .host(host)
      .state('lvm', { groups: ['vg'] })
      .groups.push('vg2');
    fleet.host(host).memory('cache', { size: 1 }).size = 9;
    fleet.state('pool', { members: 1 }).members = 2;
    const kept = JSON.parse(JSON.stringify(fleet.snapshot())) as FleetOptions['state'];
    const again = aWorld({ hosts: {}, ...(kept === undefined ? {} : { state: kept }) });
    expect(await again.list()).toBe('a-1 a-2 a-3');
    await expect(again.write('b', { locks: [{ name: 'w', epoch: 4 }] })).rejects.toThrow('superseded');
    expect(again.fleet.host(host).state('lvm', { groups: ['none'] }).groups).toEqual(['vg', 'vg2']);
    expect(again.fleet.host(host).memory('cache', { size: 1 }).size).toBe(1);
    expect(again.fleet.host(host).processes()).toEqual([]);
    expect(again.fleet.state('pool', { members: 1 }).members).toBe(2);
  });
});

describe('a fault of a simulated fleet', () => {
  it.each(['unreachable', 'lost-before'] as const)('%s keeps the command from starting', async (kind) => {
    const world = aWorld();
    planOnce(world.fleet, { kind });
    const code = kind === 'unreachable' ? 'HOST_UNREACHABLE' : 'HOST_LOST';
    await expect(world.write('a')).rejects.toMatchObject({ code });
    await world.timer.run(world.fleet.quiet());
    expect(await world.list()).toBe('');
    expect(await world.record()).toEqual({ kind: 'none' });
  });

  it.each(['lost-during', 'lost-after'] as const)('%s lets the command run to its end', async (kind) => {
    const world = aWorld();
    planOnce(world.fleet, { kind });
    await expect(world.write('a')).rejects.toMatchObject({ code: 'HOST_LOST' });
    await world.timer.run(world.fleet.quiet());
    expect(await world.list()).toBe('a-1 a-2 a-3');
    expect(await world.record()).toEqual({ kind: 'ended', result: { code: 0, stdout: 'written', stderr: '' } });
  });

  it('lost-during comes while the command holds its lock', async () => {
    const world = aWorld();
    planOnce(world.fleet, { kind: 'lost-during' });
    await expect(world.write('a')).rejects.toMatchObject({ code: 'HOST_LOST' });
    expect(await world.record()).toMatchObject({ kind: 'running' });
    await expect(world.write('b', { record: 's', waitMs: 0 })).rejects.toThrow('busy');
  });

  it('late brings the command when nobody waits for it any more, to be refused by its epoch', async () => {
    const world = aWorld();
    planOnce(world.fleet, { kind: 'late', ms: 5000 });
    await expect(world.write('a')).rejects.toMatchObject({ code: 'HOST_LOST' });
    await world.write('b', { locks: [{ name: 'w', epoch: 2 }], record: 's' });
    await world.timer.run(world.fleet.quiet());
    expect(await world.list()).toBe('b-1 b-2 b-3');
    expect(world.fleet.journal.find(({ fault }) => fault === 'late')).toMatchObject({
      effect: false,
      end: 'superseded',
    });
  });

  it.each([
    { fault: { kind: 'power-cut-before' }, files: '', record: { kind: 'none' } },
    { fault: { kind: 'power-cut-during', atYield: 0 }, files: '', record: { kind: 'interrupted' } },
    { fault: { kind: 'power-cut-during', atYield: 2 }, files: 'a-1 a-2', record: { kind: 'interrupted' } },
    { fault: { kind: 'power-cut-during', atYield: 9 }, files: 'a-1 a-2 a-3', record: { kind: 'interrupted' } },
    { fault: { kind: 'power-cut-after' }, files: 'a-1 a-2 a-3', record: { kind: 'ended' } },
  ] as const)('$fault leaves "$files" and the record $record', async ({ fault, files, record }) => {
    const world = aWorld();
    planOnce(world.fleet, fault);
    await expect(world.write('a')).rejects.toMatchObject({ code: 'HOST_LOST' });
    world.fleet.powerOn(host);
    expect(await world.list()).toBe(files);
    expect(await world.record()).toMatchObject(record);
    expect(world.fleet.host(host).processes()).toEqual([]);
    await world.write('b', { record: 's', waitMs: 0 });
  });

  it('power-cut-during without a place comes at every place, by the seed', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 30; seed += 1) {
      const world = aWorld({ seed: String(seed) });
      planOnce(world.fleet, { kind: 'power-cut-during' });
      await expect(world.write('a')).rejects.toMatchObject({ code: 'HOST_LOST' });
      world.fleet.powerOn(host);
      seen.add(await world.list());
    }
    expect([...seen].toSorted()).toEqual(['', 'a-1', 'a-1 a-2', 'a-1 a-2 a-3']);
  });

  it('slow takes that much longer', async () => {
    const world = aWorld();
    planOnce(world.fleet, { kind: 'slow', ms: 30_000 });
    const startedAtMs = world.timer.now();
    await world.write('a');
    expect(world.timer.now() - startedAtMs).toBeGreaterThan(30_000);
  });

  it('fail answers in the place of the program', async () => {
    const world = aWorld();
    planOnce(world.fleet, { kind: 'fail', code: 5, stderr: 'no space' });
    expect(await world.write('a')).toEqual({ code: 5, stdout: '', stderr: 'no space' });
    expect(await world.list()).toBe('');
    expect(world.fleet.journal[0]).toMatchObject({ effect: false, end: 'ended', code: 5 });
  });
});

describe('a simulated host that is cut', () => {
  it('is unreachable after the time of a connection, and reached when it is healed before', async () => {
    const { timer, fleet } = aWorld();
    fleet.cut(host);
    const startedAtMs = timer.now();
    const refused = fleet.run(host, ['list'], { timeoutMs: 60_000 });
    await expect(timer.run(refused)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    expect(timer.now() - startedAtMs).toBeGreaterThanOrEqual(10_000);
    const patient = fleet.run(host, ['list'], { timeoutMs: 60_000 });
    await timer.run(timer.sleep(5000));
    fleet.heal(host);
    expect(await timer.run(patient)).toMatchObject({ code: 0 });
  });

  it('gives the answer of a command when it is healed in time', async () => {
    const { timer, fleet } = aWorld();
    planOnce(fleet, { kind: 'slow', ms: 1000 });
    const running = fleet.run(host, ['list'], { timeoutMs: 60_000 });
    await timer.run(timer.sleep(500));
    fleet.cut(host);
    await timer.run(timer.sleep(10_000));
    fleet.heal(host);
    expect(await timer.run(running)).toMatchObject({ code: 0 });
  });

  it('is lost after the time of the keep-alive, and its command goes on', async () => {
    const { timer, fleet } = aWorld();
    planOnce(fleet, { kind: 'slow', ms: 20_000 });
    const running = fleet.run(host, ['list'], { timeoutMs: 60_000 });
    await timer.run(timer.sleep(500));
    fleet.cut(host);
    await expect(timer.run(running)).rejects.toMatchObject({ code: 'HOST_LOST' });
    await timer.run(fleet.quiet());
    expect(fleet.journal[0]).toMatchObject({ end: 'ended' });
  });

  it('does not hear that the time of a command is over', async () => {
    const { timer, fleet } = aWorld();
    planOnce(fleet, { kind: 'slow', ms: 20_000 });
    const running = fleet.run(host, ['list'], { timeoutMs: 2000 });
    await timer.run(timer.sleep(500));
    fleet.cut(host);
    await expect(timer.run(running)).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    await timer.run(fleet.quiet());
    expect(fleet.journal[0]).toMatchObject({ end: 'ended' });
  });

  it('is reached by no other host', () => {
    const { fleet } = aWorld();
    expect(fleet.canReach(host, other)).toBe(true);
    fleet.cut(other);
    expect(fleet.canReach(host, other)).toBe(false);
    fleet.heal(other);
    fleet.powerOff(host);
    expect(fleet.canReach(host, other)).toBe(false);
    expect(fleet.canReach(other, hostId('nobody'))).toBe(false);
  });
});

describe('the power of a simulated host', () => {
  it('takes mounts, processes, memory and locks with it, and keeps files, epochs and state', async () => {
    const booted: string[] = [];
    const world = aWorld({ onBoot: [({ bootId }) => booted.push(bootId())] });
    const { fleet } = world;
    await world.write('a', { locks: [{ name: 'w', epoch: 3 }] });
    const simulated = fleet.host(host);
    const bootId = simulated.bootId();
    simulated.files.makeDirectory('/mnt');
    simulated.mount({ source: 's', target: '/mnt', type: 'xfs', options: 'rw', fileSystem: 'f' });
    fleet.powerOff(host);
    await expect(world.list()).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    fleet.powerOn(host);
    expect(booted).toEqual([simulated.bootId()]);
    expect(simulated.bootId()).not.toBe(bootId);
    expect([simulated.mounts(), simulated.processes()]).toEqual([[], []]);
    expect(await world.list()).toBe('a-1 a-2 a-3 mnt');
    await expect(world.write('b', { locks: [{ name: 'w', epoch: 2 }] })).rejects.toThrow('superseded');
  });

  it('loses the call of a host that was started again at once', async () => {
    const { timer, fleet } = aWorld();
    planOnce(fleet, { kind: 'slow', ms: 60_000 });
    const running = fleet.run(host, ['list'], { timeoutMs: 60_000 });
    await timer.run(timer.sleep(500));
    const cutAtMs = timer.now();
    fleet.powerOff(host);
    fleet.powerOn(host);
    await expect(timer.run(running)).rejects.toMatchObject({
      code: 'HOST_LOST',
      fields: { reason: 'the host was started again' },
    });
    expect(timer.now()).toBe(cutAtMs);
    expect(fleet.journal[0]).toMatchObject({ end: 'power-cut' });
  });
});
