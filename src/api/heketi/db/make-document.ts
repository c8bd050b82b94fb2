import {
  type BlockCredentials,
  blockSpaceOf,
  type Catalogue,
  type CatalogueBlockVolume,
  iqnOf,
  logicalVolume,
  thinPool,
} from '../../../domains/volumes/index.ts';
import type {
  CatalogueBrick,
  CatalogueCluster,
  CatalogueDevice,
  CatalogueNode,
  CatalogueVolume,
} from '../../../domains/volumes/index.ts';
import type { Json } from '../../../kernel/operations/index.ts';
import { volumeOf } from '../translate.ts';
import {
  type AttributeEntry,
  type BlockVolumeEntry,
  type BrickEntry,
  type ClusterEntry,
  type DeviceEntry,
  type Entries,
  FEATURES,
  GENERATION,
  type HeketiDocument,
  type NodeEntry,
  type PendingEntry,
  type VolumeEntry,
} from './document.ts';

/** Lists of ids by the id of what has them; all are sorted, for the catalogue is. */
interface Links {
  readonly nodesOf: ReadonlyMap<string, readonly CatalogueNode[]>;
  readonly volumesOf: ReadonlyMap<string, readonly CatalogueVolume[]>;
  readonly devicesOf: ReadonlyMap<string, readonly CatalogueDevice[]>;
  readonly bricksOnDevice: ReadonlyMap<string, readonly CatalogueBrick[]>;
  readonly bricksOfVolume: ReadonlyMap<string, readonly CatalogueBrick[]>;
  readonly blocksOfCluster: ReadonlyMap<string, readonly CatalogueBlockVolume[]>;
  readonly blocksOfVolume: ReadonlyMap<string, readonly CatalogueBlockVolume[]>;
  readonly nodeOfDevice: ReadonlyMap<string, string>;
}

/**
 * The inventory as Heketi's database would have it. Links in both directions are made from the one that is kept. What an
 * operation holds is marked with its id, as Heketi does; debris is a brick of a volume that is not there.
 *
 * @param pending operations that are open
 * @param generation 32 hex digits: another one in another store
 * @param logins of block volumes, by their ids; without them they are left out: whoever may copy the store need not reach
 *   what clients keep in block volumes
 */
export function makeDocument(
  catalogue: Catalogue,
  pending: readonly PendingEntry[],
  generation: string,
  logins: ReadonlyMap<string, BlockCredentials> = new Map(),
): HeketiDocument {
  const links = linksIn(catalogue);
  return {
    clusterentries: entries(catalogue.clusters, (cluster) => clusterEntry(cluster, links)),
    volumeentries: entries(catalogue.volumes, (volume) => volumeEntry(volume, links)),
    brickentries: entries(catalogue.bricks, (brick) => brickEntry(brick, links)),
    nodeentries: entries(catalogue.nodes, (node) => nodeEntry(node, links)),
    deviceentries: entries(catalogue.devices, (device) => deviceEntry(device, links)),
    blockvolumeentries: entries(catalogue.blockVolumes, (block) => blockVolumeEntry(block, logins.get(block.id))),
    dbattributeentries: attributeEntries(generation),
    pendingoperations: Object.fromEntries(pending.map((entry) => [entry.Id, entry])),
  };
}

function attributeEntries(generation: string): Entries<AttributeEntry> {
  const values = [...FEATURES.map((name) => [name, 'yes'] as const), [GENERATION, generation] as const];
  return Object.fromEntries(values.map(([Key, Value]) => [Key, { Key, Value }]));
}

function linksIn({ nodes, devices, volumes, bricks, blockVolumes }: Catalogue): Links {
  return {
    nodesOf: Map.groupBy(nodes, ({ cluster }) => cluster),
    volumesOf: Map.groupBy(volumes, ({ cluster }) => cluster),
    devicesOf: Map.groupBy(devices, ({ node }) => node),
    bricksOnDevice: Map.groupBy(bricks, ({ device }) => device),
    bricksOfVolume: Map.groupBy(bricks, ({ volume }) => volume ?? ''),
    blocksOfCluster: Map.groupBy(blockVolumes, ({ cluster }) => cluster),
    blocksOfVolume: Map.groupBy(blockVolumes, ({ hosting }) => hosting),
    nodeOfDevice: new Map(devices.map(({ id, node }) => [id, node])),
  };
}

function entries<Thing extends { readonly id: string }, Entry>(
  things: readonly Thing[],
  make: (thing: Thing) => Entry,
): Entries<Entry> {
  return Object.fromEntries(things.map((thing) => [thing.id, make(thing)]));
}

function clusterEntry({ id, takesBlock, takesFile }: CatalogueCluster, links: Links): ClusterEntry {
  const nodes = idsOf(links.nodesOf.get(id));
  const volumes = idsOf(links.volumesOf.get(id));
  return {
    Info: {
      id,
      nodes,
      volumes,
      block: takesBlock,
      file: takesFile,
      blockvolumes: idsOf(links.blocksOfCluster.get(id)),
    },
  };
}

function nodeEntry({ id, state, zone, manage, storage, cluster, tags }: CatalogueNode, links: Links): NodeEntry {
  const Info = { zone, hostnames: { manage, storage }, cluster, ...tagsOf(tags), id };
  return { State: state, Info, Devices: idsOf(links.devicesOf.get(id)) };
}

function deviceEntry(device: CatalogueDevice, links: Links): DeviceEntry {
  const { id, node, name, tags, state, totalKib, usedKib, extentKib, pvUuid, paths } = device;
  return {
    State: state,
    Info: {
      name,
      ...tagsOf(tags),
      storage: { total: totalKib, free: totalKib - usedKib, used: usedKib },
      id,
      ...(paths.length === 0 ? {} : { paths }),
      ...(pvUuid === null || pvUuid === '' ? {} : { pv_uuid: pvUuid }),
    },
    Bricks: idsOf(links.bricksOnDevice.get(id)),
    NodeId: node,
    ExtentSize: extentKib,
  };
}

function brickEntry(brick: CatalogueBrick, links: Links): BrickEntry {
  const { id, path, device, volume, sizeKib, poolKib, metadataKib, role, operation, pool, lv } = brick;
  return {
    Info: { id, path, device, node: links.nodeOfDevice.get(device) ?? '', volume: volume ?? '', size: sizeKib },
    TpSize: poolKib,
    PoolMetadataSize: metadataKib,
    Pending: { Id: operation ?? '' },
    LvmThinPool: pool ?? (poolKib === 0 ? '' : thinPool(id)),
    LvmLv: lv === null || lv === logicalVolume(id) ? '' : lv,
    SubType: role === 'arbiter' ? 2 : 1,
  };
}

function volumeEntry(volume: CatalogueVolume, links: Links): VolumeEntry {
  const { request, state, operation } = volume;
  const nodes = links.nodesOf.get(volume.cluster) ?? [];
  const {
    bricks: _bricks,
    glustervolumeoptions,
    ...Info
  } = volumeOf({
    ...volume,
    state: 'ready',
    storageHosts: nodes.map(({ storage: [first = ''] }) => first),
    bricks: [],
    rebalance: null,
    ...(volume.block ? { hosting: hostingOf(volume, links.blocksOfVolume.get(volume.id) ?? []) } : {}),
    request: request === null ? null : (JSON.parse(request) as Json),
  }) as VolumeEntry['Info'] & { readonly bricks: unknown; readonly glustervolumeoptions?: readonly string[] };
  return {
    Info,
    Bricks: idsOf(links.bricksOfVolume.get(volume.id)),
    GlusterVolumeOptions: glustervolumeoptions ?? null,
    // One that is being expanded is not marked: it goes on as it is (contract heketi-engine §1.2).
    Pending: { Id: state === 'ready' ? '' : (operation ?? '') },
  };
}

function hostingOf({ sizeGib, restriction }: CatalogueVolume, blocks: readonly CatalogueBlockVolume[]) {
  const takenGib = blocks.reduce((sum, block) => sum + (block.growingGib ?? block.sizeGib), 0);
  return { ...blockSpaceOf(sizeGib, takenGib), blockVolumes: idsOf(blocks), restriction };
}

function blockVolumeEntry(block: CatalogueBlockVolume, login: BlockCredentials | undefined): BlockVolumeEntry {
  const { id, name, sizeGib, usableGib, growingGib, haCount, hosts, auth, gbid, cluster, hosting } = block;
  return {
    Info: {
      size: growingGib ?? sizeGib,
      name,
      hacount: haCount,
      ...(auth ? { auth } : {}),
      id,
      blockvolume: {
        hosts,
        iqn: gbid === null ? '' : iqnOf(gbid),
        lun: 0,
        username: login?.username ?? '',
        password: login?.password.reveal() ?? '',
      },
      cluster,
      blockhostingvolume: hosting,
      ...(usableGib === 0 ? {} : { usablesize: usableGib }),
    },
    // One that is being expanded is not marked.
    Pending: { Id: block.state === 'ready' ? '' : (block.operation ?? '') },
  };
}

function idsOf(things: readonly { readonly id: string }[] = []): readonly string[] {
  return things.map(({ id }) => id);
}

function tagsOf(tags: Readonly<Record<string, string>>): { readonly tags?: Readonly<Record<string, string>> } {
  return Object.keys(tags).length === 0 ? {} : { tags };
}
