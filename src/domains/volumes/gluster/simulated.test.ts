import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../test/simulation/world.ts';
import { hostId, type SimulatedFleet } from '../../../kernel/remote/index.ts';
import { recordedProgram } from '../testing/recordings.ts';
import { runSimulated } from '../testing/run-simulated.ts';
import { peerDetach } from './programs/peer-detach.ts';
import { peerProbe } from './programs/peer-probe.ts';
import { poolList } from './programs/pool-list.ts';
import { poolListOf } from './programs/pool-list-of.ts';
import { snapshotLimit } from './programs/snapshot-limit.ts';
import { snapshotList } from './programs/snapshot-list.ts';
import { volumeAddBrick } from './programs/volume-add-brick.ts';
import { volumeCreate } from './programs/volume-create.ts';
import { volumeDelete } from './programs/volume-delete.ts';
import { volumeHeal } from './programs/volume-heal.ts';
import { volumeHealInfo } from './programs/volume-heal-info.ts';
import { volumeInfo } from './programs/volume-info.ts';
import { volumeRebalanceStart } from './programs/volume-rebalance-start.ts';
import { volumeRebalanceStatus } from './programs/volume-rebalance-status.ts';
import { volumeRebalanceStop } from './programs/volume-rebalance-stop.ts';
import { volumeReplaceBrick } from './programs/volume-replace-brick.ts';
import { volumeResetBrickCommit } from './programs/volume-reset-brick-commit.ts';
import { volumeResetBrickStart } from './programs/volume-reset-brick-start.ts';
import { volumeSet } from './programs/volume-set.ts';
import { volumeStart } from './programs/volume-start.ts';
import { volumeStop } from './programs/volume-stop.ts';
import { simulatedGluster } from './simulated.ts';
import { takeFolder } from './simulated-brick-folders.ts';
import { daemonOf, formPool, type SimulatedVolume, startBrick, stopBrick } from './simulated-pool.ts';

/** What the real hosts were like when an answer was recorded, where it matters. */
interface Scene {
  /** The volume that the command names; its bricks, `host:path`, where they do not stand in the command. */
  readonly volume?: Partial<Omit<SimulatedVolume, 'bricks'>> & { readonly bricks?: readonly string[] };
  /** Bricks of another volume. */
  readonly used?: 'first' | 'second';
  /** Bricks whose folder is not mounted, or has no parent. */
  readonly unmounted?: RegExp;
  readonly noParent?: RegExp;
  readonly leftover?: RegExp;
  readonly off?: string;
  /** A host that is in no pool. */
  readonly alone?: string;
  readonly daemonDown?: true;
  /** The brick that is to be replaced is not in the volume any more. */
  readonly wasReplaced?: true;
  /** The process of the second brick was killed. */
  readonly killed?: true;
  /** The last brick was taken down for a reset. */
  readonly begun?: true;
  /** g3 is a member by a second name, new3. */
  readonly renamed?: true;
}

const folder = (name: string): string => join(import.meta.dirname, 'programs', '__recorded__', name);
const replica3 = { replica: 3 };
const [one, two, three] = ['g1:/b/1/brick', 'g2:/b/2/brick', 'g3:/b/3/brick'];
const at = (host: string, volume: string): string => `${host}:/srv/disk1/b/${volume}`;
const inOne = [at('g1', 'one'), at('g2', 'one'), at('g3', 'one')];
const oneOfThree = { volume: { ...replica3, bricks: inOne }, renamed: true } as const;
const inEc = { disperse: 3, redundancy: 1, bricks: [at('g1', 'ec'), at('g2', 'ec'), at('g3', 'ec')] };
const stopped = { ...replica3, status: 'created', bricks: [at('g1', 'stopped'), at('g3', 'stopped')] } as const;
const plain = { bricks: [at('g1', 'plain'), at('g3', 'plain')] };
const twoSets = { bricks: [one, two] };
/** Just begun. */
const running = { rebalance: { startedAtMs: 0 } };
const local = /^g1:/;
const remote = /^g2:/;

const cases = [
  [
    recordedProgram(folder('gluster-peer-probe'), peerProbe),
    {
      new: { alone: 'g4' },
      'already-in-pool': {},
      localhost: {},
      'unknown-host-name': {},
      'another-name-of-a-member': {},
    },
  ],
  [recordedProgram(folder('gluster-snapshot-config'), snapshotLimit), { 'set-snap-max-hard-limit': {} }],
  [
    recordedProgram(folder('gluster-peer-detach'), peerDetach),
    {
      ok: {},
      'not-in-pool': { alone: 'g4' },
      localhost: {},
      'holds-bricks': { volume: { bricks: ['g4:/b/4/brick'] } },
      'other-peer-disconnected': { off: 'g3' },
    },
  ],
  [recordedProgram(folder('gluster-pool-list'), poolList), { xml: {}, 'member-with-two-names': { renamed: true } }],
  [
    recordedProgram(folder('gluster-pool-list-of'), poolListOf),
    { ok: {}, 'glusterd-down': { off: 'g3' }, 'unknown-name': {} },
  ],
  [
    recordedProgram(folder('gluster-volume-reset-brick'), volumeResetBrickStart),
    {
      'start-ok': oneOfThree,
      'start-again': { ...oneOfThree, begun: true },
      'start-disperse-ok': { volume: inEc },
      'start-distribute': { volume: plain },
      'start-brick-not-in-volume': oneOfThree,
      'start-no-such-volume': {},
      'start-not-started': { volume: stopped },
      'start-other-brick-down': { ...oneOfThree, killed: true },
      'start-host-disconnected': {
        volume: { ...replica3, bricks: [...inOne.slice(0, 2), at('new3', 'one')] },
        off: 'g3',
      },
      'start-glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-reset-brick'), volumeResetBrickCommit),
    {
      'commit-ok': { ...oneOfThree, begun: true },
      'commit-again': { volume: { ...replica3, bricks: [...inOne.slice(0, 2), at('new3', 'one')] }, renamed: true },
      'commit-same-name': { volume: { bricks: [at('g1', 'plain'), at('new3', 'plain')] }, renamed: true, begun: true },
      'commit-disperse-ok': { volume: inEc, renamed: true, begun: true },
      'commit-distribute': { volume: plain, renamed: true, begun: true },
      'commit-another-path': { ...oneOfThree, begun: true },
      'commit-name-of-another-host': { ...oneOfThree, begun: true },
      'commit-new-host-not-in-pool': {
        volume: { ...replica3, bricks: [...inOne.slice(0, 2), at('new3', 'one')] },
        renamed: true,
        begun: true,
      },
      'commit-host-disconnected': {
        volume: { ...replica3, bricks: [...inOne.slice(0, 2), at('new3', 'one')] },
        begun: true,
        off: 'g3',
      },
      'commit-brick-not-in-volume': oneOfThree,
      'commit-no-such-volume': {},
      'commit-not-started': { volume: stopped, renamed: true },
      'commit-other-brick-down': { ...oneOfThree, begun: true, killed: true },
      'commit-without-start': oneOfThree,
      'commit-glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-create'), volumeCreate),
    {
      'replica3-ok': {},
      'arbiter-ok': {},
      'replica2-ok': {},
      'distribute-ok': {},
      'disperse-ok': {},
      'fewer-bricks-than-replica': {},
      'name-exists': { volume: { bricks: [one, two, three] } },
      'host-not-in-pool-unknown': {},
      'brick-host-disconnected': { off: 'g3' },
      'brick-in-use-local': { used: 'first' },
      'brick-in-use-remote': { used: 'second' },
      'parent-missing-local': { noParent: local },
      'parent-missing-remote': { noParent: remote },
      'root-partition-local': { unmounted: local },
      'root-partition-remote': { unmounted: remote },
      'retry-after-refused-create-is-refused': { leftover: local },
      'glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-add-brick'), volumeAddBrick),
    {
      'distribute-ok': { volume: { bricks: [one] } },
      'replica3-ok-2x3': { volume: { ...replica3, bricks: [one, two, three] } },
      'no-such-volume': {},
      'wrong-count': { volume: { ...replica3, bricks: [one, two, three] } },
      'brick-already-in-volume': { volume: { bricks: [one] }, used: 'first' },
      'host-disconnected': { volume: { bricks: [one] }, off: 'g3' },
      'host-not-in-pool': { volume: { bricks: [one] } },
      'parent-missing-local': { volume: { bricks: [two] }, noParent: local },
      'parent-missing-remote': { volume: { bricks: [one] }, noParent: remote },
      'while-rebalancing': { volume: { ...replica3, ...running, bricks: [one, two, three] } },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-rebalance'), volumeRebalanceStart),
    {
      'start-ok': { volume: twoSets },
      'start-in-progress': { volume: { ...twoSets, ...running } },
      'start-not-distribute': { volume: { bricks: [one] } },
      'start-stopped': { volume: { ...twoSets, status: 'stopped' } },
      'start-no-such-volume': {},
      'start-glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-rebalance'), volumeRebalanceStatus),
    {
      'status-in-progress': { volume: { ...twoSets, ...running } },
      'status-completed': { volume: { ...twoSets, rebalance: { startedAtMs: -1_000_000 } } },
      'status-failed': { volume: { ...twoSets, rebalance: { startedAtMs: 0, hasFailed: true } } },
      'status-never-started': { volume: twoSets },
      'status-after-stop': { volume: twoSets },
      'status-not-distribute': { volume: { bricks: [one] } },
      'status-stopped': { volume: { ...twoSets, status: 'stopped' } },
      'status-no-such-volume': {},
    },
  ],
  [
    recordedProgram(folder('gluster-volume-rebalance'), volumeRebalanceStop),
    {
      'stop-in-progress': { volume: { ...twoSets, ...running } },
      'stop-completed': { volume: { ...twoSets, rebalance: { startedAtMs: -1_000_000 } } },
      'stop-never-started': { volume: twoSets },
      'stop-no-such-volume': {},
    },
  ],
  [
    recordedProgram(folder('gluster-volume-start'), volumeStart),
    {
      ok: { volume: { ...replica3, status: 'created', bricks: [one, two, three] } },
      'already-started': { volume: { bricks: [one] } },
      'no-such-volume': {},
      'glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-stop'), volumeStop),
    {
      'force-ok': { volume: { bricks: [one] } },
      'force-not-started': { volume: { status: 'stopped', bricks: [one] } },
      'other-peer-disconnected': { volume: { bricks: [one] }, off: 'g3' },
      'no-such-volume': {},
    },
  ],
  [
    recordedProgram(folder('gluster-volume-delete'), volumeDelete),
    {
      ok: { volume: { status: 'stopped', bricks: [one] } },
      'still-started': { volume: { bricks: [one] } },
      'has-snapshots': { volume: { status: 'stopped', bricks: [one], snapshots: ['s'] } },
      'other-peer-disconnected': { volume: { status: 'stopped', bricks: [one] }, off: 'g3' },
      'no-such-volume': {},
      'glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-replace-brick'), volumeReplaceBrick),
    {
      ok: { volume: { ...replica3, bricks: [one, two] } },
      'again-already-replaced': { volume: { ...replica3, bricks: [one, two] }, wasReplaced: true },
      distribute: { volume: { bricks: [one] } },
      'no-such-volume': {},
      'new-brick-parent-missing': { volume: { ...replica3, bricks: [one, two] }, noParent: /^g4:/ },
      'new-host-disconnected': { volume: { ...replica3, bricks: [one, three] }, off: 'g3' },
      'new-host-not-in-pool': { volume: { ...replica3, bricks: [one, two] } },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-set'), volumeSet),
    {
      ok: { volume: { bricks: [one] } },
      'ok-user-key': { volume: { bricks: [one] } },
      'two-keys-in-one-command': { volume: { bricks: [one] } },
      'group-unknown': { volume: { bricks: [one] } },
      'no-such-volume': {},
    },
  ],
  [
    recordedProgram(folder('gluster-volume-info'), volumeInfo),
    {
      'replica3-created': { volume: { ...replica3, status: 'created' } },
      'replica3-started': { volume: replica3 },
      'replica3-stopped': { volume: { ...replica3, status: 'stopped' } },
      'replica3-2x3-started': { volume: replica3 },
      'arbiter-created': { volume: { ...replica3, arbiters: 1, status: 'created' } },
      'arbiter-started': { volume: { ...replica3, arbiters: 1 } },
      'disperse-started': { volume: { disperse: 3, redundancy: 1 } },
      'distribute-started': { volume: {} },
      'no-such-volume': {},
      'all-none': {},
      'glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-volume-heal-info'), volumeHealInfo),
    {
      'replica3-clean': { volume: replica3 },
      'replica3-brick-down-nothing-pending': { volume: replica3, killed: true },
      'replica3-one-glusterd-dead': { volume: replica3, off: 'g3' },
      'created-never-started': { volume: { ...replica3, status: 'created', bricks: [one, two, three] } },
      'distribute-not-supported': { volume: { bricks: [one] } },
      'no-such-volume': {},
    },
  ],
  [
    recordedProgram(folder('gluster-volume-heal'), volumeHeal),
    {
      ok: { volume: replica3 },
      'not-started': { volume: { ...replica3, status: 'stopped', bricks: [one, two, three] } },
      distribute: { volume: { bricks: [one] } },
      'no-such-volume': {},
      'glusterd-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-snapshot-list'), snapshotList),
    {
      none: { volume: { bricks: [one] } },
      one: { volume: { bricks: [one], snapshots: ['tmpsnap_afb647caecbeebd26031af230446c35b'] } },
      'no-such-volume': {},
    },
  ],
] as const satisfies readonly (readonly [unknown, Readonly<Record<string, Scene>>])[];

describe.each(cases)('a simulated $name', (program, scenes) => {
  it.each(Object.entries<Scene>(scenes))('answers as a real one did: %s', async (name, scene) => {
    const recording = program.recordings.find((each) => each.name === name);
    if (recording === undefined) throw new TypeError(`there is no recording ${name}`);
    const wanted = program.meaning(recording.argv, recording.result);
    const fleet = await arrange(scene, recording.argv, brickNamesIn(JSON.stringify(wanted)));
    const hostNamed = (host: string): string => host.replace(/^new/, 'g');
    const result = runSimulated(simulatedGluster({ hostNamed }), fleet, fleet.host(hostId('g1')), recording.argv);
    expect(result.code).toBe(recording.result.code);
    expect(comparable(program.meaning(recording.argv, result))).toEqual(comparable(wanted));
  });
});

const members = ['g1', 'g2', 'g3', 'g4'].map(hostId);

async function arrange(scene: Scene, argv: readonly string[], known: readonly string[]): Promise<SimulatedFleet> {
  const kind = { migrations: [], definitions: [], programs: [], rows: [], problems: () => Promise.resolve([]) };
  const { fleet } = await createWorld({ ...kind, hosts: Object.fromEntries(members.map((host) => [host, {}])) }, '1');
  const pool = formPool(
    fleet,
    members
      .filter((host) => host !== scene.alone)
      .map((host) => ({
        host,
        name: host,
        ...(scene.renamed && host === 'g3' ? { more: ['new3'] } : {}),
        uuid: `0373953d-fcd3-4806-9b20-00000000000${host.slice(1)}`,
      })),
  );
  const named = argv.filter((word) => /^(g|new)[1-4]:\//.test(word));
  const names = scene.volume?.bricks ?? (known.length > 0 ? known : named.slice(0, 1));
  // A brick that is replaced is one of the volume.
  const old = argv.includes('replace-brick') ? named.slice(0, 1) : [];
  for (const name of [...named, ...names]) makeFolder(fleet, name, scene);
  const used = scene.used === 'first' ? named.slice(0, 1) : scene.used === 'second' ? named.slice(1, 2) : [];
  if (used.length > 0) pool.volumes['other'] = volumeOf('other', used, {});
  const verb = argv.find((word) => ['volume', 'snapshot'].includes(word));
  const name = argv[argv.indexOf(verb ?? '') + 2] ?? '';
  if (scene.volume !== undefined) {
    const bricks = scene.wasReplaced ? names : [...names, ...old];
    const volume = volumeOf(name, bricks, scene.volume);
    pool.volumes[name] = volume;
    for (const brick of volume.bricks) {
      takeFolder(fleet, brick, volume.id);
      if (volume.status === 'started') startBrick(fleet, brick);
    }
    const last = volume.bricks.at(-1);
    if (scene.begun && last !== undefined) stopBrick(fleet, last);
    if (scene.killed) {
      const host = fleet.host(hostId('g2'));
      for (const { pid } of host.processes()) host.endProcess(pid);
    }
  }
  for (const brick of named.filter((each) => scene.leftover?.test(each)).map(brickOf))
    takeFolder(fleet, brick, 'another');
  if (scene.off !== undefined) fleet.powerOff(hostId(scene.off));
  if (scene.daemonDown) daemonOf(fleet.host(hostId('g1'))).isDown = true;
  return fleet;
}

function makeFolder(fleet: SimulatedFleet, name: string, scene: Scene): void {
  const { host: id, path } = brickOf(name);
  const host = fleet.host(hostId(id));
  const target = path.slice(0, path.lastIndexOf('/'));
  if (scene.noParent?.test(name)) return;
  host.files.makeDirectory(target, { parents: true });
  if (!scene.unmounted?.test(name))
    host.mount({ source: '/dev/loop4', target, type: 'xfs', options: 'rw', fileSystem: `${id}:${target}` });
  host.files.makeDirectory(path);
}

function volumeOf(name: string, bricks: readonly string[], change: Scene['volume']): SimulatedVolume {
  const id = '703bfee4-98f2-41bd-b633-d6c1233fd892';
  const options: [string, string][] = [];
  const rest = { replica: 1, disperse: 0, redundancy: 0, options, snapshots: [], pending: {} };
  return { name, id, status: 'started', ...rest, ...change, bricks: bricks.map(brickOf) };
}

function brickOf(name: string) {
  const [member = '', path = ''] = name.split(/:(?=\/)/);
  return { host: member.replace(/^new/, 'g'), path, name };
}

function brickNamesIn(text: string): readonly string[] {
  return [...text.matchAll(/"name":"(g\d:[^"]+)"/g)].map(([, name = '']) => name);
}

/** How far a rebalance was. */
const COUNTS = ['files', 'bytes', 'scanned', 'skipped'];

/** Without what differs from one volume to the next. */
function comparable(meaning: unknown): unknown {
  const text = JSON.stringify(meaning).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid');
  return JSON.parse(text, (key, value: unknown) => {
    if (key === 'options' || COUNTS.includes(key)) return undefined;
    // Who came when is told to each in another order.
    return key === 'members' && Array.isArray(value)
      ? value.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      : value;
  });
}

function nameOf(member: unknown): string {
  return typeof member === 'object' && member !== null && 'name' in member ? String(member.name) : '';
}
