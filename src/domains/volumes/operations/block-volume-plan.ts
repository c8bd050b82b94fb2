import type { ClusterView } from '../inventory/cluster-view.ts';
import type { BlockVolumeRow } from '../tables/block-volume-table.ts';
import type { BlockPlace } from './steps/block-place.ts';
import type { BlockHost } from './steps/block-steps.ts';
import type { VolumePlan } from './volume-plan.ts';

/** A volume that holds block volumes, and takes more of them. */
export interface HostingView {
  readonly id: string;
  readonly cluster: string;
  readonly name: string;
  readonly glusterId: string | null;
  readonly freeGib: number;
  /** `host:path`. */
  readonly bricks: readonly string[];
}

/** What the plan of a block volume goes by. */
export interface BlockVolumeView {
  readonly clusters: readonly ClusterView[];
  /** Those with enough room that have no block volume of the name, by id. */
  readonly hostings: readonly HostingView[];
  /** Clusters in which one is being made. */
  readonly makingIn: readonly string[];
}

/** What was decided. A type alias, so that it counts as JSON. */
export type BlockVolumePlan = {
  readonly blockVolume: BlockVolumeRow;
  readonly place: BlockPlace;
  /** Those to choose from, in the order of asking. */
  readonly hosts: readonly BlockHost[];
  /** Of a hosting volume that is made for it first; null where one has room. */
  readonly newHosting: VolumePlan | null;
};
