import type { Finding } from './finding.ts';

export interface Comparison {
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly fills: readonly DeviceFill[];
  /** Nodes all of whose bricks are mounted, with the era in which that is so. */
  readonly wholeEras: readonly { readonly node: string; readonly era: string }[];
}

/** Of the fullest thin pool of a device. */
export interface DeviceFill {
  readonly device: string;
  readonly dataPercent: number;
  readonly metadataPercent: number;
}

export interface Thresholds {
  /** From where on a thin pool is a finding. */
  readonly poolAlarmPercent: number;
}
