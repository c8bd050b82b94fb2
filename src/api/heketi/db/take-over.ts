import {
  type ImportedBlockVolume,
  type ImportedBrick,
  type ImportedInventory,
  type ImportedUnfinished,
  type ImportedVolume,
  iqnOf,
  logicalVolume,
  placementBy,
  readOptions,
  type Restriction,
  thinPool,
  type Unfinished,
} from '../../../domains/volumes/index.ts';
import { Secret } from '../../../kernel/secrets/index.ts';
import { optionOf } from '../asked-options.ts';
import { keptRequest } from '../translate.ts';
import { checkDocument, isOfClone } from './check-document.ts';
import type {
  BlockVolumeEntry,
  BrickEntry,
  DeviceEntry,
  HeketiDocument,
  NodeEntry,
  PendingEntry,
  VolumeEntry,
} from './document.ts';
import { CHANGE_TYPES, FEATURES, GENERATION, PENDING_TYPES } from './document.ts';

export interface TakenOver {
  readonly inventory: ImportedInventory;
  /** What was under way when the copy was made. */
  readonly pending: readonly PendingEntry[];
  /** What does not go together in the document: lines of the check. */
  readonly inconsistencies: readonly string[];
  /** What was made to go together, or left out, as sentences. */
  readonly repairs: readonly string[];
  /** Devices of which something else is used than the file says, as sentences. */
  readonly recounts: readonly string[];
  /** What keeps it from being taken over, whatever is repaired. */
  readonly problems: readonly string[];
}

const KNOWN_ATTRIBUTES: readonly string[] = [...FEATURES, GENERATION];

/**
 * Makes an inventory of a database of Heketi, by the rules of contract heketi-engine §6.3. Links count as the child has
 * them; what hangs on nothing is left out, and said.
 *
 * @param mayBeNewer whether attributes are passed over that no known version of Heketi writes
 */
export function takeOver(document: HeketiDocument, { mayBeNewer }: { readonly mayBeNewer: boolean }): TakenOver {
  const { totalinconsistencies: _total, ...buckets } = checkDocument(document, { usedIsSum: false });
  const inconsistencies = Object.values(buckets).flatMap((report) => report.inconsistencies ?? []);
  const repairs: string[] = [];
  const problems: string[] = [];
  const unknown = Object.keys(document.dbattributeentries).filter((key) => !KNOWN_ATTRIBUTES.includes(key));
  if (unknown.length > 0 && !mayBeNewer)
    problems.push(`it has the attributes ${unknown.join(', ')}, which no known version of Heketi writes`);

  const leaveOut = (what: string, why: string): false => {
    repairs.push(`${what} is left out: ${why}`);
    return false;
  };
  const clusters = Object.values(document.clusterentries).map(({ Info: { id, file, block } }) => ({
    id,
    takesFile: file,
    takesBlock: block,
  }));
  const clusterIds = new Set(clusters.map(({ id }) => id));
  const nodes = Object.values(document.nodeentries)
    .filter(
      ({ Info: { id, cluster } }) =>
        clusterIds.has(cluster) || leaveOut(`node ${id}`, `its cluster ${cluster} is not there`),
    )
    .map((entry) => nodeOf(entry, problems));
  const nodeIds = new Set(nodes.map(({ id }) => id));
  const devices = Object.values(document.deviceentries)
    .filter(
      ({ Info: { id }, NodeId }) => nodeIds.has(NodeId) || leaveOut(`device ${id}`, `its node ${NodeId} is not there`),
    )
    .map((entry) => deviceOf(entry, problems));
  const deviceIds = new Set(devices.map(({ id }) => id));
  const volumes = Object.values(document.volumeentries)
    .filter(
      ({ Info: { id, cluster } }) =>
        clusterIds.has(cluster) || leaveOut(`volume ${id}`, `its cluster ${cluster} is not there`),
    )
    .map((entry) => volumeOf(entry, document, problems));
  const volumeById = new Map(volumes.map((volume) => [volume.id, volume]));
  const bricks = Object.values(document.brickentries)
    .filter(({ Info: { id, device, volume } }) => {
      if (!deviceIds.has(device)) return leaveOut(`brick ${id}`, `its device ${device} is not there`);
      return volumeById.has(volume) || leaveOut(`brick ${id}`, `its volume ${volume || '(none)'} is not there`);
    })
    .map((entry) => brickOf(entry, volumeById.get(entry.Info.volume), document, problems));
  const blockVolumes = Object.values(document.blockvolumeentries)
    .filter(({ Info: { id, blockhostingvolume = '' } }) => {
      const isHosted = volumeById.get(blockhostingvolume)?.block === true;
      return isHosted || leaveOut(`block volume ${id}`, `its hosting volume ${blockhostingvolume} is not there`);
    })
    .map((entry) => blockVolumeOf(entry, document, { problems, repairs }));
  const pending = Object.values(document.pendingoperations);
  const withBricks = new Set(bricks.map(({ volume }) => volume));
  for (const { id, name } of volumes) if (!withBricks.has(id)) repairs.push(`volume ${id} (${name}) has no bricks`);
  return {
    inventory: { clusters, nodes, devices, volumes, bricks, blockVolumes, unfinished: pending.map(unfinishedOf) },
    pending,
    inconsistencies,
    repairs,
    recounts: recountsIn(document, bricks),
    problems,
  };
}

/**
 * After a resync Heketi has what LVM says, in which bricks are rounded up and other things may lie. Here it is always the
 * sum of the bricks (contract heketi-engine §6.3 rule 3), so that this is no fault of the file.
 */
function recountsIn(document: HeketiDocument, bricks: readonly ImportedBrick[]): readonly string[] {
  const sums = new Map<string, number>();
  for (const { device, chargedKib } of bricks) sums.set(device, (sums.get(device) ?? 0) + chargedKib);
  return Object.values(document.deviceentries).flatMap(({ Info: { id, name, storage } }) => {
    const sum = sums.get(id) ?? 0;
    if (sum === storage.used) return [];
    return [`device ${id} (${name}): ${storage.used} KiB are used by the file, ${sum} KiB by its bricks, which counts`];
  });
}

const STATES = ['online', 'offline', 'failed'] as const;

function stateOf(what: string, state: string, problems: string[]): (typeof STATES)[number] {
  const found = STATES.find((each) => each === state);
  if (found === undefined) problems.push(`${what} has the unknown state '${state}'`);
  return found ?? 'offline';
}

function nodeOf({ State, Info }: NodeEntry, problems: string[]): ImportedInventory['nodes'][number] {
  const { id, cluster, zone, hostnames, tags = {} } = Info;
  const { manage, storage } = hostnames;
  return { id, cluster, zone, manage, storage, tags, state: stateOf(`node ${id}`, State, problems) };
}

function deviceOf(
  { State, Info, NodeId, ExtentSize }: DeviceEntry,
  problems: string[],
): ImportedInventory['devices'][number] {
  const { id, name, tags = {}, storage, paths = [], pv_uuid: pvUuid = null } = Info;
  return {
    id,
    node: NodeId,
    name,
    tags,
    state: stateOf(`device ${id}`, State, problems),
    totalKib: storage.total,
    extentKib: ExtentSize,
    pvUuid,
    paths,
  };
}

function volumeOf(
  { Info, GlusterVolumeOptions, Pending }: VolumeEntry,
  document: HeketiDocument,
  problems: string[],
): ImportedVolume {
  const { id, cluster, name, size, gid = 0, snapshot, durability, block = false, blockinfo } = Info;
  const shown = GlusterVolumeOptions ?? [];
  const options = shown.map(optionOf).filter(({ key }) => key !== '');
  const held = heldVolume(id, Pending.Id, document);
  const restriction = RESTRICTIONS.find((each) => each === blockinfo.restriction);
  if (restriction === undefined && (blockinfo.restriction ?? '') !== '')
    problems.push(`volume ${id} (${name}) is restricted to '${blockinfo.restriction}'`);
  if (size < 1) problems.push(`volume ${id} (${name}) has a size of ${size} GiB`);
  return {
    id,
    cluster,
    name,
    sizeGib: size,
    durability: durabilityOf(Info, options, problems),
    gid,
    zones: readOptions(options).zones ?? 'none',
    placement: placementBy(options),
    block,
    ...(restriction === undefined ? {} : { restriction }),
    snapshotFactor: snapshot.enable ? snapshot.factor : null,
    options,
    request: keptRequest({
      durability: {
        type: durability.type === '' ? 'none' : durability.type,
        replica: durability.replicate.replica ?? 0,
        data: durability.disperse.data ?? 0,
        redundancy: durability.disperse.redundancy ?? 0,
      },
      options: shown,
    }),
    ...(held === undefined ? {} : { unfinished: held }),
  };
}

/** Contract heketi-engine §1.8. */
const RESTRICTIONS: readonly Restriction[] = ['locked', 'locked-by-update'];

function blockVolumeOf(
  { Info, Pending }: BlockVolumeEntry,
  document: HeketiDocument,
  { problems, repairs }: { readonly problems: string[]; readonly repairs: string[] },
): ImportedBlockVolume {
  const { id, name, size, auth = false, hacount = 0, blockvolume, blockhostingvolume: hosting = '' } = Info;
  const { hosts, iqn, username, password } = blockvolume;
  const held = heldBlock(id, Pending.Id, document);
  const what = `block volume ${id} (${name})`;
  if (size < 1) problems.push(`${what} has a size of ${size} GiB`);
  const gbid = iqn === '' ? null : iqn.replace(/^iqn\.[^:]*:/, '');
  if (gbid !== null && iqnOf(gbid) !== iqn)
    problems.push(`${what} is the target '${iqn}', which is not gluster-block's`);
  if (gbid === null && held === undefined) problems.push(`${what} has no target`);
  if (username !== '' && username !== gbid)
    problems.push(`${what} has the login '${username}', which gluster-block did not give it`);
  // `/db/dump` of this server has none, and `heketi-cli db dump` has them.
  if (auth && password === '' && held === undefined)
    repairs.push(`${what} is taken over without the password of its login, which is not in the file`);
  return {
    id,
    cluster: document.volumeentries[hosting]?.Info.cluster ?? '',
    hosting,
    name,
    sizeGib: size,
    usableGib: Info.usablesize ?? size,
    haCount: hacount > 0 ? hacount : Math.max(1, hosts.length),
    hosts,
    auth,
    gbid,
    ...(password === '' ? {} : { password: new Secret(password) }),
    ...(held === undefined ? {} : { unfinished: held }),
  };
}

function durabilityOf(
  { id, durability: { type, replicate, disperse } }: VolumeEntry['Info'],
  options: readonly { readonly key: string; readonly value: string }[],
  problems: string[],
): ImportedVolume['durability'] {
  switch (type) {
    case '':
    case 'none':
      return { kind: 'none' };
    case 'replicate':
      return {
        kind: 'replicate',
        replica: replicate.replica ?? 2,
        ...(replicate.replica === 3 && readOptions(options).wantsArbiter ? { arbiter: true } : {}),
      };
    case 'disperse':
      return { kind: 'disperse', data: disperse.data ?? 4, redundancy: disperse.redundancy ?? 2 };
    default:
      problems.push(`volume ${id} has the unknown durability '${type}'`);
      return { kind: 'none' };
  }
}

/** What does the same here. */
const KINDS: Readonly<Record<(typeof PENDING_TYPES)[number], ImportedUnfinished['kind']>> = {
  unknown: 'unknown',
  'create-volume': 'volume.create',
  'delete-volume': 'volume.delete',
  'expand-volume': 'volume.expand',
  'create-block-volume': 'block-volume.create',
  'delete-block-volume': 'block-volume.delete',
  'remove-device': 'device.remove',
  'clone-volume': 'volume.clone',
  'evict-brick': 'brick.evict',
  'expand-block-volume': 'block-volume.expand',
};

function unfinishedOf(entry: PendingEntry): ImportedUnfinished {
  const { Id, Timestamp, Actions } = entry;
  const delta = Actions.find(({ Change }) => CHANGE_TYPES[Change] === 'Expand volume')?.Delta;
  const addGib = typeof delta === 'number' && Number.isInteger(delta) && delta > 0 ? delta : null;
  return { id: Id, kind: KINDS[typeOf(entry)], createdAtMs: Timestamp * 1000, addGib };
}

/** What a clone is made of goes on; Heketi hides it for as long (contract heketi-engine §6.3 rule 6). */
function heldVolume(volume: string, by: string, document: HeketiDocument): Unfinished | undefined {
  const held = unfinishedBy(by, document);
  const change = document.pendingoperations[by]?.Actions.find(({ Id }) => Id === volume)?.Change ?? 0;
  return held !== undefined && CHANGE_TYPES[change] === 'Clone volume from' ? { by, what: 'ready' } : held;
}

/** One that is being expanded is not marked, and goes on: how large it is has to be looked at. */
function heldBlock(blockVolume: string, by: string, document: HeketiDocument): Unfinished | undefined {
  const expansion = Object.values(document.pendingoperations).find(({ Actions }) =>
    Actions.some(({ Change, Id }) => CHANGE_TYPES[Change] === 'Expand block volume' && Id === blockVolume),
  );
  return expansion === undefined ? unfinishedBy(by, document) : { by: expansion.Id, what: 'ready' };
}

const DELETIONS: readonly string[] = ['delete-volume', 'delete-block-volume'];

/** Deletion goes on with deleting; everything else was making something, and may or may not have come to its end. */
function unfinishedBy(by: string, { pendingoperations }: HeketiDocument): Unfinished | undefined {
  if (by === '') return undefined;
  return { by, what: DELETIONS.includes(typeOf(pendingoperations[by])) ? 'deleting' : 'creating' };
}

function typeOf(pending: PendingEntry | undefined): (typeof PENDING_TYPES)[number] {
  return PENDING_TYPES[pending?.Type ?? 0] ?? 'unknown';
}

function brickOf(
  entry: BrickEntry,
  volume: ImportedVolume | undefined,
  document: HeketiDocument,
  problems: string[],
): ImportedBrick {
  const { Info, TpSize, PoolMetadataSize, SubType, Pending } = entry;
  if (Info.size < 1) problems.push(`brick ${Info.id} has no size`);
  for (const name of [entry.LvmThinPool, entry.LvmLv])
    if (name !== '' && !LVM_NAME.test(name))
      problems.push(`brick ${Info.id} has the name '${name}', which is none that LVM gives`);
  const held = heldBrick(Info.id, Pending.Id, document);
  // Where Gluster put it is written down when the clone is done; whose pool it shares is known before.
  const isHalfCloned = typeOf(document.pendingoperations[Pending.Id]) === 'clone-volume';
  return {
    id: Info.id,
    volume: Info.volume,
    device: Info.device,
    role: SubType === 2 ? 'arbiter' : 'data',
    sizeKib: Info.size,
    poolKib: TpSize,
    metadataKib: PoolMetadataSize,
    chargedKib: isOfClone(entry) || isHalfCloned ? 0 : TpSize + PoolMetadataSize,
    ...lvmNamesOf(entry, isHalfCloned),
    path: Info.path,
    gid: volume?.gid ?? 0,
    ...(held === undefined ? {} : { unfinished: held }),
  };
}

/** Of characters that LVM takes; not one that a command would take for an option. */
const LVM_NAME = /^[\w+.][\w+.-]{0,126}$/;

/**
 * Names that do not follow from the brick's id. Heketi names the pool of the first brick of each set for an id that it
 * gives up then; those of clones are Gluster's.
 */
function lvmNamesOf(
  { Info: { id }, LvmThinPool: pool, LvmLv: lv }: BrickEntry,
  isHalfCloned: boolean,
): Pick<ImportedBrick, 'pool' | 'lv'> {
  if (pool === '') return {};
  if (lv !== '') return { pool, lv };
  if (isHalfCloned) return { pool };
  return pool === thinPool(id) ? {} : { pool, lv: logicalVolume(id) };
}

/** A brick that an eviction adds was to take the place of another; one that it takes away is as good as ever. */
function heldBrick(brick: string, by: string, document: HeketiDocument): ImportedBrick['unfinished'] {
  const held = unfinishedBy(by, document);
  if (held === undefined || typeOf(document.pendingoperations[by]) !== 'evict-brick') return held;
  const change = document.pendingoperations[by]?.Actions.find(({ Id }) => Id === brick)?.Change ?? 0;
  return CHANGE_TYPES[change] === 'Add brick' ? { by, what: 'joining' } : undefined;
}
