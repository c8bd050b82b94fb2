import type {
  BlockCredentials,
  BlockVolumeInfo,
  BrickInfo,
  ClusterInfo,
  DeviceInfo,
  NodeInfo,
  VolumeInfo,
} from '../../domains/volumes/index.ts';
import type { Json } from '../../kernel/operations/index.ts';

/** Objects as Heketi writes them: contract heketi-api §7, in the order of its keys. */

export function clusterOf({ id, nodes, volumes, blockVolumes, takesBlock, takesFile }: ClusterInfo): object {
  return { id, nodes, volumes, block: takesBlock, file: takesFile, blockvolumes: blockVolumes };
}

export function nodeOf({ zone, manage, storage, cluster, tags, id, state, devices }: NodeInfo): object {
  return {
    zone,
    hostnames: { manage, storage },
    cluster,
    ...tagsOf(tags),
    id,
    state,
    devices: devices.map(deviceOf),
  };
}

export function deviceOf(device: DeviceInfo): object {
  const { name, tags, totalKib, freeKib, usedKib, id, paths, pvUuid, state, bricks } = device;
  return {
    name,
    ...tagsOf(tags),
    storage: { total: totalKib, free: freeKib, used: usedKib },
    id,
    ...(paths.length === 0 ? {} : { paths }),
    ...(pvUuid === undefined || pvUuid === '' ? {} : { pv_uuid: pvUuid }),
    state,
    bricks: bricks.map(brickOf),
  };
}

function brickOf({ id, path, device, node, volume, sizeKib }: BrickInfo): object {
  return { id, path, device, node, volume, size: sizeKib };
}

/** Go writes maps in the order of their keys. */
function tagsOf(tags: Readonly<Record<string, string>>): object {
  const names = Object.keys(tags).toSorted();
  return names.length === 0 ? {} : { tags: Object.fromEntries(names.map((name) => [name, tags[name]])) };
}

/** What a volume was asked for in, as far as its reply repeats it; kept with the volume (`VolumeInfo.request`). */
export type VolumeRequest = {
  readonly durability: {
    readonly type: string;
    readonly replica: number;
    readonly data: number;
    readonly redundancy: number;
  };
  readonly options: readonly string[];
};

export function volumeOf(volume: VolumeInfo): object {
  const { durability, options } = heketiRequestOf(volume.request) ?? requestLike(volume);
  const [first = '', ...others] = volume.storageHosts;
  return {
    size: volume.sizeGib,
    name: volume.name,
    durability: durabilityOf(durability),
    ...(volume.gid === 0 ? {} : { gid: volume.gid }),
    ...(options.length === 0 ? {} : { glustervolumeoptions: options }),
    ...(volume.hosting === undefined ? {} : { block: true }),
    snapshot: { enable: volume.snapshotFactor !== null, factor: volume.snapshotFactor ?? 1 },
    id: volume.id,
    cluster: volume.cluster,
    mount: {
      glusterfs: {
        hosts: volume.storageHosts,
        device: `${first}:${volume.name}`,
        options: { 'backup-volfile-servers': others.join(',') },
      },
    },
    blockinfo: blockInfoOf(volume.hosting),
    bricks: volume.bricks.map(brickOf),
  };
}

function blockInfoOf(hosting: VolumeInfo['hosting']): object {
  if (hosting === undefined) return {};
  const { freeGib, reservedGib, blockVolumes, restriction } = hosting;
  return {
    ...(freeGib === 0 ? {} : { freesize: freeGib }),
    ...(reservedGib === 0 ? {} : { reservedsize: reservedGib }),
    ...(blockVolumes.length === 0 ? {} : { blockvolume: blockVolumes }),
    ...(restriction === null ? {} : { restriction }),
  };
}

/** @param credentials none where no login is needed, or for those who may not see it */
export function blockVolumeOf(block: BlockVolumeInfo, credentials: BlockCredentials | undefined): object {
  const { sizeGib, name, haCount, id, hosts, iqn, cluster, hosting, usableGib } = block;
  return {
    size: sizeGib,
    name,
    hacount: haCount,
    id,
    blockvolume: {
      hosts,
      iqn,
      lun: 0,
      username: credentials?.username ?? '',
      password: credentials?.password.reveal() ?? '',
    },
    cluster,
    blockhostingvolume: hosting,
    ...(usableGib === 0 ? {} : { usablesize: usableGib }),
  };
}

/** Both inner objects are always there; zeros are left out. */
function durabilityOf({ type, replica, data, redundancy }: VolumeRequest['durability']): object {
  return {
    type,
    replicate: replica === 0 ? {} : { replica },
    disperse: { ...(data === 0 ? {} : { data }), ...(redundancy === 0 ? {} : { redundancy }) },
  };
}

/** `VolumeInfo.request` of a volume that was made here; others have forms of their own. */
export function keptRequest(request: VolumeRequest): Json {
  return { heketi: request };
}

function heketiRequestOf(request: Json): VolumeRequest | undefined {
  return typeof request === 'object' && request !== null && 'heketi' in request
    ? (request['heketi'] as VolumeRequest)
    : undefined;
}

/** How a volume that another API made would have been asked for. */
function requestLike({ durability, options }: VolumeInfo): VolumeRequest {
  const { kind } = durability;
  return {
    durability: {
      type: kind,
      replica: kind === 'replicate' ? durability.replica : 0,
      data: kind === 'disperse' ? durability.data : 0,
      redundancy: kind === 'disperse' ? durability.redundancy : 0,
    },
    options: options.map(({ key, value }) => `${key} ${value}`),
  };
}
