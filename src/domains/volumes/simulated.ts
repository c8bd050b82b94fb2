import type { SimulatedFleet, SimulatedHost, SimulatedProgram } from '../../kernel/remote/index.ts';
import { mountAtBoot } from './bricks/simulated-boot.ts';
import { simulatedBricks } from './bricks/simulated.ts';
import { followPool } from './gluster/simulated-pool.ts';
import { simulatedGluster } from './gluster/simulated.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** What simulated hosts need to know of this domain. It is apart from index.ts, so that a real server never loads it. */
export const simulatedVolumes: {
  readonly programs: readonly SimulatedProgram[];
  readonly onBoot: (host: SimulatedHost, fleet: SimulatedFleet) => void;
  readonly onReturn: (host: SimulatedHost, fleet: SimulatedFleet) => void;
} = {
  programs: [...simulatedBricks, ...simulatedGluster],
  onBoot: (host, fleet) => {
    mountAtBoot(host, DEFAULT_SETTINGS.fstab);
    followPool(fleet, host);
  },
  onReturn: (host, fleet) => followPool(fleet, host),
};
