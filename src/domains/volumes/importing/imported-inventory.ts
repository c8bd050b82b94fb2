import type { Secret } from '../../../kernel/secrets/index.ts';
import type { CatalogueCluster, CatalogueDevice, CatalogueNode } from '../inventory/read-catalogue.ts';
import type { BlockVolumeRow } from '../tables/block-volume-table.ts';
import type { BrickRow } from '../tables/brick-table.ts';
import type { UnfinishedRow } from '../tables/unfinished-table.ts';
import type { Restriction, VolumeRow } from '../tables/volume-table.ts';

/**
 * An inventory that another system kept, ready to be taken over with all its ids: LVM and mounts have them in their names
 * (contract heketi-engine §6.3 rule 2). Each thing says what it belongs to; what it belongs to is there too.
 */
export interface ImportedInventory {
  readonly clusters: readonly ImportedCluster[];
  readonly nodes: readonly ImportedNode[];
  readonly devices: readonly ImportedDevice[];
  readonly volumes: readonly ImportedVolume[];
  readonly bricks: readonly ImportedBrick[];
  readonly blockVolumes: readonly ImportedBlockVolume[];
  /** What was under way there. */
  readonly unfinished: readonly ImportedUnfinished[];
}

export type ImportedCluster = Omit<CatalogueCluster, 'project'>;

/** It has at least one name of each kind; the first ones count. */
export type ImportedNode = Omit<CatalogueNode, 'host'>;

export type ImportedDevice = Omit<CatalogueDevice, 'kind' | 'usedKib'>;

/** Nobody carries it on, and a person decides what becomes of it. */
export type ImportedUnfinished = Omit<UnfinishedRow, 'project'>;

/** What holds a thing. `ready`: it goes on as before, and is only held, as what a clone is made of. */
export type Unfinished = {
  /** The id of the record. */
  readonly by: string;
  readonly what: 'creating' | 'deleting' | 'ready';
};

export interface ImportedVolume extends Omit<VolumeRow, 'project'> {
  /** Absent: it takes new block volumes. */
  readonly restriction?: Restriction;
  readonly unfinished?: Unfinished;
}

/** What is charged for the brick of a clone is nothing: it lies in the pool of another. */
export interface ImportedBrick extends Omit<BrickRow, 'setIndex' | 'position' | 'isForeign'> {
  readonly volume: string;
  /** `joining`: it was to take the place of another, or to be one more. */
  readonly unfinished?: Unfinished | { readonly by: string; readonly what: 'joining' };
}

export interface ImportedBlockVolume extends Omit<BlockVolumeRow, 'project'> {
  readonly usableGib: number;
  /** As clients reach them. */
  readonly hosts: readonly string[];
  /** gluster-block's own id of it, which is the name of its login, too. */
  readonly gbid: string | null;
  /** Of its login, where that is known. */
  readonly password?: Secret;
  readonly unfinished?: Unfinished;
}
