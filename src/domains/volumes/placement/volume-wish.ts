import type { Durability } from '../durability.ts';
import type { PlacementRules } from './placement-rules.ts';

export interface VolumeWish {
  readonly sizeGib: number;
  readonly durability: Durability;
  /** 1 without snapshots. */
  readonly snapshotFactor: number;
  readonly zones: 'strict' | 'none';
  readonly placement: PlacementRules;
}
