import { hostMigrations } from '../../../kernel/hosts/index.ts';
import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
import { secretMigrations } from '../../../kernel/secrets/index.ts';
import { fixedVault } from '../../../kernel/secrets/testing/fixed-vault.ts';
import type { Statement, Store } from '../../../kernel/store/index.ts';
import { volumeMigrations, volumeOperations, type VolumeSettings } from '../index.ts';
import { simulatedVolumes } from '../simulated.ts';
import { volumeProblems } from './volume-problems.ts';

/** What is there before anything happens: a cluster, a volume. */
interface Arrangement {
  rows(): readonly Statement[];
  arrange(fleet: SimulatedFleet): void;
}

interface WithHosts {
  readonly hosts: readonly string[];
  /** Another name that leads to a host, by host. */
  readonly names?: Readonly<Record<string, string>>;
}

/** What each host has: those that clusters make devices of, and three that nothing is made of yet. */
export const TEST_DISKS = Object.fromEntries(
  'bcdefghijkxyz'.split('').map((letter) => [`/dev/vd${letter}`, { bytes: 500 * 1024 ** 3 }]),
);

/** A world of test/simulation with these things in it, in their order, and the cluster first. */
export function volumeWorld(
  things: readonly [cluster: Arrangement & WithHosts, ...(Arrangement & Partial<WithHosts>)[]],
  settings?: VolumeSettings,
) {
  const names: Readonly<Record<string, string>> = Object.assign({}, ...things.map((thing) => thing.names ?? {}));
  return {
    migrations: [...secretMigrations, ...hostMigrations, ...volumeMigrations],
    definitions: volumeOperations(fixedVault, settings),
    programs: simulatedVolumes.programs,
    onBoot: [simulatedVolumes.onBoot],
    onReturn: [simulatedVolumes.onReturn],
    hosts: Object.fromEntries(
      things.flatMap(({ hosts = [] }) =>
        hosts.map((host) => [host, { disks: TEST_DISKS, ...(names[host] === undefined ? {} : { name: names[host] }) }]),
      ),
    ),
    rows: things.flatMap((thing) => thing.rows()),
    arrange: (fleet: SimulatedFleet) => {
      for (const thing of things) thing.arrange(fleet);
    },
    problems: ({ store, fleet }: { readonly store: Store; readonly fleet: SimulatedFleet }) =>
      volumeProblems(store, fleet),
  };
}
