import type { HostAddress, HostId } from '../../../kernel/remote/index.ts';
import type { Durability } from '../durability.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import type { TakenName } from '../inventory/find-taken-name.ts';
import type { BrickFound, VolumeFound } from '../inventory/read-volume.ts';
import type { NodeNames } from '../tables/node-table.ts';
import type { GlusterPlace } from './steps/gluster-place.ts';

export interface ReaddressInput {
  readonly node: string;
  /** All that it is to have; as they are without them. */
  readonly manage?: readonly string[];
  readonly storage?: readonly string[];
  /** Whether volumes may stand still for some seconds. */
  readonly interrupt?: boolean;
}

/** What planning needs to know. */
export interface ReaddressView {
  readonly node: ReaddressedNode | undefined;
  readonly cluster: ClusterView | undefined;
  /** What works with the pool of its cluster. */
  readonly holder: string | undefined;
  readonly taken: TakenName | undefined;
  /** How its host is to be reached, where that changes. */
  readonly reach: ReaddressPlan['reach'];
  /** Another host that has the name, or the address, by which the node is to be reached. */
  readonly rival: { readonly name: string; readonly by: 'name' | 'address'; readonly owner: string } | undefined;
  /** Those with bricks on the node, by name. */
  readonly volumes: readonly ReaddressedVolume[];
  /** Bricks on it that are no part of a volume, or are being worked on. */
  readonly restless: readonly string[];
  /** All of the cluster. */
  readonly blockVolumes: readonly { readonly id: string; readonly name: string; readonly hosts: readonly string[] }[];
}

export interface ReaddressedNode extends NodeNames {
  readonly host: HostId;
  readonly madeHost: boolean;
  readonly removedBy: string | null;
  readonly devices: number;
  readonly heldDevice: string | undefined;
  readonly bricks: number;
  readonly hostName: string;
  readonly addresses: readonly HostAddress[];
}

export interface ReaddressedVolume {
  readonly volume: VolumeFound;
  readonly snapshots: number;
  /** All of it, in Gluster's order. */
  readonly bricks: readonly BrickFound[];
}

/** A brick that gets another name. A type alias, so that it counts as JSON in a stage's data. */
export type RenamedBrick = {
  readonly id: string;
  readonly path: string;
  /** The volume's name. */
  readonly volume: string;
  readonly durability: Durability;
  /** `host:path` of the rest of its set. */
  readonly peers: readonly string[];
};

export type ReaddressPlan = {
  readonly node: string;
  readonly host: HostId;
  readonly from: NodeNames;
  readonly to: NodeNames;
  /** How its host is reached, where that changes. */
  readonly reach?: { readonly from: Reach; readonly to: Reach };
  /** The other nodes, where there are any; the new name of this one is among the members. */
  readonly gluster?: GlusterPlace;
  /** On which its new name must lead to it: all that are not failed, itself included. */
  readonly askers: readonly HostId[];
  /** What there was when it was planned. */
  readonly devices: number;
  readonly bricks: number;
  readonly blockVolumes: number;
  /** Where the first storage name changes: what goes along. */
  readonly volumes: readonly { readonly id: string; readonly name: string }[];
  readonly renamed: readonly RenamedBrick[];
};

/** What is renamed in one stage. A type alias, so that it counts as JSON in a stage's data. */
export type VolumeRenaming = {
  readonly node: string;
  readonly from: NodeNames;
  readonly to: NodeNames;
  readonly gluster: GlusterPlace;
  readonly volume: ReaddressPlan['volumes'][number];
  /** Its bricks on the node. */
  readonly renamed: readonly RenamedBrick[];
  /** From then on the node has the new names alone. */
  readonly isLast: boolean;
};

type Reach = { readonly name: string; readonly addresses: readonly AddressData[] };

/** A type alias, so that it counts as JSON. */
type AddressData = { readonly address: string; readonly port: number };
