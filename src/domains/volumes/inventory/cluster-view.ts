import type { HostId } from '../../../kernel/remote/index.ts';

export type DeviceKind = 'lvm-thin' | 'file';
export type AdminState = 'online' | 'offline' | 'failed';
export type Tags = Readonly<Record<string, string>>;

/** A cluster as placement sees it: what is there and what is free, at one moment. */
export interface ClusterView {
  readonly id: string;
  readonly takesFile: boolean;
  readonly takesBlock: boolean;
  /** Those being made or deleted included. */
  readonly volumeCount: number;
  readonly nodes: readonly NodeView[];
}

export interface NodeView {
  readonly id: string;
  readonly host: HostId;
  readonly zone: number;
  /** What stands in brick names. */
  readonly storageHostname: string;
  readonly tags: Tags;
  readonly state: AdminState;
  /** It may be out of the pool at any moment (`leavingNode`): nobody may ask it for anything about volumes. */
  readonly isLeaving: boolean;
  /** An operation removes it or gives it other names: what is not there yet keeps away from it. */
  readonly isHeld: boolean;
  readonly devices: readonly DeviceView[];
}

export interface DeviceView {
  readonly id: string;
  /** A block device, or the folder of a file device. */
  readonly name: string;
  readonly kind: DeviceKind;
  /** Its own; those of its node hold where it has none of the name. */
  readonly tags: Tags;
  readonly state: AdminState;
  readonly isBeingRemoved: boolean;
  readonly totalKib: number;
  readonly usedKib: number;
  readonly extentKib: number;
}
