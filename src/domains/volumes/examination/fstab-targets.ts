import type { HostRead } from './facts.ts';
import { remembered } from './remembered.ts';

/** Where the lines of a host's fstab mount bricks. */
export const fstabTargets = remembered(({ fstabLines }: HostRead): readonly string[] =>
  fstabLines.map((line) => line.trim().split(/\s+/)[1] ?? ''),
);
