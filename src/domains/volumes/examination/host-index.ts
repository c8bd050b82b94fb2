import type { HostVolume } from '../bricks/programs/list-host-volumes.ts';
import type { HostRead } from './facts.ts';
import { fstabTargets } from './fstab-targets.ts';
import { remembered } from './remembered.ts';

/** What a host was read to have, by what one asks for. */
export interface HostIndex {
  readonly mounted: ReadonlySet<string>;
  readonly inFstab: ReadonlySet<string>;
  /** Logical volumes by `group/name`. */
  readonly volumes: ReadonlyMap<string, HostVolume>;
}

export const indexHost = remembered(
  (host: HostRead): HostIndex => ({
    mounted: new Set(host.mounts.map(({ target }) => target)),
    inFstab: new Set(fstabTargets(host)),
    volumes: new Map(host.lvm?.volumes.map((volume) => [`${volume.group}/${volume.name}`, volume])),
  }),
);
