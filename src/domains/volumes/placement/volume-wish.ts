import type { Durability } from '../durability.ts';

export interface VolumeWish {
  readonly sizeGib: number;
  readonly durability: Durability;
  /** 1 without snapshots. */
  readonly snapshotFactor: number;
  readonly zones: 'strict' | 'none';
}
