import { howMany } from '../../../kernel/how-many.ts';
import type { PlanContext, PlanOutcome } from '../../../kernel/operations/index.ts';
import { dataBricksOf, describeDurability, type Durability, setSizeOf } from '../durability.ts';
import { errors } from '../errors.ts';
import { ourBrick } from '../examination/our-brick.ts';
import type { ClusterView, DeviceView, NodeView } from '../inventory/cluster-view.ts';
import { brickNameParts, type PlacedBrick } from '../placed-brick.ts';
import { chargeOf } from '../placement/accounting.ts';
import type { VolumeSettings } from '../settings.ts';
import { inGib, KIB_PER_GIB } from '../sizes.ts';
import type { VolumeRow } from '../tables/volume-table.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';

/** A volume of Gluster's as an examination found it: the details of the finding `volume-unknown`. */
export interface UnknownVolume {
  readonly name: string;
  readonly glusterId: string;
  readonly replica: number;
  readonly arbiters: number;
  readonly disperse: number;
  readonly redundancy: number;
  readonly bricks: readonly { readonly name: string; readonly isArbiter: boolean; readonly sizeKib: number | null }[];
}

export interface AdoptionView {
  readonly cluster: ClusterView | undefined;
  /** Undefined where no examination has found it. */
  readonly unknown: UnknownVolume | undefined;
  /** Of its bricks' ids under our names, those that rows have already. */
  readonly takenBricks: readonly string[];
}

/** A type alias, so that it counts as JSON. */
export type AdoptionPlan = {
  readonly volume: VolumeRow;
  readonly glusterId: string;
  /** Those that lie as ours would are charged; the others are foreign. */
  readonly bricks: readonly PlacedBrick[];
  readonly gluster: GlusterPlace;
};

interface Asked {
  readonly cluster: string;
  readonly name: string;
  readonly project: string;
}

/**
 * How a volume that others made becomes one of ours: its bricks stay where they are. A brick that lies as we would have
 * made it, on a device that we know, is looked after like ours; any other is foreign.
 */
export function planAdoption(
  { cluster, unknown, takenBricks }: AdoptionView,
  asked: Asked,
  context: PlanContext,
  settings: VolumeSettings,
): PlanOutcome<AdoptionPlan> {
  if (cluster === undefined) return { kind: 'refused', error: errors.CLUSTER_NOT_FOUND({ cluster: asked.cluster }) };
  const no = (reason: string) =>
    ({ kind: 'refused', error: errors.VOLUME_NOT_ADOPTABLE({ name: asked.name, reason }) }) as const;
  if (unknown === undefined) return no('no examination of the cluster has found it; examine it first');
  const durability = durabilityOf(unknown);
  const setSize = setSizeOf(durability);
  if (unknown.bricks.length === 0 || unknown.bricks.length % setSize !== 0)
    return no(`it has ${howMany(unknown.bricks.length, 'brick')}, which is no number of whole sets of ${setSize}`);
  const bricks: PlacedBrick[] = [];
  for (const [index, { name, isArbiter, sizeKib }] of unknown.bricks.entries()) {
    const { member: hostname, path } = brickNameParts(name);
    const node = cluster.nodes.find(({ storageHostname }) => storageHostname === hostname);
    if (node === undefined) return no(`no node of the cluster is called ${hostname}, where its brick ${path} is`);
    if (node.isHeld)
      return no(`the node ${hostname}, where its brick ${path} is, is being removed or gets other names`);
    if (sizeKib === null) return no(`the size of its brick ${name} could not be read`);
    const place = placeFor(node, path);
    if (place === undefined) return no(`${hostname} has no device to count its brick ${path} on`);
    const { device, id } = place;
    if (id !== undefined && takenBricks.includes(id)) return no(`its brick ${name} is recorded for another volume`);
    const kib = Math.max(1, Math.floor(sizeKib));
    bricks.push({
      id: id ?? context.newId(),
      device: device.id,
      deviceName: device.name,
      kind: device.kind,
      role: isArbiter ? 'arbiter' : 'data',
      sizeKib: kib,
      ...(id === undefined ? { poolKib: 0, metadataKib: 0, chargedKib: 0, isForeign: true } : chargeOf(kib, 1, device)),
      gid: 0,
      host: node.host,
      storageHostname: node.storageHostname,
      path,
      setIndex: Math.floor(index / setSize),
      position: index % setSize,
    });
  }
  const short = shortOfSpace(cluster, bricks);
  if (short !== undefined) return no(short);
  const sizeGib = Math.max(1, Math.floor(sizeKibOf(durability, bricks) / KIB_PER_GIB));
  return {
    kind: 'planned',
    plan: {
      volume: {
        id: context.newId(),
        project: asked.project,
        cluster: cluster.id,
        name: unknown.name,
        sizeGib,
        durability,
        gid: 0,
        zones: 'none',
        placement: {},
        block: false,
        snapshotFactor: null,
        options: [],
        request: null,
      },
      glusterId: unknown.glusterId,
      bricks,
      gluster: glusterPlaceOf(cluster, settings, context.avoid),
    },
    reasons: [
      `the Gluster volume ${unknown.name} of ${sizeGib} GiB, ${describeDurability(durability)}, becomes one of ours; its bricks stay as they are`,
      ...bricks.map(sentence),
      'its option user.heketi.id is set; nothing else of it is changed',
    ],
  };
}

function durabilityOf({ replica, arbiters, disperse, redundancy }: UnknownVolume): Durability {
  if (disperse > 0) return { kind: 'disperse', data: disperse - redundancy, redundancy };
  if (replica <= 1) return { kind: 'none' };
  return { kind: 'replicate', replica, ...(arbiters > 0 ? { arbiter: true } : {}) };
}

/** The device that a brick lies on, with the brick's id, where it is under our names; any of the node's for another one. */
function placeFor(
  { devices }: NodeView,
  path: string,
): { readonly device: DeviceView; readonly id?: string } | undefined {
  const ours = path.endsWith('/brick') ? ourBrick(path) : undefined;
  const own = devices.find(({ id }) => id === ours?.device);
  if (ours !== undefined && own !== undefined) return { device: own, id: ours.brick };
  const any = devices.find(({ isBeingRemoved, state }) => !isBeingRemoved && state !== 'failed');
  return any === undefined ? undefined : { device: any };
}

/** Of each set what its smallest brick holds; an arbiter holds nothing. */
function sizeKibOf(durability: Durability, bricks: readonly PlacedBrick[]): number {
  const factor = dataBricksOf(durability);
  const sets = Map.groupBy(
    bricks.filter(({ role }) => role === 'data'),
    ({ setIndex }) => setIndex,
  );
  const smallest = [...sets.values()].map((set) => Math.min(...set.map(({ sizeKib }) => sizeKib)));
  return smallest.reduce((sum, kib) => sum + kib * factor, 0);
}

function sentence({ isForeign, path, storageHostname, sizeKib, chargedKib, deviceName }: PlacedBrick): string {
  return isForeign === true
    ? `${path} on ${storageHostname}, ${inGib(sizeKib)}, is not ours: it is charged to nobody, not mounted by us, and stays when the volume is deleted`
    : `${path} on ${storageHostname}, ${inGib(sizeKib)}, is charged to ${deviceName} with ${inGib(chargedKib)}, and goes when the volume is deleted`;
}

/** Why the devices cannot be charged with what lies on them already. */
function shortOfSpace({ nodes }: ClusterView, bricks: readonly PlacedBrick[]): string | undefined {
  const ours = Map.groupBy(
    bricks.filter(({ isForeign }) => isForeign !== true),
    ({ device }) => device,
  );
  for (const { storageHostname, state: nodeState, devices } of nodes)
    for (const { id, name, state, isBeingRemoved, totalKib, usedKib } of devices) {
      const charged = (ours.get(id) ?? []).reduce((sum, { chargedKib }) => sum + chargedKib, 0);
      if (charged === 0) continue;
      if (nodeState !== 'online' || state !== 'online' || isBeingRemoved)
        return `${name} on ${storageHostname}, where bricks of it lie, is not online`;
      if (totalKib - usedKib <= charged)
        return `its bricks on ${name} of ${storageHostname} take ${inGib(charged)}, and ${inGib(totalKib - usedKib)} are free by what is recorded`;
    }
  return undefined;
}
