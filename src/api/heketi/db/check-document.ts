import { thinPool } from '../../../domains/volumes/index.ts';
import type { BrickEntry, Entries, HeketiDocument, PendingEntry, VolumeEntry } from './document.ts';
import { CHANGE_TYPES } from './document.ts';

/** What is wrong with one entry, as a sentence in Heketi's form, and how many of its kind there are. */
export interface BucketReport {
  readonly total: number;
  /** Those that an operation holds. */
  readonly pending: number;
  readonly ok: number;
  readonly notok: number;
  readonly inconsistencies: readonly string[] | null;
}

/** Contract heketi-api §6.5.2, in the order of its keys. */
export interface CheckReport {
  readonly clusters: BucketReport;
  readonly volumes: BucketReport;
  readonly bricks: BucketReport;
  readonly nodes: BucketReport;
  readonly devices: BucketReport;
  readonly blockvolumes: BucketReport;
  readonly dbattributes: BucketReport;
  readonly pendingoperations: BucketReport;
  readonly totalinconsistencies: number;
}

/** What is known of a document beside what it says. */
export interface CheckRules {
  /** What a brick takes of its device, in KiB. */
  readonly chargeOf: (brick: BrickEntry) => number;
  /** Whether an operation of this id may hold entries without being in the document. */
  readonly mayHold: (operation: string) => boolean;
  /** Whether operations hold what they are recorded to change. */
  readonly holdTheirs: boolean;
  /** Whether what is used of a device is the sum of its bricks: Heketi's resync takes it from LVM instead. */
  readonly usedIsSum: boolean;
}

/** Those of a file, of which nothing else is known. */
const OF_A_FILE: CheckRules = {
  chargeOf: (brick) => (isOfClone(brick) ? 0 : brick.TpSize + brick.PoolMetadataSize),
  mayHold: () => false,
  holdTheirs: true,
  usedIsSum: true,
};

/**
 * Looks whether the entries of a document go together (contract heketi-engine §6.4), in any order of its lists. Left out
 * are the original's false alarms: hosts in a mount text, which are made anew at each read, bricks of clones, which take
 * nothing of their device, and the changes of device removals.
 */
export function checkDocument(document: HeketiDocument, known: Partial<CheckRules> = {}): CheckReport {
  const rules = { ...OF_A_FILE, ...known };
  const reports = {
    clusters: bucket(document.clusterentries, (id) => clusterFaults(document, id)),
    volumes: bucket(document.volumeentries, (id, entry) => volumeFaults(document, id, entry, rules), isPending),
    bricks: bucket(document.brickentries, (id, entry) => brickFaults(document, id, entry, rules), isPending),
    nodes: bucket(document.nodeentries, (id) => nodeFaults(document, id)),
    devices: bucket(document.deviceentries, (id) => deviceFaults(document, id, rules)),
    blockvolumes: bucket(document.blockvolumeentries, (id) => blockVolumeFaults(document, id, rules), isPending),
    dbattributes: EMPTY,
    pendingoperations: bucket(
      document.pendingoperations,
      (id, entry) => (rules.holdTheirs ? pendingFaults(document, id, entry) : []),
      () => true,
    ),
  };
  const totalinconsistencies = Object.values(reports).reduce(
    (sum, { inconsistencies }) => sum + (inconsistencies?.length ?? 0),
    0,
  );
  return { ...reports, totalinconsistencies };
}

const EMPTY: BucketReport = { total: 0, pending: 0, ok: 0, notok: 0, inconsistencies: null };

function isPending(entry: { readonly Pending: { readonly Id: string } }): boolean {
  return entry.Pending.Id !== '';
}

function bucket<Entry>(
  entries: Entries<Entry>,
  faultsOf: (id: string, entry: Entry) => readonly string[],
  isHeld: (entry: Entry) => boolean = () => false,
): BucketReport {
  const all = Object.entries(entries);
  const faults = all.map(([id, entry]) => faultsOf(id, entry));
  const notok = faults.filter(({ length }) => length > 0).length;
  const inconsistencies = faults.flat();
  return {
    total: all.length,
    pending: all.filter(([, entry]) => isHeld(entry)).length,
    ok: all.length - notok,
    notok,
    inconsistencies: inconsistencies.length === 0 ? null : inconsistencies,
  };
}

/** Lines of faults; what is undefined is none. */
function faults(...lines: readonly (string | undefined | readonly (string | undefined)[])[]): readonly string[] {
  return lines.flat().filter((line) => line !== undefined);
}

function fault(isWrong: boolean, line: string): string | undefined {
  return isWrong ? line : undefined;
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Lists can have thousands of ids, and each of these asks whether it is in one. */
function lists(ids: readonly string[], id: string): boolean {
  let set = sets.get(ids);
  if (set === undefined) {
    set = new Set(ids);
    sets.set(ids, set);
  }
  return set.has(id);
}

function clusterFaults(document: HeketiDocument, id: string): readonly string[] {
  const { nodes, volumes, blockvolumes } = document.clusterentries[id]?.Info ?? NO_CLUSTER;
  const listed = (
    kind: string,
    ids: readonly string[],
    clusterOf: (child: string) => string | undefined,
  ): readonly (string | undefined)[] =>
    ids.map((child) => {
      const cluster = clusterOf(child);
      if (cluster === undefined) return `Cluster ${id} unknown ${kind} ${child}`;
      return fault(cluster !== id, `Cluster ${id} lists ${kind} ${child}, which is in cluster ${cluster}`);
    });
  return faults(
    listed('node', nodes, (child) => document.nodeentries[child]?.Info.cluster),
    listed('volume', volumes, (child) => document.volumeentries[child]?.Info.cluster),
    listed('blockvolume', blockvolumes, (child) => {
      const entry = document.blockvolumeentries[child];
      return entry === undefined ? undefined : (entry.Info.cluster ?? '');
    }),
  );
}

const NO_CLUSTER = { nodes: [], volumes: [], blockvolumes: [] } as const;

function nodeFaults(document: HeketiDocument, id: string): readonly string[] {
  const entry = document.nodeentries[id];
  if (entry === undefined) return [];
  const { cluster } = entry.Info;
  const holder = document.clusterentries[cluster];
  return faults(
    entry.Devices.map((device) => {
      const found = document.deviceentries[device];
      if (found === undefined) return `Node ${id} unknown device ${device}`;
      return fault(found.NodeId !== id, `Node ${id} lists device ${device}, which is on node ${found.NodeId}`);
    }),
    holder === undefined
      ? `Node ${id} unknown cluster ${cluster}`
      : fault(!lists(holder.Info.nodes, id), `Node ${id} no link back to node from cluster ${cluster}`),
  );
}

function deviceFaults(document: HeketiDocument, id: string, { chargeOf, usedIsSum }: CheckRules): readonly string[] {
  const entry = document.deviceentries[id];
  if (entry === undefined) return [];
  const { total, free, used } = entry.Info.storage;
  const node = document.nodeentries[entry.NodeId];
  const bricks = entry.Bricks.map((brick) => document.brickentries[brick]);
  const charged = bricks.reduce((sum, brick) => sum + (brick === undefined ? 0 : chargeOf(brick)), 0);
  return faults(
    node === undefined
      ? `Device ${id} unknown node ${entry.NodeId}`
      : fault(!lists(node.Devices, id), `Device ${id} no link back to device from node ${entry.NodeId}`),
    entry.Bricks.map((brick) => {
      const found = document.brickentries[brick];
      if (found === undefined) return `Device ${id} unknown brick ${brick}`;
      return fault(
        found.Info.device !== id,
        `Device ${id} lists brick ${brick}, which is on device ${found.Info.device}`,
      );
    }),
    fault(total !== free + used, `Device ${id} Size values inconsistent: total ${total}, free ${free}, used ${used}`),
    fault(usedIsSum && used !== charged, `Device ${id} used ${used} does not match the sum of its bricks ${charged}`),
  );
}

/** A clone's brick lies in the pool of another one; one that was put back to a snapshot still lies in its own. */
export function isOfClone({ Info, LvmThinPool, LvmLv }: BrickEntry): boolean {
  if (LvmThinPool === thinPool(Info.id)) return false;
  return LvmLv !== '' || /^(?:\/var)?\/run\/gluster\//.test(Info.path);
}

function unknownPending(
  what: string,
  { Pending: { Id } }: { readonly Pending: { readonly Id: string } },
  { pendingoperations }: HeketiDocument,
  { mayHold }: CheckRules,
): string | undefined {
  const isKnown = Id === '' || pendingoperations[Id] !== undefined || mayHold(Id);
  return fault(!isKnown, `${what} unknown pending operation ${Id}`);
}

function brickFaults(document: HeketiDocument, id: string, entry: BrickEntry, rules: CheckRules): readonly string[] {
  const { node, volume, device } = entry.Info;
  const onDevice = document.deviceentries[device];
  const ofVolume = document.volumeentries[volume];
  return faults(
    unknownPending(`Brick ${id}`, entry, document, rules),
    fault(document.nodeentries[node] === undefined, `Brick ${id} unknown node ${node}`),
    // What is left of a volume that is gone is of none until it is cleaned up.
    volume === '' && entry.Pending.Id !== ''
      ? undefined
      : ofVolume === undefined
        ? `Brick ${id} unknown volume ${volume}`
        : fault(!lists(ofVolume.Bricks, id), `Brick ${id} no link back to brick from volume ${volume}`),
    onDevice === undefined
      ? `Brick ${id} unknown device ${device}`
      : fault(!lists(onDevice.Bricks, id), `Brick ${id} no link back to brick from device ${device}`),
  );
}

function volumeFaults(document: HeketiDocument, id: string, entry: VolumeEntry, rules: CheckRules): readonly string[] {
  const { cluster, size, block = false, blockinfo } = entry.Info;
  const { blockvolume = [], freesize = 0, reservedsize = 0 } = blockinfo;
  const holder = document.clusterentries[cluster];
  const taken = blockvolume.reduce((sum, each) => sum + (document.blockvolumeentries[each]?.Info.size ?? 0), 0);
  return faults(
    unknownPending(`Volume ${id}`, entry, document, rules),
    holder === undefined
      ? `Volume ${id} unknown cluster ${cluster}`
      : fault(!lists(holder.Info.volumes, id), `Volume ${id} no link back to volume from cluster ${cluster}`),
    entry.Bricks.map((brick) => {
      const found = document.brickentries[brick];
      if (found === undefined) return `Volume ${id} unknown brick ${brick}`;
      return fault(
        found.Info.volume !== id,
        `Volume ${id} lists brick ${brick}, which is of volume ${found.Info.volume}`,
      );
    }),
    blockvolume.map((each) => {
      const found = document.blockvolumeentries[each];
      if (found === undefined) return `Volume ${id} unknown blockvolume ${each}`;
      const host = found.Info.blockhostingvolume ?? '';
      return fault(host !== id, `Volume ${id} lists blockvolume ${each}, which is on volume ${host}`);
    }),
    block
      ? fault(
          taken !== size - freesize - reservedsize,
          `Volume ${id} Size values inconsistent: size ${size}, free ${freesize}, reserved ${reservedsize}, block volumes ${taken}`,
        )
      : fault(blockvolume.length > 0, `Volume ${id} is not a block hosting volume and has block volumes`),
  );
}

function blockVolumeFaults(document: HeketiDocument, id: string, rules: CheckRules): readonly string[] {
  const entry = document.blockvolumeentries[id];
  if (entry === undefined) return [];
  const { cluster = '', blockhostingvolume = '' } = entry.Info;
  const holder = document.clusterentries[cluster];
  const host = document.volumeentries[blockhostingvolume];
  return faults(
    unknownPending(`Block Volume ${id}`, entry, document, rules),
    holder === undefined
      ? `Block Volume ${id} unknown cluster ${cluster}`
      : fault(!lists(holder.Info.blockvolumes, id), `Block Volume ${id} no link back from cluster ${cluster}`),
    host === undefined
      ? `Block Volume ${id} unknown volume ${blockhostingvolume}`
      : fault(
          !lists(host.Info.blockinfo.blockvolume ?? [], id),
          `Block Volume ${id} no link back from volume ${blockhostingvolume}`,
        ),
  );
}

function pendingFaults(document: HeketiDocument, id: string, { Actions }: PendingEntry): readonly string[] {
  const holds = (kind: string, thing: string, found: { readonly Pending: { readonly Id: string } } | undefined) => {
    if (found === undefined) return `Pending Operation ${id} unknown ${kind} ${thing}`;
    return fault(
      found.Pending.Id !== id,
      `Pending Operation ${id} changes ${kind} ${thing}, which is held by ${found.Pending.Id || 'nothing'}`,
    );
  };
  return faults(
    Actions.map(({ Change, Id }) => {
      switch (CHANGE_TYPES[Change]) {
        case 'Add brick':
        case 'Delete brick':
          return holds('brick', Id, document.brickentries[Id]);
        case 'Add volume':
        case 'Delete volume':
        case 'Clone volume from':
        case 'Expand volume to':
          return holds('volume', Id, document.volumeentries[Id]);
        case 'Add block volume':
        case 'Delete block volume':
          return holds('blockvolume', Id, document.blockvolumeentries[Id]);
        // What is expanded goes on as it is.
        case 'Expand volume':
          return fault(document.volumeentries[Id] === undefined, `Pending Operation ${id} unknown volume ${Id}`);
        case 'Expand block volume':
          return fault(
            document.blockvolumeentries[Id] === undefined,
            `Pending Operation ${id} unknown blockvolume ${Id}`,
          );
        case 'Remove device':
        case 'Performing child operation':
        case 'Belongs to parent operation':
          return undefined;
        case 'Snapshot volume':
        case 'Unknown':
        case undefined:
          return `Pending Operation ${id} unexpected change type ${Change}`;
      }
    }),
  );
}
