import type { ForwardOnlyStep, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import { errors } from '../../errors.ts';
import type { GlusterSnapshot } from '../../gluster/programs/snapshot-info.ts';
import { type SnapshotDriver, snapshotsOn } from '../../gluster/snapshots-on.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { requirePool } from './look-for-volume.ts';
import { orNotDone } from './or-not-done.ts';

export const TAKE_KEY = 'snapshot';

/** A snapshot that is to be taken. A type alias, so that it counts as JSON in a stage's data. */
export type SnapshotToTake = {
  readonly name: string;
  /** The volume's name. */
  readonly volume: string;
  /** `host:path` of the volume. */
  readonly bricks: readonly string[];
  /** Our id of what it is for: Gluster keeps it as the description, and by it we know our own. */
  readonly mark: string;
};

/** What became of it. A type alias, so that it counts as JSON. */
export type SnapshotTaken = { readonly glusterId: string; readonly stem: string };

/** Takes a snapshot of a volume that goes on meanwhile. */
export function takeSnapshot(
  place: GlusterPlace,
  wanted: SnapshotToTake,
  { isActive = false }: { readonly isActive?: boolean } = {},
): ReversibleStep {
  const { name, volume, bricks, mark } = wanted;
  const look = (context: StepContext) => lookForSnapshot(context, place, bricks, name);
  const isOurs = ({ description }: GlusterSnapshot): boolean => description === mark;
  return {
    key: TAKE_KEY,
    title: `take the snapshot ${name} of the Gluster volume ${volume}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const found = await look(context);
        if (found === undefined || !isOurs(found)) return { kind: 'not-done', found: 'no such snapshot' };
        return found.isActive || !isActive
          ? { kind: 'done', result: taken(found) }
          : { kind: 'not-done', found: 'it is not active' };
      }),
    run: async (context) => {
      const driver = snapshots(context, place);
      const before = await look(context);
      if (before !== undefined && !isOurs(before))
        throw errors.SNAPSHOT_FOREIGN({ name, reason: `it was not made by this operation, but of ${before.volume}` });
      if (before === undefined) await driver.create(name, volume, mark);
      const made = before ?? (await driver.find(name));
      if (made === undefined) throw errors.SNAPSHOT_LOST({ name, volume });
      if (isActive && !made.isActive) await driver.activate(name);
      return taken(made);
    },
    // One that was there before us stays.
    undo: async (context) => {
      const found = await look(context);
      if (found !== undefined && isOurs(found)) await snapshots(context, place).remove(name, volume);
    },
  };
}

function taken({ glusterId, stem }: GlusterSnapshot): SnapshotTaken {
  return { glusterId, stem };
}

/** A snapshot that the inventory has. A type alias, so that it counts as JSON in a stage's data. */
export type KnownSnapshot = {
  readonly id: string;
  readonly name: string;
  readonly glusterId: string;
  /** What the names of its logical volumes begin with. */
  readonly stem: string;
  /** The name of its volume, and `host:path` of that. */
  readonly volume: string;
  readonly volumeBricks: readonly string[];
};

/** Looks before anything is stopped or made. */
export function requireSnapshot(place: GlusterPlace, snapshot: KnownSnapshot): ReversibleStep {
  const { name, volume } = snapshot;
  return {
    key: 'snapshot-there',
    title: `check that Gluster has the snapshot ${name}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () =>
        (await lookForOurs(context, place, snapshot)) === undefined
          ? { kind: 'not-done', found: 'no such snapshot' }
          : { kind: 'done', result: null },
      ),
    run: async (context) => {
      if ((await lookForOurs(context, place, snapshot)) === undefined) throw errors.SNAPSHOT_LOST({ name, volume });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

export const ACTIVATE_KEY = 'activate';

/** Gluster clones active snapshots alone. The step's result says whether it was active before. */
export function activateSnapshot(place: GlusterPlace, snapshot: KnownSnapshot): ReversibleStep {
  const { name, volume } = snapshot;
  return {
    key: ACTIVATE_KEY,
    title: `activate the snapshot ${name}`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const found = await lookForOurs(context, place, snapshot);
      if (found === undefined) throw errors.SNAPSHOT_LOST({ name, volume });
      if (!found.isActive) await snapshots(context, place).activate(name);
      return null;
    },
    undo: (context) => deactivate(context, place, snapshot),
  };
}

/** Snapshots of ours are active only while one is cloned: active, each takes a process and a mount on each host. */
export function deactivateSnapshot(place: GlusterPlace, snapshot: KnownSnapshot): ReversibleStep {
  return {
    key: 'deactivate',
    title: `deactivate the snapshot ${snapshot.name}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () =>
        (await lookForOurs(context, place, snapshot))?.isActive === true
          ? { kind: 'not-done', found: 'it is active' }
          : { kind: 'done', result: null },
      ),
    run: async (context) => {
      await deactivate(context, place, snapshot);
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

async function deactivate(context: StepContext, place: GlusterPlace, snapshot: KnownSnapshot): Promise<void> {
  if ((await lookForOurs(context, place, snapshot))?.isActive === true)
    await snapshots(context, place).deactivate(snapshot.name);
}

/** Another snapshot of the name, made since, is left alone. */
export function deleteSnapshot(place: GlusterPlace, snapshot: KnownSnapshot): ForwardOnlyStep {
  const { name, volume } = snapshot;
  return {
    key: 'delete',
    title: `delete the snapshot ${name} of the Gluster volume ${volume}`,
    ...onGluster(place),
    forwardOnly: 'what a deleted snapshot held is gone',
    observe: (context) =>
      orNotDone(async () =>
        (await lookForOurs(context, place, snapshot)) === undefined
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: 'it is there' },
      ),
    run: async (context) => {
      if ((await lookForOurs(context, place, snapshot)) !== undefined)
        await snapshots(context, place).remove(name, volume);
      return null;
    },
  };
}

/** The snapshot that a clone was made of goes; the clone needs it no more. */
export function dropTemporarySnapshot(
  place: GlusterPlace,
  { name, volume, bricks, mark }: SnapshotToTake,
): ReversibleStep {
  const look = async (context: StepContext) => {
    const found = await lookForSnapshot(context, place, bricks, name);
    return found?.description === mark ? found : undefined;
  };
  return {
    key: 'drop-snapshot',
    title: `delete the snapshot ${name}, which is needed no more`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () =>
        (await look(context)) === undefined
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: 'it is there' },
      ),
    run: async (context) => {
      if ((await look(context)) !== undefined) await snapshots(context, place).remove(name, volume);
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

async function lookForOurs(
  context: StepContext,
  place: GlusterPlace,
  { name, glusterId, volumeBricks }: KnownSnapshot,
): Promise<GlusterSnapshot | undefined> {
  const found = await lookForSnapshot(context, place, volumeBricks, name);
  return found?.glusterId === glusterId ? found : undefined;
}

/**
 * That it is not there counts only from the pool of its volume's bricks.
 *
 * @throws GLUSTER_NOT_IN_POOL
 */
async function lookForSnapshot(
  context: StepContext,
  place: GlusterPlace,
  bricks: readonly string[],
  name: string,
): Promise<GlusterSnapshot | undefined> {
  const found = await snapshots(context, place).find(name);
  if (found === undefined) await requirePool(context, place, bricks);
  return found;
}

function snapshots({ host }: StepContext, place: GlusterPlace): SnapshotDriver {
  return snapshotsOn(host, place);
}
