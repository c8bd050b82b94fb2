import {
  type Program,
  type RunResult,
  type SimulatedFleet,
  type SimulatedHost,
  type SimulatedProgram,
  type SimulationContext,
  simulate,
} from '../../../kernel/remote/index.ts';
import {
  dropThinVolume,
  mountMade,
  snapThinVolume,
  type ThinVolume,
  thinVolumeUnder,
} from '../bricks/simulated-thin-snapshots.ts';
import { snapshotActivate } from './programs/snapshot-activate.ts';
import { snapshotClone } from './programs/snapshot-clone.ts';
import { snapshotCreate } from './programs/snapshot-create.ts';
import { snapshotDeactivate } from './programs/snapshot-deactivate.ts';
import { snapshotDelete } from './programs/snapshot-delete.ts';
import { snapshotInfo } from './programs/snapshot-info.ts';
import { snapshotRestore } from './programs/snapshot-restore.ts';
import { takeFolder } from './simulated-brick-folders.ts';
import {
  brickProcess,
  daemonOf,
  hostOf,
  isConnected,
  mountPointOf,
  noteBricks,
  type MadeBrick,
  type Pool,
  poolOf,
  type SimulatedBrick,
  type SimulatedSnapshot,
  type SimulatedVolume,
} from './simulated-pool.ts';
import { newUuid } from './simulated-uuid.ts';
import { aboutVolume, answered, NO_DAEMON, refused, snapshotInfoXml } from './simulated-xml.ts';

type Answer = Partial<RunResult>;
type Run = Generator<number | undefined, Answer, void>;

/** Ten seconds in emulated machines; a tenth of it on others. */
const SNAPSHOT_MS = 1_000;
const HARD_LIMIT = 256;
const NO_SNAPSHOT = 30_807;

/** By their stems. */
export function snapshotsOfFleet(fleet: SimulatedFleet): Record<string, SimulatedSnapshot> {
  return fleet.state<Record<string, SimulatedSnapshot>>('gluster-snapshots', {});
}

/** Bricks of deleted snapshots whose hosts were away, by host: glusterd removes them when it is told. */
function missedOf(fleet: SimulatedFleet): Record<string, MadeBrick[]> {
  return fleet.state<Record<string, MadeBrick[]>>('gluster-missed', {});
}

/** What a host does that is back: bricks of active snapshots are mounted again, those of deleted ones go. */
export function followSnapshots(fleet: SimulatedFleet, host: SimulatedHost): void {
  for (const { isActive, bricks } of Object.values(snapshotsOfFleet(fleet)))
    for (const brick of bricks)
      if (isActive && brick.host === host.id) mountMade(host, brick.source, mountPointOf(brick));
  const missed = missedOf(fleet);
  for (const brick of missed[host.id] ?? []) dropThinVolume(host, fleet, brick.source, mountPointOf(brick));
  delete missed[host.id];
}

/**
 * What gluster's commands about snapshots do to a pool of simulated hosts. Each has its effect on all hosts at once: what
 * glusterd had begun when one failed it takes back by itself.
 */
export function simulatedSnapshots(): readonly SimulatedProgram[] {
  return [
    simulate(snapshotInfo, { changes: false }, (host, { name }, { fleet }): Answer => {
      if (daemonOf(host).isDown) return NO_DAEMON;
      const found = at(fleet, host).snapshot(name);
      return found === undefined
        ? refused(`Snapshot (${name}) does not exist`, NO_SNAPSHOT)
        : snapshotInfoXml(found.snapshot, found.volume);
    }),

    change(snapshotCreate, ({ fleet, host, pool, snapshot, context }, { name, volume: volumeName, description }) => {
      const volume = pool.volumes[volumeName];
      if (volume === undefined) return refused(`Volume (${volumeName}) does not exist`, 30_806);
      if (snapshot(name) !== undefined) return refused(`Snapshot ${name} already exists`, 30_800);
      if (volume.status !== 'started') return refused(`volume ${volumeName} is not in the started state`, 30_800);
      if (volume.snapshots.length >= HARD_LIMIT)
        return refused(
          `The number of existing snaps has reached the effective maximum limit of ${HARD_LIMIT}, for the volume (${volumeName}). Please delete few snapshots before taking further snapshots.`,
        );
      const down = volume.bricks.find(
        (brick) => !isConnected(fleet, host, brick) || brickProcess(fleet, brick) === undefined,
      );
      if (down !== undefined)
        return refused(
          `brick ${down.name} is not started. Please start the stopped brick and then issue snapshot create command or use [force] option in snapshot create to override this behavior.`,
        );
      if (thinVolumesOf(fleet, volume.bricks) === undefined)
        return refused(
          `Snapshot is supported only for thin provisioned LV. Ensure that all bricks of ${volumeName} are thinly provisioned LV.`,
        );
      const stem = newUuid(context).replaceAll('-', '');
      makeSnapshot(fleet, volume, { name, id: newUuid(context), description, stem });
      return answered();
    }),

    change(snapshotActivate, ({ fleet, host, snapshot }, { name }) => {
      const found = snapshot(name)?.snapshot;
      if (found === undefined) return refused(`Snapshot (${name}) does not exist`, NO_SNAPSHOT);
      if (found.isActive) return refused(`Snapshot ${name} is already activated.`, 30_800);
      for (const brick of found.bricks)
        if (isConnected(fleet, host, brick)) mountMade(hostOf(fleet, brick), brick.source, mountPointOf(brick));
      found.isActive = true;
      return answered();
    }),

    change(snapshotDeactivate, ({ fleet, host, snapshot }, { name }) => {
      const found = snapshot(name)?.snapshot;
      if (found === undefined) return refused(`Snapshot (${name}) does not exist`, NO_SNAPSHOT);
      if (!found.isActive) return refused(`Snapshot ${name} is already deactivated.`, 30_800);
      for (const brick of found.bricks)
        if (isConnected(fleet, host, brick)) hostOf(fleet, brick).unmount(mountPointOf(brick));
      found.isActive = false;
      return answered();
    }),

    change(snapshotDelete, ({ fleet, host, snapshot }, { name }) => {
      const found = snapshot(name);
      if (found === undefined) return refused(`Snapshot (${name}) does not exist`, NO_SNAPSHOT);
      for (const brick of found.snapshot.bricks) {
        if (isConnected(fleet, host, brick)) {
          dropThinVolume(hostOf(fleet, brick), fleet, brick.source, mountPointOf(brick));
        } else {
          const missed = missedOf(fleet);
          missed[brick.host] = [...(missed[brick.host] ?? []), brick];
        }
      }
      forget(fleet, found);
      return answered();
    }),

    change(snapshotClone, ({ fleet, host, pool, snapshot, context }, { name, volume: volumeName }) => {
      const found = snapshot(name)?.snapshot;
      if (pool.volumes[volumeName] !== undefined)
        return refused(`Volume with name:${volumeName} already exists`, 30_800);
      if (found === undefined) return refused(`Snapshot (${name}) does not exist`, NO_SNAPSHOT);
      if (!found.isActive) return refused(`Snapshot ${name} is not activated`, 30_800);
      const away = found.bricks.find((brick) => !isConnected(fleet, host, brick));
      if (away !== undefined) return refused(`Host ${away.host} not connected`);
      const origins = thinVolumesOf(fleet, found.bricks);
      if (origins === undefined) return refused('Failed to mount the snapshot');
      const id = newUuid(context);
      const bricks = makeBricks(fleet, found.bricks, origins, id.replaceAll('-', ''));
      for (const brick of bricks) takeFolder(fleet, brick, id);
      const { options, ...shape } = found.shape;
      const volume: SimulatedVolume = {
        name: volumeName,
        id,
        status: 'created',
        ...shape,
        bricks: [...bricks],
        options: [...options],
        snapshots: [],
        pending: {},
      };
      pool.volumes[volumeName] = volume;
      noteBricks(pool, volumeName, bricks);
      return aboutVolume('CloneCreate', volume);
    }),

    change(snapshotRestore, ({ fleet, host, pool, snapshot }, { name }) => {
      const found = snapshot(name);
      if (found === undefined) return refused(`Snapshot (${name}) does not exist`, NO_SNAPSHOT);
      const { volume, snapshot: before } = found;
      if (volume.status === 'started')
        return refused(
          `Volume (${volume.name}) has been started. Volume needs to be stopped before restoring a snapshot.`,
        );
      const away = before.bricks.find((brick) => !isConnected(fleet, host, brick));
      if (away !== undefined) return refused(`Host ${away.host} not connected`);
      for (const brick of before.bricks) {
        mountMade(hostOf(fleet, brick), brick.source, mountPointOf(brick));
        takeFolder(fleet, brick, volume.id);
      }
      // The logical volumes of the old ones stay where they are.
      volume.bricks.splice(0, volume.bricks.length, ...before.bricks);
      volume.options = [...before.shape.options];
      noteBricks(pool, volume.name, before.bricks);
      forget(fleet, found);
      return aboutVolume('snapRestore', volume);
    }),
  ];
}

interface Found {
  readonly snapshot: SimulatedSnapshot;
  readonly volume: SimulatedVolume;
}

interface At {
  readonly fleet: SimulatedFleet;
  readonly host: SimulatedHost;
  readonly pool: Pool;
  /** Names are those of one pool. */
  readonly snapshot: (name: string) => Found | undefined;
}

function at(fleet: SimulatedFleet, host: SimulatedHost): At {
  const pool = poolOf(fleet, host);
  const snapshot = (name: string): Found | undefined => {
    const volume = Object.values(pool.volumes).find(({ snapshots }) => snapshots.includes(name));
    const found = Object.values(snapshotsOfFleet(fleet)).find(
      (each) => each.name === name && each.volumeId === volume?.id,
    );
    return volume === undefined || found === undefined ? undefined : { volume, snapshot: found };
  };
  return { fleet, host, pool, snapshot };
}

function change<Fields extends object>(
  program: Program<Fields, unknown>,
  behave: (at: At & { readonly context: SimulationContext }, fields: Fields) => Answer,
): SimulatedProgram {
  return simulate(program, { changes: true }, function* (host, fields, context): Run {
    if (daemonOf(host).isDown) return NO_DAEMON;
    yield SNAPSHOT_MS;
    return behave({ ...at(context.fleet, host), context }, fields);
  });
}

function forget(fleet: SimulatedFleet, { snapshot, volume }: Found): void {
  volume.snapshots.splice(volume.snapshots.indexOf(snapshot.name), 1);
  delete snapshotsOfFleet(fleet)[snapshot.stem];
}

/** Of a volume all of whose bricks lie on thin volumes. */
export function makeSnapshot(
  fleet: SimulatedFleet,
  volume: SimulatedVolume,
  { name, id, description, stem }: Pick<SimulatedSnapshot, 'name' | 'id' | 'description' | 'stem'>,
): void {
  const { replica, disperse, redundancy, options } = volume;
  const bricks = makeBricks(fleet, volume.bricks, thinVolumesOf(fleet, volume.bricks) ?? [], stem);
  for (const brick of bricks) hostOf(fleet, brick).unmount(mountPointOf(brick));
  snapshotsOfFleet(fleet)[stem] = {
    name,
    id,
    description,
    volumeId: volume.id,
    stem,
    isActive: false,
    shape: { replica, disperse, redundancy, options: [...options] },
    bricks,
  };
  volume.snapshots.push(name);
}

/** Undefined where one of the bricks lies on something else. */
function thinVolumesOf(fleet: SimulatedFleet, bricks: readonly SimulatedBrick[]): readonly ThinVolume[] | undefined {
  const found = bricks.map((brick) => thinVolumeUnder(hostOf(fleet, brick), brick.path));
  return found.every((each) => each !== undefined) ? found : undefined;
}

/** Paths count the bricks of the volume, logical volumes those of each host. */
function makeBricks(
  fleet: SimulatedFleet,
  bricks: readonly SimulatedBrick[],
  origins: readonly ThinVolume[],
  stem: string,
): readonly MadeBrick[] {
  const counts = new Map<string, number>();
  return bricks.flatMap(({ host, path, name }, index) => {
    const origin = origins[index];
    if (origin === undefined) return [];
    const number = counts.get(host) ?? 0;
    counts.set(host, number + 1);
    const target = `/run/gluster/snaps/${stem}/brick${index + 1}`;
    const source = snapThinVolume(hostOf(fleet, { host, path, name }), origin, `${stem}_${number}`, target);
    const made = `${target}${path.slice(origin.target.length)}`;
    return [{ host, path: made, name: `${name.slice(0, -path.length)}${made}`, source }];
  });
}
