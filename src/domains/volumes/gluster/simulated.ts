import {
  type Program,
  type RunResult,
  type SimulatedFleet,
  type SimulatedHost,
  type SimulatedProgram,
  type SimulationContext,
  simulate,
} from '../../../kernel/remote/index.ts';
import { brickNameParts } from '../placed-brick.ts';
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
import { takeFolder, volumeIdOf, whyNotABrick } from './simulated-brick-folders.ts';
import { simulatedPeers } from './simulated-peers.ts';
import { simulatedSnapshots } from './simulated-snapshots.ts';
import {
  brickProcess,
  daemonOf,
  hostOf,
  isConnected,
  type HostNamed,
  memberNamed,
  noteBricks,
  type Pool,
  poolOf,
  type SimulatedBrick,
  type SimulatedVolume,
  startBrick,
  stopBrick,
} from './simulated-pool.ts';
import { isRebalancing, rebalanceStarted, rebalanceXml, refuseRebalance } from './simulated-rebalance.ts';
import { newUuid } from './simulated-uuid.ts';
import {
  aboutVolume,
  answered,
  healBegun,
  healInfoXml,
  NO_DAEMON,
  refused,
  snapshotListXml,
  volumeInfoXml,
} from './simulated-xml.ts';

type Answer = Partial<RunResult>;
type Run = Generator<number | undefined, Answer, void>;

/** A command where glusterd runs, on the pool of its host. */
interface At {
  readonly fleet: SimulatedFleet;
  readonly host: SimulatedHost;
  readonly pool: Pool;
  readonly context: SimulationContext;
  readonly hostNamed: HostNamed;
}

export interface PeerOptions {
  /** Which host a name leads to; the one that the fleet knows by it, without it. */
  readonly hostNamed?: HostNamed;
}

/** How long glusterd takes for a change: the CLI is slow on real hosts, too. */
const CHANGE_MS = 80;
const REBALANCE_BEGINS_MS = 1_000;
/** In which a self-heal daemon that is sent over a volume heals one entry of each brick. */
const CRAWL_MS = 50;

/** Files of options that come with GlusterFS, with a part of what is in them. */
const GROUPS: Readonly<Record<string, readonly (readonly [key: string, value: string])[]>> = {
  'gluster-block': [
    ['features.shard', 'on'],
    ['features.shard-block-size', '64MB'],
    ['user.cifs', 'off'],
    ['server.allow-insecure', 'on'],
  ],
};

/** What gluster's commands do to a pool of simulated hosts; the sentences are those of GlusterFS 10 [recorded]. */
export function simulatedGluster({ hostNamed }: PeerOptions = {}): readonly SimulatedProgram[] {
  const namedBy =
    (fleet: SimulatedFleet): HostNamed =>
    (name) =>
      hostNamed === undefined ? fleet.hostNamed(name)?.id : hostNamed(name);
  const at = (host: SimulatedHost, context: SimulationContext): At => ({
    fleet: context.fleet,
    host,
    pool: poolOf(context.fleet, host),
    context,
    hostNamed: namedBy(context.fleet),
  });

  const look = <Fields extends object>(
    program: Program<Fields, unknown>,
    behave: (at: At, fields: Fields) => Answer,
  ): SimulatedProgram =>
    simulate(program, { changes: false }, (host, fields, context) =>
      daemonOf(host).isDown ? NO_DAEMON : behave(at(host, context), fields),
    );

  const change = <Fields extends object>(
    program: Program<Fields, unknown>,
    behave: (at: At, fields: Fields) => Run,
    names: (fields: Fields) => readonly string[] = () => [],
  ): SimulatedProgram =>
    simulate(program, { changes: true, names }, function* (host, fields, context): Run {
      if (daemonOf(host).isDown) return NO_DAEMON;
      yield CHANGE_MS;
      return yield* behave(at(host, context), fields);
    });

  return [
    ...simulatedPeers(namedBy),
    ...simulatedSnapshots(),

    look(volumeInfo, ({ pool }, { only }) => {
      if (only === undefined)
        return volumeInfoXml(
          pool,
          Object.values(pool.volumes).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        );
      const found = pool.volumes[only.name];
      return found !== undefined
        ? volumeInfoXml(pool, [found])
        : refused('Volume does not exist', 30_806, [['volInfo', [['volumes', [['count', '0']]]]]]);
    }),

    look(volumeHealInfo, ({ fleet, host, pool }, { name }) => {
      const volume = pool.volumes[name];
      if (volume === undefined) return { ...refused(`Volume ${name} does not exist`, 2), code: 254 };
      return healInfoXml(fleet, host, pool, volume);
    }),

    change(volumeHeal, function* ({ pool }, { name }): Run {
      const volume = pool.volumes[name];
      const answer = healBegun(volume, name);
      if (volume === undefined || answer.code === 1) return answer;
      yield CRAWL_MS;
      for (const [brick, entries] of Object.entries(volume.pending)) volume.pending[brick] = Math.max(0, entries - 1);
      return answer;
    }),

    look(snapshotList, ({ pool }, { name }) => {
      const volume = pool.volumes[name];
      return volume === undefined
        ? refused(`Volume (${name}) does not exist`, 30_806)
        : snapshotListXml(volume.snapshots);
    }),

    change(
      volumeCreate,
      function* (here, { name, replicate, disperse, bricks: names }): Run {
        const { pool, context } = here;
        const setSize = replicate?.replica ?? (disperse === undefined ? 1 : disperse.data + disperse.redundancy);
        if (pool.volumes[name] !== undefined) return refused(`Volume ${name} already exists`, 0);
        if (names.length % setSize !== 0) return refused('Failed to create volume files');
        const bricks = findBricks(here, names);
        if (typeof bricks === 'string') return refused(bricks);
        const id = newUuid(context);
        const refusal = yield* stage(here, bricks, id, 'Staging failed on HOST. Error: ', false);
        if (refusal !== undefined) return refused(refusal);
        const volume: SimulatedVolume = {
          name,
          id,
          status: 'created',
          replica: replicate?.replica ?? 1,
          arbiters: replicate?.arbiter?.bricks ?? 0,
          disperse: disperse === undefined ? 0 : setSize,
          redundancy: disperse?.redundancy ?? 0,
          bricks: [...bricks],
          options: [
            ...(replicate === undefined ? [] : ([['cluster.granular-entry-heal', 'on']] satisfies [string, string][])),
            ['storage.fips-mode-rchecksum', 'on'],
            ['transport.address-family', 'inet'],
            ['nfs.disable', 'on'],
            ...(replicate === undefined
              ? []
              : ([['performance.client-io-threads', 'off']] satisfies [string, string][])),
          ],
          snapshots: [],
          pending: {},
        };
        pool.volumes[name] = volume;
        noteBricks(pool, name, bricks);
        return aboutVolume('volCreate', volume);
      },
      ({ bricks }) => brickHosts(bricks),
    ),

    change(
      volumeAddBrick,
      function* (here, { name, bricks: names }): Run {
        const { fleet, pool, context } = here;
        const volume = pool.volumes[name];
        const no = (reason: string, errno?: number): Answer =>
          refused(reason, errno, [
            ['cliOp', 'volAddBrick'],
            ['output', reason],
          ]);
        if (volume === undefined) return no(`Unable to get volinfo for volume name ${name}`, 0);
        if (isRebalancing(volume, context.now()))
          return no(`Volume name ${name} rebalance is in progress. Please retry after completion`);
        const setSize = volume.disperse > 0 ? volume.disperse : volume.replica;
        if (names.length % setSize !== 0)
          return no(`Incorrect number of bricks supplied ${names.length} with count ${setSize}`, 0);
        const bricks = findBricks(here, names);
        if (typeof bricks === 'string')
          return no(
            bricks.includes('not in')
              ? 'Pre-validation failed on localhost. Please check log file for details'
              : bricks,
          );
        const refusal = yield* stage(here, bricks, volume.id, 'Pre Validation failed on HOST. ', false);
        if (refusal !== undefined) return no(refusal);
        volume.bricks.push(...bricks);
        noteBricks(pool, name, bricks);
        if (volume.status === 'started') for (const brick of bricks) startBrick(fleet, brick);
        return answered([
          ['cliOp', 'volAddBrick'],
          ['output', 'Add Brick successful'],
        ]);
      },
      ({ bricks }) => brickHosts(bricks),
    ),

    change(volumeSet, function* ({ pool }, { name, pairs }): Run {
      yield;
      const volume = pool.volumes[name];
      const said = (output: string) => [['cliOp', 'volSet'] as const, ['output', output] as const];
      if (volume === undefined)
        return refused(`Volume ${name} does not exist`, 30_800, said('Set volume unsuccessful'));
      // A clone has no volfile of its self-heal daemon before it runs, and glusterd misses it [seen on a real host].
      if (volume.status === 'created' && volume.bricks.every((brick) => brick.name.includes('/gluster/snaps/')))
        return refused(
          'Commit failed on localhost. Please check the log file for more details.',
          30_800,
          said('Set volume unsuccessful'),
        );
      for (let index = 0; index < pairs.length; index += 2) {
        const [key = '', value = ''] = pairs.slice(index, index + 2);
        if (key === 'group' && GROUPS[value] === undefined)
          return {
            code: 1,
            stderr: `Unable to open file '/var/lib/glusterd/groups/${value}'. Error: No such file or directory\n`,
          };
        // Not the options that there are, but a name that none has.
        if (key.startsWith('cluster.no-such'))
          return refused(`option : ${key} does not exist`, 30_800, said('Set volume unsuccessful'));
      }
      for (let index = 0; index < pairs.length; index += 2) {
        const [key = '', value = ''] = pairs.slice(index, index + 2);
        for (const [name, own] of key === 'group' ? (GROUPS[value] ?? []) : [[key, value] as const])
          volume.options = [[name, own], ...volume.options.filter(([other]) => other !== name)];
      }
      return answered(said('Set volume successful'));
    }),

    change(volumeStart, function* (here, { name, force }): Run {
      const { fleet, host, pool } = here;
      const volume = pool.volumes[name];
      if (volume === undefined) return refused(`Volume ${name} does not exist`);
      if (volume.status === 'started' && !force) return refused(`Volume ${name} already started`);
      for (const brick of volume.bricks) {
        if (force || !isConnected(fleet, host, brick)) continue;
        const reason = whyNotStarted(fleet, volume, brick);
        if (reason !== undefined)
          return refused(`${prefixFor(here, brick, 'Pre Validation failed on HOST. ')}${reason}`);
      }
      yield;
      volume.status = 'started';
      for (const brick of volume.bricks)
        if (isConnected(fleet, host, brick) && whyNotStarted(fleet, volume, brick) === undefined)
          startBrick(fleet, brick);
      return aboutVolume('volStart', volume);
    }),

    change(volumeStop, function* ({ fleet, host, pool }, { name }): Run {
      const volume = pool.volumes[name];
      if (volume === undefined) return refused(`Volume ${name} does not exist`);
      volume.status = 'stopped';
      delete volume.rebalance;
      yield;
      for (const brick of volume.bricks) if (isConnected(fleet, host, brick)) stopBrick(fleet, brick);
      return aboutVolume('volStop', volume);
    }),

    change(volumeDelete, function* ({ fleet, host, pool }, { name }): Run {
      const volume = pool.volumes[name];
      if (volume === undefined) return refused(`Volume ${name} does not exist`);
      if (volume.status === 'started')
        return refused(`Volume ${name} has been started.Volume needs to be stopped before deletion.`);
      if (volume.snapshots.length > 0)
        return refused(
          `Cannot delete Volume ${name} ,as it has ${volume.snapshots.length} snapshots. To delete the volume, first delete all the snapshots under it.`,
        );
      if (!pool.members.every((member) => isConnected(fleet, host, member)))
        return refused('Some of the peers are down');
      yield;
      delete pool.volumes[name];
      return aboutVolume('volDelete', volume);
    }),

    look(volumeRebalanceStatus, ({ pool, context }, { name }) => {
      const volume = pool.volumes[name];
      const no = refuseRebalance('status', name, volume, context.now());
      return no ?? (volume === undefined ? {} : rebalanceXml(volume, context.now(), { isStopped: false }));
    }),

    change(volumeRebalanceStart, function* ({ pool, context }, { name }): Run {
      const volume = pool.volumes[name];
      const no = refuseRebalance('start', name, volume, context.now());
      if (no !== undefined || volume === undefined) return no ?? {};
      // It runs before the command is over, which takes ten seconds on real hosts [recorded].
      volume.rebalance = { startedAtMs: context.now() };
      yield REBALANCE_BEGINS_MS;
      return rebalanceStarted();
    }),

    change(volumeRebalanceStop, function* ({ pool, context }, { name }): Run {
      const volume = pool.volumes[name];
      const no = refuseRebalance('stop', name, volume, context.now());
      if (no !== undefined || volume === undefined) return no ?? {};
      yield;
      const told = rebalanceXml(volume, context.now(), { isStopped: true });
      delete volume.rebalance;
      return told;
    }),

    change(
      volumeReplaceBrick,
      function* (here, { name, old, new: next }): Run {
        const { fleet, host, pool, context } = here;
        const volume = pool.volumes[name];
        if (volume === undefined) return refused(`Volume ${name} does not exist`, 0);
        if (isRebalancing(volume, context.now()))
          return refused(`Volume name ${name} rebalance is in progress. Please retry after completion`, 0);
        if (volume.replica === 1 && volume.disperse === 0)
          return refused(
            'replace-brick is not permitted on distribute only volumes. Please use add-brick and remove-brick operations instead.',
            0,
          );
        const index = volume.bricks.findIndex((brick) => brick.name === old);
        const before = volume.bricks[index];
        if (before === undefined) return refused(`brick: ${old} does not exist in volume: ${name}`, 0);
        const bricks = findBricks(here, [next]);
        if (typeof bricks === 'string')
          return refused(
            bricks.includes('not in')
              ? 'Pre-validation failed on localhost. Please check log file for details'
              : bricks,
            0,
          );
        const [brick] = bricks;
        if (brick === undefined)
          return refused('Pre-validation failed on localhost. Please check log file for details', 0);
        const refusal = yield* stage(here, bricks, volume.id, 'Pre Validation failed on HOST. ', true);
        if (refusal !== undefined) return refused(refusal, 0);
        volume.bricks[index] = brick;
        noteBricks(pool, name, bricks);
        if (isConnected(fleet, host, before)) stopBrick(fleet, before);
        if (volume.status === 'started') startBrick(fleet, brick);
        return answered([], 'replace-brick commit force operation successful');
      },
      ({ new: next }) => brickHosts([next]),
    ),

    change(volumeResetBrickStart, function* (here, { name, brick: brickName }): Run {
      const { fleet, host, pool } = here;
      const volume = pool.volumes[name];
      const brick = volume?.bricks.find(isBrick(here, brickName));
      if (volume === undefined || brick === undefined || volume.status !== 'started')
        return refused(whyNotReset(name, brickName, volume), 0);
      yield;
      // Also one whose host is away [recorded].
      if (isConnected(fleet, host, brick)) stopBrick(fleet, brick);
      return answered([], 'reset-brick start operation successful');
    }),

    change(
      volumeResetBrickCommit,
      function* (here, { name, old, new: next }): Run {
        const { fleet, pool } = here;
        const volume = pool.volumes[name];
        const index = volume?.bricks.findIndex(isBrick(here, old)) ?? -1;
        const before = volume?.bricks[index];
        if (volume === undefined || before === undefined || volume.status !== 'started')
          return refused(whyNotReset(name, old, volume), 0);
        const bricks = findBricks(here, [next]);
        if (typeof bricks === 'string')
          return refused(
            bricks.includes('not in')
              ? 'Pre-validation failed on localhost. Please check log file for details'
              : bricks,
            0,
          );
        const [brick = before] = bricks;
        const no = (reason: string): Answer =>
          refused(`${prefixFor(here, brick, 'Pre Validation failed on HOST. ')}${reason}`, 0);
        if (brick.host !== before.host || brick.path !== before.path)
          return no(
            'When destination brick is new, please use gluster volume replace-brick <volname> <src-brick> <dst-brick> commit force',
          );
        if (brickProcess(fleet, before) !== undefined)
          return no('Source brick must be stopped. Please use gluster volume reset-brick <volname> <dst-brick> start.');
        yield;
        volume.bricks[index] = { ...before, name: next };
        noteBricks(pool, name, [brick]);
        startBrick(fleet, before);
        return answered([], 'reset-brick commit force operation successful');
      },
      ({ new: next }) => brickHosts([next]),
    ),
  ];
}

/** Where a brick's name is asked for by another name of its host, it is found too [recorded]. */
function isBrick({ pool, hostNamed }: At, wanted: string): (brick: SimulatedBrick) => boolean {
  const { member, path } = brickNameParts(wanted);
  const host = memberNamed(pool, member, hostNamed)?.host;
  return (brick) => brick.name === wanted || (brick.host === host && brick.path === path);
}

/** @param volume it runs, and has no such brick, or does not run */
function whyNotReset(name: string, brick: string, volume: SimulatedVolume | undefined): string {
  if (volume === undefined) return `Volume ${name} does not exist`;
  if (volume.status !== 'started') return `volume: ${name} is not started`;
  return `brick: ${brick} does not exist in volume: ${name}`;
}

/** The hosts in `host:path` names, each once. */
function brickHosts(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => brickNameParts(name).member))];
}

/** The bricks of `host:path` names, or why they cannot be used from here. */
function findBricks(
  { fleet, host, pool, hostNamed }: At,
  names: readonly string[],
): readonly SimulatedBrick[] | string {
  const bricks: SimulatedBrick[] = [];
  for (const name of names) {
    const { member: memberName, path } = brickNameParts(name);
    const member = memberNamed(pool, memberName, hostNamed);
    if (member === undefined) return `Host ${memberName} is not in 'Peer in Cluster' state`;
    if (!isConnected(fleet, host, member)) return `Host ${memberName} not connected`;
    bricks.push({ host: member.host, path, name });
  }
  return bricks;
}

/** The members look at their bricks one after the other, and mark them: also those before the one that refuses. */
function* stage(
  here: At,
  bricks: readonly SimulatedBrick[],
  volumeId: string,
  prefix: string,
  force: boolean,
): Generator<number | undefined, string | undefined, void> {
  const { fleet, host, pool } = here;
  const ownFirst = [
    ...bricks.filter((brick) => brick.host === host.id),
    ...bricks.filter((brick) => brick.host !== host.id),
  ];
  for (const brick of ownFirst) {
    const reason = whyNotABrick(fleet, pool, brick, { force });
    if (reason !== undefined) return `${prefixFor(here, brick, prefix)}${reason}`;
    takeFolder(fleet, brick, volumeId);
    yield;
  }
  return undefined;
}

/** What another member refuses comes with its name in front. */
function prefixFor({ host, pool }: At, brick: SimulatedBrick, prefix: string): string {
  if (brick.host === host.id) return '';
  return prefix.replace('HOST', pool.members.find((member) => member.host === brick.host)?.name ?? '');
}

function whyNotStarted(fleet: SimulatedFleet, volume: SimulatedVolume, brick: SimulatedBrick): string | undefined {
  if (hostOf(fleet, brick).files.kindOf(brick.path) !== 'directory')
    return `Failed to find brick directory ${brick.path} for volume ${volume.name}. Reason : No such file or directory`;
  if (volumeIdOf(fleet, brick) !== volume.id)
    return `Failed to get extended attribute trusted.glusterfs.volume-id for brick dir ${brick.path}. Reason : No data available`;
  return undefined;
}
