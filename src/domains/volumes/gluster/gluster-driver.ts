import type { Call, HostSession } from '../../../kernel/remote/index.ts';
import { type Durability, hasArbiter, setSizeOf } from '../durability.ts';
import { errors } from '../errors.ts';
import type { VolumeOption } from '../settings.ts';
import { carriedOut } from './carried-out.ts';
import { glusterCommands, type GlusterReach } from './gluster-commands.ts';
import type { GlusterRefusal } from './programs/gluster-xml.ts';
import { peerDetach } from './programs/peer-detach.ts';
import { peerProbe } from './programs/peer-probe.ts';
import { poolList, type PoolMember } from './programs/pool-list.ts';
import { poolListOf } from './programs/pool-list-of.ts';
import { snapshotLimit } from './programs/snapshot-limit.ts';
import { snapshotList } from './programs/snapshot-list.ts';
import { volumeAddBrick } from './programs/volume-add-brick.ts';
import { volumeCreate } from './programs/volume-create.ts';
import { volumeDelete } from './programs/volume-delete.ts';
import { volumeHeal } from './programs/volume-heal.ts';
import { type BrickHealth, volumeHealInfo } from './programs/volume-heal-info.ts';
import { type GlusterVolume, volumeInfo } from './programs/volume-info.ts';
import { volumeRebalanceStart } from './programs/volume-rebalance-start.ts';
import { type RebalanceStatus, volumeRebalanceStatus } from './programs/volume-rebalance-status.ts';
import { volumeRebalanceStop } from './programs/volume-rebalance-stop.ts';
import { volumeReplaceBrick } from './programs/volume-replace-brick.ts';
import { volumeResetBrickCommit } from './programs/volume-reset-brick-commit.ts';
import { volumeResetBrickStart } from './programs/volume-reset-brick-start.ts';
import { volumeSet } from './programs/volume-set.ts';
import { volumeStart } from './programs/volume-start.ts';
import { volumeStop } from './programs/volume-stop.ts';

/**
 * Gluster, through the CLI of one host of the pool. All but the looks must run under the cluster's `glusterd` lock. All
 * throw GLUSTER_DOWN and GLUSTER_REFUSED; names of bricks are `host:path`.
 */
export interface GlusterDriver {
  /** Throws GLUSTER_DOWN where glusterd does not run: the way to ask whether it does. */
  members(): Promise<readonly PoolMember[]>;
  /** Gluster's own id of the host that is asked. */
  ownUuid(): Promise<string | undefined>;
  /** That of the host that a name leads to from here; undefined where no glusterd answers under it. */
  uuidBehind(name: string): Promise<string | undefined>;
  /** Takes a host into the pool, by the name that bricks will have; one that is in it has one name more then. */
  probe(name: string): Promise<void>;
  detach(name: string): Promise<void>;
  /** Snapshots that a volume of the pool may have; a host that can make none does not count. */
  limitSnapshots(limit: number): Promise<void>;
  find(name: string): Promise<GlusterVolume | undefined>;
  all(): Promise<readonly GlusterVolume[]>;
  /** How many; undefined where there is no such volume. */
  snapshots(name: string): Promise<number | undefined>;
  health(name: string): Promise<readonly BrickHealth[]>;
  /** Has bricks given what is owed to them, now; it goes on afterwards. */
  heal(name: string): Promise<void>;
  /**
   * The first set, then the others in batches; gives Gluster's id of it.
   *
   * @param before the volume, when it has the first of the bricks already
   */
  create(
    name: string,
    durability: Durability,
    bricks: readonly string[],
    before: GlusterVolume | undefined,
  ): Promise<string>;
  /** Throws VOLUME_OPTION_REFUSED too: the same options will never be taken. */
  set(name: string, options: readonly VolumeOption[]): Promise<void>;
  start(name: string): Promise<void>;
  /** Starts the bricks of a volume that runs where they do not, as after a mount that came late. */
  startBricks(name: string): Promise<void>;
  /** One that does not run, or is not there, counts as stopped. */
  stop(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  replaceBrick(name: string, oldBrick: string, newBrick: string): Promise<void>;
  /**
   * Has a brick go on under another name of its host, at the same path; it is down for some seconds. What was written
   * meanwhile is healed from the rest of its set, where there is one.
   */
  renameBrick(name: string, oldBrick: string, newBrick: string): Promise<void>;
  /** Whole sets, behind the bricks that are there, in batches. */
  addBricks(name: string, durability: Durability, bricks: readonly string[]): Promise<void>;
  /** One that runs counts as started. Throws VOLUME_NOT_REBALANCEABLE too. */
  startRebalance(name: string): Promise<void>;
  rebalanceStatus(name: string): Promise<RebalanceStatus>;
  /** One that does not run counts as stopped. */
  stopRebalance(name: string): Promise<void>;
}

export function glusterOn(host: HostSession, reach: GlusterReach = {}): GlusterDriver {
  const { call, options } = glusterCommands(reach);

  const done = <Output extends { readonly kind: string }>(
    made: Call<unknown>,
    volume: string,
    output: Output | GlusterRefusal,
  ): Output => carriedOut({ host, members: reach.members ?? {} }, made, volume, output);

  const change = async (volume: string, made: Call<{ readonly kind: string } | GlusterRefusal>): Promise<void> => {
    done(made, volume, await host.change(made, options));
  };

  const changeIfThere = async (
    volume: string,
    made: Call<{ readonly kind: string } | GlusterRefusal>,
  ): Promise<void> => {
    const output = await host.change(made, options);
    if (output.kind !== 'no-volume') done(made, volume, output);
  };

  const find: GlusterDriver['find'] = async (name) => {
    const look = call(volumeInfo, { only: { name } });
    const output = await host.read(look, options);
    if (output.kind === 'no-volume') return undefined;
    const { volumes } = done(look, name, output);
    return volumes.find((volume) => volume.name === name);
  };

  const addBricks: GlusterDriver['addBricks'] = async (name, durability, bricks) => {
    const batch = batchSizeOf(durability);
    for (let from = 0; from < bricks.length; from += batch)
      await change(name, call(volumeAddBrick, { name, bricks: bricks.slice(from, from + batch) }));
  };

  const members: GlusterDriver['members'] = async () => {
    const look = call(poolList, {});
    return done(look, 'all', await host.read(look, options)).members;
  };

  return {
    members,
    ownUuid: async () => uuidIn(await members()),

    uuidBehind: async (name) => {
      const look = call(poolListOf, { at: name });
      const output = await host.read(look, options);
      return output.kind === 'no-daemon' ? undefined : uuidIn(done(look, 'all', output).members);
    },

    probe: (name) => change(name, call(peerProbe, { host: name })),
    detach: (name) => change(name, call(peerDetach, { host: name })),

    limitSnapshots: async (limit) => {
      const set = call(snapshotLimit, { limit });
      const output = await host.change(set, options);
      if (output.kind !== 'no-lvm') done(set, 'all', output);
    },

    find,

    all: async () => {
      const look = call(volumeInfo, {});
      const output = done(look, 'all', await host.read(look, options));
      return output.volumes;
    },

    snapshots: async (name) => {
      const look = call(snapshotList, { name });
      const output = await host.read(look, options);
      if (output.kind === 'no-volume') return undefined;
      // This host cannot make snapshots, but others in the pool may: glusterd counts them in the volume itself.
      if (output.kind === 'no-lvm') return (await find(name))?.snapshots;
      return done(look, name, output).count;
    },

    health: async (name) => {
      const look = call(volumeHealInfo, { name });
      const output = done(look, name, await host.read(look, options));
      return output.bricks;
    },

    heal: (name) => change(name, call(volumeHeal, { name })),

    create: async (name, durability, bricks, before) => {
      const setSize = setSizeOf(durability);
      const firstSet = call(volumeCreate, { name, ...shapeOf(durability), bricks: bricks.slice(0, setSize) });
      const glusterId = before?.glusterId ?? done(firstSet, name, await host.change(firstSet, options)).glusterId;
      await addBricks(name, durability, bricks.slice(before?.bricks.length ?? setSize));
      return glusterId;
    },

    set: async (name, wanted) => {
      for (const pairs of commandsOf(wanted)) {
        const set = call(volumeSet, { name, pairs });
        const output = await host.change(set, options);
        if (output.kind === 'refused' && !PASSING.test(output.reason))
          throw errors.VOLUME_OPTION_REFUSED({ volume: name, reason: output.reason });
        done(set, name, output);
      }
    },

    start: (name) => change(name, call(volumeStart, { name, force: false })),
    startBricks: (name) => change(name, call(volumeStart, { name, force: true })),
    stop: (name) => changeIfThere(name, call(volumeStop, { name })),
    remove: (name) => change(name, call(volumeDelete, { name })),
    replaceBrick: (name, oldBrick, newBrick) =>
      change(name, call(volumeReplaceBrick, { name, old: oldBrick, new: newBrick })),
    renameBrick: async (name, oldBrick, newBrick) => {
      await change(name, call(volumeResetBrickStart, { name, brick: oldBrick }));
      await change(name, call(volumeResetBrickCommit, { name, old: oldBrick, new: newBrick }));
    },
    addBricks,
    startRebalance: async (name) => {
      const start = call(volumeRebalanceStart, { name });
      const output = done(start, name, await host.change(start, options));
      if (output.kind === 'no-rebalance')
        throw errors.VOLUME_NOT_REBALANCEABLE({ volume: name, reason: output.reason });
    },
    rebalanceStatus: async (name) => {
      const look = call(volumeRebalanceStatus, { name });
      return done(look, name, await host.read(look, options));
    },
    stopRebalance: (name) => changeIfThere(name, call(volumeRebalanceStop, { name })),
  };
}

/** Of the host that gave the list. */
function uuidIn(members: readonly PoolMember[]): string | undefined {
  return members.find(({ name }) => name === 'localhost')?.uuid;
}

/** Refusals that have nothing to do with what was asked. */
const PASSING = /Another transaction is in progress|failed on \S+\.|not connected|peers are down|timed out/i;

function shapeOf(durability: Durability): {
  readonly replicate?: { readonly replica: number; readonly arbiter?: { readonly bricks: number } };
  readonly disperse?: { readonly data: number; readonly redundancy: number };
} {
  switch (durability.kind) {
    case 'none':
      return {};
    case 'replicate':
      return {
        replicate: { replica: durability.replica, ...(hasArbiter(durability) ? { arbiter: { bricks: 1 } } : {}) },
      };
    case 'disperse':
      return { disperse: { data: durability.data, redundancy: durability.redundancy } };
  }
}

/** Bricks of one add-brick command (contract heketi-engine §4.6). */
function batchSizeOf(durability: Durability): number {
  switch (durability.kind) {
    case 'none':
      return 15;
    case 'replicate':
      return 5 * durability.replica;
    case 'disperse':
      return setSizeOf(durability);
  }
}

/** A group of options goes alone; all others that stand together go in one command, which costs 0.1 s each time. */
function commandsOf(options: readonly VolumeOption[]): readonly (readonly string[])[] {
  const commands: string[][] = [];
  let isOpen = false;
  for (const { key, value } of options) {
    const last = commands.at(-1);
    if (isOpen && last !== undefined && key !== 'group') last.push(key, value);
    else commands.push([key, value]);
    isOpen = key !== 'group';
  }
  return commands;
}
