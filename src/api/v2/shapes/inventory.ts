import { type Static, Type } from 'typebox';
import type {
  BlockCredentials,
  BlockVolumeInfo,
  BrickInfo,
  ClusterInfo,
  DeviceInfo,
  NodeInfo,
  RebalanceInfo,
  SnapshotInfo,
  VolumeInfo,
} from '../../../domains/volumes/index.ts';
import { rfc3339 } from '../rfc3339.ts';
import type { Sight } from '../sight.ts';
import { id, pageShape, shape, Tags, time } from './common.ts';

const STATE = Type.Enum(['online', 'offline', 'failed'], {
  description: '`offline` takes no new bricks; `failed` was removed: its bricks were moved away.',
});

export const ClusterShape = shape('Cluster', {
  id: id('32 hex digits.'),
  project: id('Whose it is.'),
  takesFile: Type.Boolean({ description: 'Whether volumes of files are placed on it.' }),
  takesBlock: Type.Boolean({ description: 'Whether volumes that hold block devices are placed on it.' }),
  nodes: Type.Array(Type.String()),
  volumes: Type.Array(Type.String(), {
    description: 'Those that one may see, without those that are being made or deleted.',
  }),
  blockVolumes: Type.Array(Type.String(), { description: 'The same of block volumes.' }),
});
export const ClusterPage = pageShape(ClusterShape);

export const BrickShape = shape('Brick', {
  id: id('32 hex digits.'),
  path: Type.String({ description: 'On the host of its node.' }),
  device: id('What it lies on.'),
  node: id('What that belongs to.'),
  volume: Type.Optional(id('Absent for what is left of a volume that is gone, or for one that one may not see.')),
  sizeKib: Type.Integer(),
  role: Type.Enum(['data', 'arbiter'], { description: 'An arbiter has names and attributes of files, no data.' }),
  state: Type.Enum(['creating', 'ready', 'joining', 'leaving', 'deleting', 'debris'], {
    description: '`joining` takes the place of one that is `leaving`; `debris` is left over, and is cleaned up.',
  }),
});

export const DeviceShape = shape('Device', {
  id: id('32 hex digits.'),
  project: id("Its cluster's."),
  node: id('What it belongs to.'),
  name: Type.String({ description: 'A path on the host of its node.' }),
  kind: Type.Enum(['lvm-thin', 'file'], { description: 'A block device with LVM on it, or a folder.' }),
  state: STATE,
  tags: Tags,
  totalKib: Type.Integer(),
  usedKib: Type.Integer({ description: 'What its bricks are charged with, of running operations too.' }),
  freeKib: Type.Integer(),
  extentKib: Type.Integer({ description: 'Sizes on it are multiples of this.' }),
  pvUuid: Type.Optional(Type.String({ description: 'Of the physical volume.' })),
  paths: Type.Array(Type.String(), { description: 'All the names that its host has for it.' }),
  bricks: Type.Array(BrickShape),
});
export const DevicePage = pageShape(DeviceShape);

export const NodeShape = shape('Node', {
  id: id('32 hex digits.'),
  project: id("Its cluster's."),
  cluster: id('What it belongs to.'),
  host: id('The machine that it is.'),
  zone: Type.Integer({ description: 'What may fail together has one number.' }),
  manage: Type.Array(Type.String(), { description: 'Names by which it is reached.' }),
  storage: Type.Array(Type.String(), { description: 'Names by which nodes and clients reach its bricks.' }),
  state: STATE,
  tags: Tags,
  isUp: Type.Optional(
    Type.Boolean({ description: 'Whether glusterd answered when this server last looked; absent where it has not.' }),
  ),
  devices: Type.Array(DeviceShape, { description: 'Needs `device.read`; empty without it.' }),
});
export const NodePage = pageShape(NodeShape);

export const Durability = Type.Union(
  [
    shape('WithoutCopies', { kind: Type.Literal('none') }),
    shape('Replicate', {
      kind: Type.Literal('replicate'),
      replica: Type.Integer({ description: '1 to 3.' }),
      arbiter: Type.Optional(
        Type.Boolean({
          description: `Whether the third brick of each set is an arbiter: small, with names and attributes and no data.
With 3 replicas only.`,
        }),
      ),
    }),
    shape('Disperse', {
      kind: Type.Literal('disperse'),
      data: Type.Integer({ description: 'Parts that hold data: 2, 4 or 8.' }),
      redundancy: Type.Integer({ description: 'Parts that may be lost: 1 with 2, 2 with 4, 3 or 4 with 8.' }),
    }),
  ],
  { title: 'Durability', description: 'How data are kept when bricks are lost.' },
);

const TagRuleShape = shape('TagRule', {
  tag: Type.String({ minLength: 1, maxLength: 64, description: 'Of a device, or of its node where it has none.' }),
  value: Type.String({ maxLength: 64, description: 'Empty: also of devices without the tag.' }),
  not: Type.Optional(Type.Boolean({ description: 'Whether it must be another value. False without it.' })),
});

/** As a request has them, and a volume that was made by them. */
export const PlacementRulesShape = shape('PlacementRules', {
  averageFileSizeKib: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'The larger files are, the smaller are arbiters. That of the configuration without it.',
    }),
  ),
  require: Type.Optional(
    Type.Array(TagRuleShape, { maxItems: 32, description: 'Rules that every device with a brick follows.' }),
  ),
  prefer: Type.Optional(
    Type.Array(TagRuleShape, { maxItems: 32, description: 'Wishes: devices that fulfil more of them come first.' }),
  ),
});

export const VolumeOptionShape = shape('VolumeOption', { key: Type.String(), value: Type.String() });

const REBALANCE_STATE = Type.Enum(['running', 'completed', 'stopped', 'failed', 'not-started', 'none'], {
  description:
    '`not-started`: Gluster would not after an expansion; `stopped`: by a person, here or on a host; `none`: none was asked for.',
});

export const RebalanceShape = shape('Rebalance', {
  state: REBALANCE_STATE,
  reason: Type.Optional(Type.String({ description: 'Why it was not started.' })),
  files: Type.Integer({ description: 'That were moved.' }),
  bytes: Type.Integer(),
  scanned: Type.Integer({ description: 'Files that were looked at.' }),
  failures: Type.Integer(),
  skipped: Type.Integer({ description: 'Files that stay, because the other brick has less room.' }),
  since: Type.Optional(time('Of the state.')),
  seenAt: Type.Optional(time('Of the last look.')),
});

export const VolumeShape = shape('Volume', {
  id: id('32 hex digits.'),
  project: id('Whose it is.'),
  cluster: id('Where it lies.'),
  name: Type.String({ description: "Gluster's name of it." }),
  sizeGib: Type.Integer(),
  durability: Durability,
  gid: Type.Integer({ description: 'The group that may write to its root; 0 for none.' }),
  snapshotFactor: Type.Optional(
    Type.Number({ description: 'How much larger the pools are than the bricks; absent without room for snapshots.' }),
  ),
  options: Type.Array(VolumeOptionShape, { description: 'In the order in which they were set.' }),
  zones: Type.Enum(['strict', 'none'], { description: 'Whether the bricks of a set had to be in different zones.' }),
  placement: PlacementRulesShape,
  glusterId: Type.Optional(Type.String()),
  storageHosts: Type.Array(Type.String(), { description: 'Whom clients mount it from: `HOST:/NAME`.' }),
  bricks: Type.Array(BrickShape),
  rebalance: REBALANCE_STATE,
  hosting: Type.Optional(
    shape(
      'Hosting',
      {
        freeGib: Type.Integer({ description: 'For further block volumes.' }),
        reservedGib: Type.Integer({ description: 'Kept for itself.' }),
        blockVolumes: Type.Array(Type.String(), { description: 'Without those that are being made or deleted.' }),
        restriction: Type.Enum(['none', 'locked', 'locked-by-update'], {
          description: '`locked` takes no more block volumes; so does `locked-by-update`, which was found overfull.',
        }),
      },
      'Of a volume that holds block volumes; absent for all others.',
    ),
  ),
});
export const VolumePage = pageShape(VolumeShape);

export const SnapshotShape = shape('Snapshot', {
  id: id('32 hex digits.'),
  project: id("Its volume's."),
  cluster: id('Where it lies.'),
  volume: id('What it was taken of.'),
  name: Type.String({ description: "Gluster's name of it." }),
  sizeGib: Type.Integer({ description: 'Of the volume, when it was taken.' }),
  createdAt: time('When it was asked for.'),
  glusterId: Type.Optional(Type.String()),
});
export const SnapshotPage = pageShape(SnapshotShape);

export function showSnapshot(snapshot: SnapshotInfo): Static<typeof SnapshotShape> {
  const { glusterId, createdAtMs } = snapshot;
  return {
    id: snapshot.id,
    project: snapshot.project,
    cluster: snapshot.cluster,
    volume: snapshot.volume,
    name: snapshot.name,
    sizeGib: snapshot.sizeGib,
    createdAt: rfc3339(createdAtMs),
    ...(glusterId === null ? {} : { glusterId }),
  };
}

export const BlockVolumeShape = shape('BlockVolume', {
  id: id('32 hex digits.'),
  project: id('Whose it is.'),
  cluster: id('Where it lies.'),
  hosting: id('The volume that holds it.'),
  name: Type.String({ description: "gluster-block's name of it, unlike any other in its hosting volume." }),
  sizeGib: Type.Integer(),
  usableGib: Type.Integer({ description: 'Less than its size where hosts did not follow an expansion.' }),
  haCount: Type.Integer({ description: 'How many hosts it can be reached over.' }),
  hosts: Type.Array(Type.String(), { description: 'Which, as they were when it was made.' }),
  iqn: Type.String({ description: 'Its name as an iSCSI target.' }),
  lun: Type.Integer({ description: '0.' }),
  auth: Type.Boolean({ description: 'Whether clients need a login, which is asked for by itself.' }),
});
export const BlockVolumePage = pageShape(BlockVolumeShape);

export const BlockCredentialsShape = shape('BlockCredentials', {
  username: Type.Optional(Type.String({ description: 'Absent, with the password, where no login is needed.' })),
  password: Type.Optional(Type.String()),
});

export function showBlockVolume(block: BlockVolumeInfo): Static<typeof BlockVolumeShape> {
  return {
    id: block.id,
    project: block.project,
    cluster: block.cluster,
    hosting: block.hosting,
    name: block.name,
    sizeGib: block.sizeGib,
    usableGib: block.usableGib,
    haCount: block.haCount,
    hosts: [...block.hosts],
    iqn: block.iqn,
    lun: 0,
    auth: block.auth,
  };
}

export function showCredentials(found: BlockCredentials | undefined): Static<typeof BlockCredentialsShape> {
  return found === undefined ? {} : { username: found.username, password: found.password.reveal() };
}

export function showCluster(cluster: ClusterInfo, { seesVolume }: Sight): Static<typeof ClusterShape> {
  const { id: its, project, takesFile, takesBlock, nodes, volumes, blockVolumes } = cluster;
  return {
    id: its,
    project,
    takesFile,
    takesBlock,
    nodes: [...nodes],
    volumes: volumes.filter(seesVolume),
    blockVolumes: blockVolumes.filter(seesVolume),
  };
}

export function showNode(node: NodeInfo, sight: Sight): Static<typeof NodeShape> {
  const { id: its, project, cluster, host, zone, manage, storage, state, tags, health, devices } = node;
  return {
    id: its,
    project,
    cluster,
    host,
    zone,
    manage: [...manage],
    storage: [...storage],
    state,
    tags: { ...tags },
    // Not when it looked: a thing must not be another one each time that somebody looks at it.
    ...(health === undefined ? {} : { isUp: health.isUp }),
    devices: sight.seesDevices(project) ? devices.map((device) => showDevice(device, sight)) : [],
  };
}

export function showDevice(device: DeviceInfo, { seesVolume }: Sight): Static<typeof DeviceShape> {
  const { pvUuid, bricks, paths, tags, ...rest } = device;
  return {
    id: rest.id,
    project: rest.project,
    node: rest.node,
    name: rest.name,
    kind: rest.kind,
    state: rest.state,
    tags: { ...tags },
    totalKib: rest.totalKib,
    usedKib: rest.usedKib,
    freeKib: rest.freeKib,
    extentKib: rest.extentKib,
    ...(pvUuid === undefined ? {} : { pvUuid }),
    paths: [...paths],
    bricks: bricks.map((brick) => showBrick(brick, seesVolume)),
  };
}

/** @param seesBlock which of the block volumes in it; all without it */
export function showVolume(
  volume: VolumeInfo,
  seesBlock: Sight['seesVolume'] = () => true,
): Static<typeof VolumeShape> {
  const { snapshotFactor, glusterId, options, storageHosts, bricks, hosting } = volume;
  return {
    id: volume.id,
    project: volume.project,
    cluster: volume.cluster,
    name: volume.name,
    sizeGib: volume.sizeGib,
    durability: volume.durability,
    gid: volume.gid,
    ...(snapshotFactor === null ? {} : { snapshotFactor }),
    options: options.map(({ key, value }) => ({ key, value })),
    zones: volume.zones,
    placement: showPlacement(volume.placement),
    ...(glusterId === null ? {} : { glusterId }),
    storageHosts: [...storageHosts],
    bricks: bricks.map((brick) => showBrick(brick, () => true)),
    // Not how far it is: a thing must not be another one each time that somebody looks at it.
    rebalance: volume.rebalance?.state ?? 'none',
    ...(hosting === undefined
      ? {}
      : {
          hosting: {
            freeGib: hosting.freeGib,
            reservedGib: hosting.reservedGib,
            blockVolumes: hosting.blockVolumes.filter(seesBlock),
            restriction: hosting.restriction ?? 'none',
          },
        }),
  };
}

export function showRebalance(rebalance: RebalanceInfo | null): Static<typeof RebalanceShape> {
  if (rebalance === null) return { state: 'none', files: 0, bytes: 0, scanned: 0, failures: 0, skipped: 0 };
  const { state, reason, files, bytes, scanned, failures, skipped, sinceMs, seenAtMs } = rebalance;
  return {
    state,
    ...(reason === null ? {} : { reason }),
    files,
    bytes,
    scanned,
    failures,
    skipped,
    since: rfc3339(sinceMs),
    seenAt: rfc3339(seenAtMs),
  };
}

function showPlacement({
  averageFileSizeKib,
  require,
  prefer,
}: VolumeInfo['placement']): Static<typeof PlacementRulesShape> {
  return {
    ...(averageFileSizeKib === undefined ? {} : { averageFileSizeKib }),
    ...(require === undefined ? {} : { require: [...require] }),
    ...(prefer === undefined ? {} : { prefer: [...prefer] }),
  };
}

export function showBrick(
  { id: its, path, device, node, volume, sizeKib, role, state }: BrickInfo,
  seesVolume: Sight['seesVolume'],
): Static<typeof BrickShape> {
  const shown = volume !== '' && seesVolume(volume) ? { volume } : {};
  return { id: its, path, device, node, ...shown, sizeKib, role, state };
}
