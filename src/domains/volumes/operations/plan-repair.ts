import { CodedError } from '../../../kernel/errors.ts';
import type { PlanContext, PlanOutcome, Reader } from '../../../kernel/operations/index.ts';
import { type HostId, hostId } from '../../../kernel/remote/index.ts';
import { blockDevice, brickPath, mountPoint } from '../brick-paths.ts';
import type { DeviceSpec } from '../bricks/device.ts';
import { errors } from '../errors.ts';
import type { RepairKind } from '../examination/finding.ts';
import { type FindingInfo, findFindings } from '../examination/read-findings.ts';
import type { ClusterView, DeviceKind, DeviceView, NodeView } from '../inventory/cluster-view.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { type BrickFound, bricksOfVolume, findBrick, findVolume, type VolumeFound } from '../inventory/read-volume.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { inGib } from '../sizes.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';

/** What is planned with. A type alias, so that it counts as JSON in a stage's data. */
export type RepairPlan = {
  readonly findings: readonly string[];
  readonly clusters: readonly string[];
  /** Of the clusters where Gluster is asked for something. */
  readonly places: readonly GlusterPlace[];
  readonly mounts: readonly PlacedBrick[];
  readonly entries: readonly PlacedBrick[];
  /** Bricks that no row has. */
  readonly debris: readonly PlacedBrick[];
  readonly volumes: readonly VolumeToRepair[];
  readonly devices: readonly DeviceToRepair[];
};

export type VolumeToRepair = {
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly glusterId: string | null;
  readonly bricks: readonly PlacedBrick[];
  readonly starts: boolean;
  readonly startsBricks: boolean;
  readonly setsId: boolean;
};

type DeviceToRepair = {
  readonly host: HostId;
  readonly storageHostname: string;
  readonly device: DeviceSpec;
  /** What is recorded now. */
  readonly totalKib: number;
};

export interface RepairView {
  readonly findings: readonly FindingInfo[];
  readonly clusters: readonly ClusterView[];
  /** By id: those that the findings are about, with all their bricks. */
  readonly volumes: ReadonlyMap<string, { readonly volume: VolumeFound; readonly bricks: readonly BrickFound[] }>;
}

export async function readRepairView(
  reader: Reader,
  { findings: ids }: { readonly findings: readonly string[] },
): Promise<RepairView> {
  const findings = await findFindings(reader, ids);
  const clusters = [...new Set(findings.map(({ cluster }) => cluster))].toSorted();
  const lost = findings.flatMap(({ details }) => bricksIn(details));
  const owners = await Promise.all(lost.map(async (id) => (await findBrick(reader, id))?.volume ?? undefined));
  const volumes = [...new Set([...findings.map(({ objects }) => objects.volume), ...owners])];
  const found = await Promise.all(
    volumes.map(async (id) => {
      if (id === undefined) return undefined;
      const [volume, bricks] = await Promise.all([findVolume(reader, id), bricksOfVolume(reader, id)]);
      return volume === undefined ? undefined : ([id, { volume, bricks }] as const);
    }),
  );
  return {
    findings,
    clusters: (await Promise.all(clusters.map((cluster) => readClusterViews(reader, cluster)))).flat(),
    volumes: new Map(found.filter((each) => each !== undefined)),
  };
}

/** One thing to do, before all of them are put together. */
interface Piece {
  readonly reason: string;
  readonly mount?: PlacedBrick;
  readonly entry?: PlacedBrick;
  readonly debris?: PlacedBrick;
  readonly device?: DeviceToRepair;
  readonly volume?: { readonly id: string; readonly does: 'starts' | 'startsBricks' | 'setsId' };
}

/** What would be done about these findings, all of them or none. */
export function planRepair(
  view: RepairView,
  ids: readonly string[],
  settings: VolumeSettings,
  { avoid }: PlanContext,
): PlanOutcome<RepairPlan> {
  try {
    const findings = ids.map((id) => {
      const found = view.findings.find((each) => each.id === id);
      if (found === undefined) throw errors.DRIFT_FINDING_NOT_FOUND({ finding: id });
      return found;
    });
    const pieces = findings.flatMap((found) => piecesFor(view, found, settings));
    const clusters = [...new Set(findings.map(({ cluster }) => cluster))].toSorted();
    const asking = new Set(findings.filter(asksGluster).map(({ cluster }) => cluster));
    return {
      kind: 'planned',
      plan: {
        findings: [...ids],
        clusters,
        places: view.clusters
          .filter(({ id }) => asking.has(id))
          .map((cluster) => glusterPlaceOf(cluster, settings, avoid)),
        mounts: unique(pieces.flatMap(({ mount = [] }) => mount)),
        entries: unique(pieces.flatMap(({ entry = [] }) => entry)),
        debris: unique(pieces.flatMap(({ debris = [] }) => debris)),
        volumes: volumesOf(view, pieces),
        devices: pieces.flatMap(({ device = [] }) => device),
      },
      reasons: [...new Set(pieces.map(({ reason }) => reason))],
    };
  } catch (error) {
    if (error instanceof CodedError) return { kind: 'refused', error };
    throw error;
  }
}

const OF_GLUSTER: readonly (RepairKind | undefined)[] = [
  'mount-brick',
  'start-volume',
  'set-heketi-id',
  'remove-debris',
];
const asksGluster = ({ repair }: FindingInfo): boolean => OF_GLUSTER.includes(repair);

function piecesFor(view: RepairView, found: FindingInfo, settings: VolumeSettings): readonly Piece[] {
  const { id, code, repair, objects, details, remedy } = found;
  if (repair === undefined) throw errors.DRIFT_NOT_REPAIRABLE({ finding: id, code, reason: remedy });
  switch (repair) {
    case 'mount-brick': {
      const bricks = objects.brick === undefined ? bricksIn(details) : [objects.brick];
      return bricks.flatMap((brick) => mountPieces(view, found, brick));
    }
    case 'write-fstab': {
      const brick = brickOf(view, found, objects.brick);
      const target = mountPoint(brick.device, brick.id);
      return [
        {
          entry: brick,
          reason: `${settings.fstab} on ${brick.storageHostname} gets a line for brick ${brick.id}, mounted on ${target}`,
        },
      ];
    }
    case 'start-volume': {
      const { id: volume, name } = volumeOf(view, found, objects.volume);
      return [{ volume: { id: volume, does: 'starts' }, reason: `the Gluster volume ${name} is started` }];
    }
    case 'set-heketi-id': {
      const { id: volume, name } = volumeOf(view, found, objects.volume);
      const reason = `user.heketi.id of the Gluster volume ${name} becomes ${volume}`;
      return [{ volume: { id: volume, does: 'setsId' }, reason }];
    }
    case 'remove-debris': {
      const { debris, node } = debrisOf(view, found);
      const what = found.found.replace(/^.*? has /, '').replace(/ that is not recorded$/, '');
      const reason = `${node.storageHostname} loses ${what}, with what is in it, unless a Gluster volume names it`;
      return [{ debris, reason }];
    }
    case 'correct-device': {
      const { device, node } = deviceOf(view, found);
      const spec: DeviceSpec = {
        id: device.id,
        name: device.name,
        kind: device.kind,
        pvUuid: null,
        wasPhysicalVolume: false,
      };
      const { host, storageHostname } = node;
      const reason = `the recorded size of ${device.name} on ${storageHostname}, ${inGib(device.totalKib)}, becomes what LVM says`;
      return [{ device: { host, storageHostname, device: spec, totalKib: device.totalKib }, reason }];
    }
  }
}

function mountPieces(view: RepairView, found: FindingInfo, id: string): readonly Piece[] {
  const brick = brickOf(view, found, id);
  const owner = [...view.volumes.values()].find(({ bricks }) => bricks.some((each) => each.brick.id === id))?.volume;
  const source = brick.kind === 'file' ? `${brick.deviceName}/${id}.img` : blockDevice(brick);
  const target = mountPoint(brick.device, id);
  return [
    { mount: brick, reason: `${source} is mounted on ${target} on ${brick.storageHostname}` },
    ...(owner === undefined
      ? []
      : [
          {
            volume: { id: owner.id, does: 'startsBricks' as const },
            reason: `bricks of the Gluster volume ${owner.name} that do not run are started`,
          },
        ]),
  ];
}

function brickOf(view: RepairView, { id, code }: FindingInfo, wanted: string | undefined): PlacedBrick {
  const all = [...view.volumes.values()].flatMap(({ bricks }) => bricks);
  const brick = all.find((each) => each.brick.id === wanted);
  if (brick === undefined || brick.volume === null)
    throw errors.DRIFT_NOT_REPAIRABLE({ finding: id, code, reason: 'the brick has gone since; examine once more' });
  const { state, operation } = brick;
  if (state !== 'ready' || operation !== null) throw errors.VOLUME_BUSY({ volume: brick.volume, state, operation });
  return brick.brick;
}

function volumeOf(view: RepairView, { id, code }: FindingInfo, wanted: string | undefined): VolumeFound {
  const found = view.volumes.get(wanted ?? '');
  if (found === undefined)
    throw errors.DRIFT_NOT_REPAIRABLE({ finding: id, code, reason: 'the volume has gone since; examine once more' });
  return found.volume;
}

/** What is known of it stands in the finding: no row has it. */
function debrisOf(
  view: RepairView,
  { id, code, objects, details, cluster }: FindingInfo,
): { readonly debris: PlacedBrick; readonly node: NodeView } {
  const node = nodeOf(view, cluster, objects.node);
  const { brick, device, deviceName, kind } = details as {
    readonly brick: string;
    readonly device: string;
    readonly deviceName: string;
    readonly kind: DeviceKind;
  };
  if (node === undefined)
    throw errors.DRIFT_NOT_REPAIRABLE({ finding: id, code, reason: 'its node has gone since; examine once more' });
  return {
    node,
    debris: {
      id: brick,
      device,
      deviceName,
      kind,
      role: 'data',
      sizeKib: 0,
      poolKib: 0,
      metadataKib: 0,
      chargedKib: 0,
      gid: 0,
      host: hostId(objects.host ?? ''),
      storageHostname: node.storageHostname,
      path: brickPath(device, brick),
      setIndex: 0,
      position: 0,
    },
  };
}

function deviceOf(
  view: RepairView,
  { id, code, objects, cluster }: FindingInfo,
): { readonly device: DeviceView; readonly node: NodeView } {
  const node = nodeOf(view, cluster, objects.node);
  const device = node?.devices.find((each) => each.id === objects.device);
  if (node === undefined || device === undefined)
    throw errors.DRIFT_NOT_REPAIRABLE({ finding: id, code, reason: 'the device has gone since; examine once more' });
  if (device.isBeingRemoved) throw errors.DEVICE_BUSY({ device: device.id, reason: 'an operation takes it away' });
  return { device, node };
}

function nodeOf({ clusters }: RepairView, cluster: string, wanted: string | undefined): NodeView | undefined {
  return clusters.find(({ id }) => id === cluster)?.nodes.find(({ id }) => id === wanted);
}

function volumesOf(view: RepairView, pieces: readonly Piece[]): readonly VolumeToRepair[] {
  const wanted = pieces.flatMap(({ volume = [] }) => volume);
  // Bricks that only get their line of fstab are kept from going meanwhile, too.
  const entered = pieces.flatMap(({ entry }) => {
    const owner = [...view.volumes.values()].find(({ bricks }) => bricks.some(({ brick }) => brick.id === entry?.id));
    return owner === undefined ? [] : [owner.volume.id];
  });
  const ids = [...new Set([...wanted.map(({ id }) => id), ...entered])].toSorted();
  return ids.flatMap((id) => {
    const found = view.volumes.get(id);
    if (found === undefined) return [];
    const { volume, bricks } = found;
    const held = bricks.find(({ operation }) => operation !== null);
    if (volume.state !== 'ready' || volume.operation !== null || held !== undefined) {
      const operation = volume.operation ?? held?.operation ?? null;
      throw errors.VOLUME_BUSY({ volume: id, state: volume.state === 'ready' ? 'busy' : volume.state, operation });
    }
    const does = (what: string): boolean => wanted.some((each) => each.id === id && each.does === what);
    return [
      {
        id,
        name: volume.name,
        cluster: volume.cluster,
        glusterId: volume.glusterId,
        bricks: bricks.map(({ brick }) => brick),
        starts: does('starts'),
        startsBricks: does('startsBricks'),
        setsId: does('setsId'),
      },
    ];
  });
}

function unique(bricks: readonly PlacedBrick[]): readonly PlacedBrick[] {
  return [...new Map(bricks.map((brick) => [brick.id, brick])).values()];
}

/** Of a finding about several bricks. */
function bricksIn(details: FindingInfo['details']): readonly string[] {
  const bricks = typeof details === 'object' && details !== null && 'bricks' in details ? details['bricks'] : undefined;
  return Array.isArray(bricks) ? bricks.filter((each) => typeof each === 'string') : [];
}
