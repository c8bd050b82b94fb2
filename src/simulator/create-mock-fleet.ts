import type { SimulatedFleet, SimulatedHost, SimulatedProgram } from '../kernel/remote/index.ts';
import { openScratch } from '../kernel/store/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { createFleet, type Fleet, type HostNames } from './create-fleet.ts';
import { openKeptFleet } from './kept-fleet.ts';

type Act = (host: SimulatedHost, fleet: SimulatedFleet) => void;

export interface MockFleetOptions {
  readonly timer: Timer;
  /** Another one at each start: programs make unlike ids from it. */
  readonly seed: string;
  /** Where the hosts are kept; without it they are gone with the process. */
  readonly file?: string;
  /** How the hosts of the inventory are called: gluster knows them by name. */
  readonly names: HostNames;
  readonly programs: readonly SimulatedProgram[];
  /** What a machine is like before anybody runs a command on it. */
  readonly onNewHost: Act;
  readonly onBoot: Act;
  readonly onReturn: Act;
  /**
   * Resolves when all that can happen now has happened: what many commands change in one turn of the event loop is written
   * together then. Left out where time is virtual.
   */
  readonly nextTurn?: () => Promise<unknown>;
  /** For a command's way there and back; programs take the time of real ones then, too. Without it all happens at once. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
}

/**
 * Simulated hosts for a server: any host is there as soon as it is asked for, and is the same after the server was
 * killed. A command that was running then was cut off; nothing of one that had answered is lost.
 *
 * @example
 * const fleet = createMockFleet({ timer, seed, file: `${data}/simulated-hosts.sqlite`, names, ...simulatedVolumes });
 * const hosts = createHosts({ transport: fleet, clock, newNonce });
 *
 * @throws STORE_LOCKED when another process has the file, and what else SQLite says
 */
export function createMockFleet(options: MockFleetOptions): Fleet {
  const { timer, seed, file, names, programs, onNewHost, onBoot, onReturn, nextTurn, latencyMs } = options;
  return createFleet({
    timer,
    seed,
    programs,
    onBoot: [onBoot],
    onReturn: [onReturn],
    onDemand: { prepare: [onNewHost], names },
    takesTime: latencyMs !== undefined,
    latencyMs: latencyMs ?? { min: 0, max: 0 },
    journalLimit: 1_000,
    ...(file === undefined ? {} : { kept: openKeptFleet(openScratch(file), nextTurn) }),
  });
}
