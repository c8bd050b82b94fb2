import { CodedError } from '../../../kernel/errors.ts';
import { call, type HostSession } from '../../../kernel/remote/index.ts';
import type { Store } from '../../../kernel/store/index.ts';
import { type BlockDriver, blockOn } from '../block/block-driver.ts';
import { MOUNT_ROOT } from '../brick-paths.ts';
import { brickTraces } from '../bricks/programs/brick-traces.ts';
import { type HostVolume, listHostVolumes } from '../bricks/programs/list-host-volumes.ts';
import { listMounts, type Mount } from '../bricks/programs/list-mounts.ts';
import { listPhysicalVolumes, type PhysicalVolumeSpace } from '../bricks/programs/list-physical-volumes.ts';
import { type HostGroup, listVolumeGroups } from '../bricks/programs/list-volume-groups.ts';
import { wrapperOf } from '../bricks/programs/lvm.ts';
import { glusterOn } from '../gluster/gluster-driver.ts';
import type { GlusterVolume } from '../gluster/programs/volume-info.ts';
import type { VolumeSettings } from '../settings.ts';
import { askNodes } from './ask-nodes.ts';
import type { GatherParts } from './gather.ts';
import { readStoreView, type StoredNode, type StoreView } from './store-view.ts';

/** What was read, or why it could not be. */
export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'unread'; readonly reason: string };

/** What one node says of all that it takes part in, each thing by itself: one that cannot be read hides no other. */
export interface NodeLook {
  /** As its own glusterd knows them. */
  readonly volumes: Reading<readonly GlusterVolume[]>;
  readonly physicalVolumes: Reading<readonly PhysicalVolumeSpace[]>;
  readonly volumeGroups: Reading<readonly HostGroup[]>;
  readonly logicalVolumes: Reading<readonly HostVolume[]>;
  readonly brickMounts: Reading<readonly BrickMount[]>;
  /** Names, by the id of their hosting volume. */
  readonly blockVolumes: ReadonlyMap<string, Reading<readonly string[]>>;
}

/** A line of fstab about a brick. */
export interface BrickMount {
  readonly device: string;
  readonly mountPoint: string;
  readonly fsType: string;
  readonly options: string;
  readonly isMounted: boolean;
}

/**
 * Asks every node of a cluster for itself, and compares nothing: for who wants to see where nodes differ from each other.
 * `examiner.examine` is for what differs from the store. Changes nothing, on hosts or in the store.
 *
 * @returns by the ids of nodes; empty where there is no such cluster
 * @throws what `signal` was aborted with
 */
export async function lookAtNodes(
  parts: GatherParts & { readonly store: Store },
  cluster: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, NodeLook>> {
  const looks = new Map<string, NodeLook>();
  const view = await readStoreView(parts.store, cluster);
  if (view === undefined) return looks;
  await askNodes(parts, view.nodes, signal, async (node, session) => {
    looks.set(node.id, await lookAt(node, session, view, parts.settings));
  });
  return looks;
}

async function lookAt(
  node: StoredNode,
  host: HostSession,
  view: StoreView,
  settings: VolumeSettings,
): Promise<NodeLook> {
  const wrapper = wrapperOf(settings);
  const blocks = blockOn(host);
  // A host of file devices alone need not have LVM.
  const hasLvm = view.devices.some((device) => device.node === node.id && device.kind === 'lvm-thin');
  const hosting = view.volumes.filter(({ block }) => block);
  const [volumes, physicalVolumes, volumeGroups, logicalVolumes, brickMounts, blockVolumes] = await Promise.all([
    reading(() => glusterOn(host).all()),
    reading(async () => (hasLvm ? host.read(call(listPhysicalVolumes, { ...wrapper })) : [])),
    reading(async () => (hasLvm ? host.read(call(listVolumeGroups, { ...wrapper })) : [])),
    reading(async () => (hasLvm ? host.read(call(listHostVolumes, { ...wrapper })) : [])),
    reading(() => readBrickMounts(host, settings.fstab)),
    Promise.all(hosting.map(async ({ id, name }) => [id, await namesIn(blocks, name)] as const)),
  ]);
  return {
    volumes,
    physicalVolumes,
    volumeGroups,
    logicalVolumes,
    brickMounts,
    blockVolumes: new Map(blockVolumes),
  };
}

async function namesIn(blocks: BlockDriver, volume: string): Promise<Reading<readonly string[]>> {
  const found = await reading(() => blocks.names(volume));
  if (found.kind === 'unread') return found;
  const { value } = found;
  return 'kind' in value ? { kind: 'unread', reason: `the host knows no volume ${volume}` } : { kind: 'read', value };
}

async function readBrickMounts(host: HostSession, fstab: string): Promise<readonly BrickMount[]> {
  const [mounts, { fstabLines }] = await Promise.all([
    host.read(call(listMounts, {})),
    host.read(call(brickTraces, { root: MOUNT_ROOT, fstab })),
  ]);
  return brickMountsOf(fstabLines, mounts);
}

function brickMountsOf(fstabLines: readonly string[], mounts: readonly Mount[]): readonly BrickMount[] {
  const mounted = new Set(mounts.map(({ target }) => target));
  return fstabLines.map((line) => {
    const [device = '', mountPoint = '', fsType = '', options = ''] = line.trim().split(/\s+/);
    return { device, mountPoint, fsType, options, isMounted: mounted.has(mountPoint) };
  });
}

async function reading<Value>(ask: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { kind: 'read', value: await ask() };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { kind: 'unread', reason: error.message };
  }
}
