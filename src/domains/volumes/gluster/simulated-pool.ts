import type { SimulatedFleet, SimulatedHost } from '../../../kernel/remote/index.ts';
import { mountMade } from '../bricks/simulated-thin-snapshots.ts';

/** A pool of simulated hosts: what their glusterds know together. */
export interface Pool {
  readonly members: Member[];
  readonly volumes: Record<string, SimulatedVolume>;
}

export interface Member {
  readonly host: string;
  /** What the pool calls it; it stands in brick names. */
  readonly name: string;
  /** Other names by which it was probed later. */
  more?: readonly string[];
  readonly uuid: string;
}

export interface SimulatedVolume {
  readonly name: string;
  readonly id: string;
  status: 'created' | 'started' | 'stopped';
  /** 1 without copies. */
  readonly replica: number;
  /** How many bricks at the end of each set are arbiters. */
  readonly arbiters?: number;
  /** Bricks of a set; 0 when it is not dispersed. */
  readonly disperse: number;
  readonly redundancy: number;
  readonly bricks: SimulatedBrick[];
  /** The one set last comes first. */
  options: [key: string, value: string][];
  /** Names. */
  readonly snapshots: string[];
  /** Entries that a brick still has to give to others, by brick name: for tests. */
  readonly pending: Record<string, number>;
  /** Block volumes in it, by name. */
  blocks?: Record<string, SimulatedBlock>;
  /** The last one that was not stopped. */
  rebalance?: SimulatedRebalance;
}

export interface SimulatedRebalance {
  readonly startedAtMs: number;
  /** Its process was killed: for tests. */
  readonly hasFailed?: boolean;
}

/** A block volume as gluster-block keeps it. */
export interface SimulatedBlock {
  readonly gbid: string;
  bytes: number;
  /** How many hosts it was to be on. */
  readonly ha: number;
  /** Empty where no login is needed. */
  readonly password: string;
  /** The size on each host that has it, in bytes. */
  readonly hosts: Record<string, number>;
}

export interface SimulatedBrick {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  /** The device of one that glusterd made of a snapshot, and mounts by itself. */
  readonly source?: string;
}

/** A snapshot of a simulated pool, with the bricks that glusterd made for it. */
export interface SimulatedSnapshot {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  /** Gluster's id of its volume. */
  readonly volumeId: string;
  /** What its logical volumes, and the folder of its mounts, are named by. */
  readonly stem: string;
  isActive: boolean;
  /** As the volume was. */
  readonly shape: Pick<SimulatedVolume, 'replica' | 'disperse' | 'redundancy' | 'options'>;
  readonly bricks: readonly MadeBrick[];
}

export type MadeBrick = SimulatedBrick & { readonly source: string };

interface GlusterState {
  /** By number. */
  readonly pools: Record<number, Pool>;
  /** Of the last pool. */
  made: number;
}

function glusterState(fleet: SimulatedFleet): GlusterState {
  return fleet.state<GlusterState>('gluster', { pools: {}, made: 0 });
}

export function poolsOf(fleet: SimulatedFleet): readonly Pool[] {
  return Object.values(glusterState(fleet).pools);
}

/** Makes a pool of hosts that are in none. */
export function formPool(fleet: SimulatedFleet, members: readonly Member[]): Pool {
  const state = glusterState(fleet);
  const pool: Pool = { members: [...members], volumes: {} };
  state.made += 1;
  state.pools[state.made] = pool;
  // What was put there is a copy.
  return state.pools[state.made] ?? pool;
}

/** Takes a pool away whose hosts go into others. */
export function dissolvePool(fleet: SimulatedFleet, pool: Pool): void {
  const { pools } = glusterState(fleet);
  for (const [number, other] of Object.entries(pools)) if (other === pool) delete pools[Number(number)];
}

/** The pool of a host; a pool of its own when it was never put into one. */
export function poolOf(fleet: SimulatedFleet, host: SimulatedHost): Pool {
  return (
    poolsOf(fleet).find(({ members }) => members.some((member) => member.host === host.id)) ??
    formPool(fleet, [{ host: host.id, name: host.name, uuid: uuidOf(host) }])
  );
}

/** One host, one uuid: made of its id. */
function uuidOf({ id }: SimulatedHost): string {
  const hex = /^[0-9a-f]{32}$/.test(id) ? id : Buffer.from(id).toString('hex').padStart(32, '0').slice(-32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Whether glusterd runs. It comes back when the host starts. */
export function daemonOf(host: SimulatedHost): { isDown: boolean } {
  return host.memory('glusterd', { isDown: false });
}

/** Whether a host's glusterd and that of another member can work together now. */
export function isConnected(fleet: SimulatedFleet, from: SimulatedHost, { host }: Member | SimulatedBrick): boolean {
  if (host === from.id) return true;
  const other = fleet.hosts().find(({ id }) => id === host);
  return other !== undefined && fleet.canReach(from.id, other.id) && !daemonOf(other).isDown;
}

export function hostOf(fleet: SimulatedFleet, { host }: Member | SimulatedBrick): SimulatedHost {
  const found = fleet.hosts().find(({ id }) => id === host);
  if (found === undefined) throw new TypeError(`there is no host '${host}'`);
  return found;
}

/** The id of the host that a name leads to, whether there is such a host or not. */
export type HostNamed = (name: string) => string | undefined;

/** A member has the names by which it was probed, and those that lead to its host. */
export function memberNamed(pool: Pool, name: string, hostNamed: HostNamed): Member | undefined {
  return (
    pool.members.find((member) => namesOf(member).includes(name)) ??
    pool.members.find((member) => member.host === hostNamed(name))
  );
}

export function namesOf({ name, more = [] }: Member): readonly string[] {
  return [name, ...more];
}

/** The process of a brick, when it runs. */
export function brickProcess(fleet: SimulatedFleet, brick: SimulatedBrick): number | undefined {
  return hostOf(fleet, brick)
    .processesAbout(brick.path)
    .find(({ name }) => name === 'glusterfsd')?.pid;
}

export function startBrick(fleet: SimulatedFleet, brick: SimulatedBrick): void {
  if (brickProcess(fleet, brick) === undefined) hostOf(fleet, brick).startProcess('glusterfsd', brick.path);
}

export function stopBrick(fleet: SimulatedFleet, brick: SimulatedBrick): void {
  const pid = brickProcess(fleet, brick);
  if (pid !== undefined) hostOf(fleet, brick).endProcess(pid);
}

/** The directory on which glusterd mounts a brick that it made. */
export function mountPointOf({ path }: SimulatedBrick): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Starts the bricks of started volumes, as glusterd does when its host starts. */
export function startBricksAtBoot(fleet: SimulatedFleet, host: SimulatedHost): void {
  for (const { status, bricks } of Object.values(poolOf(fleet, host).volumes))
    for (const brick of bricks) {
      if (brick.source !== undefined && brick.host === host.id) mountMade(host, brick.source, mountPointOf(brick));
      if (status === 'started' && brick.host === host.id && host.files.kindOf(brick.path) === 'directory')
        startBrick(fleet, brick);
    }
}

/**
 * Ends and starts bricks as the pool has decided meanwhile, on a host that is back and on those that it can tell: what
 * was decided may have been decided on the one that was away.
 */
export function followPool(fleet: SimulatedFleet, back: SimulatedHost): void {
  const { members, volumes } = poolOf(fleet, back);
  const started = Object.values(volumes).filter(({ status }) => status === 'started');
  const wanted = new Set(started.flatMap(({ bricks }) => bricks.map(({ host, path }) => `${host}:${path}`)));
  for (const host of members.filter((member) => isConnected(fleet, back, member)).map((each) => hostOf(fleet, each))) {
    for (const { name, about, pid } of host.processes()) {
      if (name === 'glusterfsd' && !wanted.has(`${host.id}:${about}`)) host.endProcess(pid);
    }
    startBricksAtBoot(fleet, host);
  }
}

/** Which volume has a brick, by pool. Found once: a pool has tens of thousands of bricks, and each new one is looked for. */
const brickIndexes = new WeakMap<Pool, Map<string, string>>();

function brickIndex(pool: Pool): Map<string, string> {
  const found = brickIndexes.get(pool);
  if (found !== undefined) return found;
  const index = new Map<string, string>();
  for (const volume of Object.values(pool.volumes)) for (const { name } of volume.bricks) index.set(name, volume.name);
  brickIndexes.set(pool, index);
  return index;
}

export function isBrickOfPool(pool: Pool, name: string): boolean {
  const volume = pool.volumes[brickIndex(pool).get(name) ?? ''];
  return volume?.bricks.some((brick) => brick.name === name) === true;
}

/** To be called with each brick that a volume gets. */
export function noteBricks(pool: Pool, volume: string, bricks: readonly SimulatedBrick[]): void {
  for (const { name } of bricks) brickIndex(pool).set(name, volume);
}
