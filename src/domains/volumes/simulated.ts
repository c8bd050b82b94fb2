import type { SimulatedFleet, SimulatedHost, SimulatedProgram } from '../../kernel/remote/index.ts';
import { simulatedBlock } from './block/simulated-block.ts';
import { mountAtBoot } from './bricks/simulated-boot.ts';
import { simulatedBricks } from './bricks/simulated.ts';
import type { DiskOptions } from './bricks/simulated-disks.ts';
import { followPool } from './gluster/simulated-pool.ts';
import { followSnapshots } from './gluster/simulated-snapshots.ts';
import { type PeerOptions, simulatedGluster } from './gluster/simulated.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** What simulated hosts need to know of this domain. It is apart from index.ts, so that a real server never loads it. */
export interface SimulatedVolumes {
  readonly programs: readonly SimulatedProgram[];
  readonly onBoot: (host: SimulatedHost, fleet: SimulatedFleet) => void;
  readonly onReturn: (host: SimulatedHost, fleet: SimulatedFleet) => void;
  /** For a host that comes into being: what an installed system has. */
  readonly onNewHost: (host: SimulatedHost) => void;
}

export interface SimulatedVolumesOptions extends DiskOptions, PeerOptions {}

/**
 * @example
 * const { programs, onBoot, onNewHost } = simulatedVolumesWith({ deviceSizeGib: 500 });
 */
export function simulatedVolumesWith(options: SimulatedVolumesOptions): SimulatedVolumes {
  return {
    programs: [...simulatedBricks(options), ...simulatedGluster(options), ...simulatedBlock(options)],
    onBoot: (host, fleet) => {
      mountAtBoot(host, DEFAULT_SETTINGS.fstab);
      followPool(fleet, host);
      followSnapshots(fleet, host);
    },
    onReturn: (host, fleet) => {
      followPool(fleet, host);
      followSnapshots(fleet, host);
    },
    onNewHost: (host) => {
      host.files.makeDirectory('/etc', { parents: true });
    },
  };
}

/** With the disks that the hosts were made with, and by their ids. */
export const simulatedVolumes: SimulatedVolumes = simulatedVolumesWith({});
