import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
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
}

/** A world of test/simulation with these things in it, in their order, and the cluster first. */
export function volumeWorld(
  things: readonly [cluster: Arrangement & WithHosts, ...Arrangement[]],
  settings?: VolumeSettings,
) {
  return {
    migrations: volumeMigrations,
    definitions: volumeOperations(settings),
    programs: simulatedVolumes.programs,
    onBoot: [simulatedVolumes.onBoot],
    onReturn: [simulatedVolumes.onReturn],
    hosts: Object.fromEntries(things[0].hosts.map((host) => [host, {}])),
    rows: things.flatMap((thing) => thing.rows()),
    arrange: (fleet: SimulatedFleet) => {
      for (const thing of things) thing.arrange(fleet);
    },
    problems: ({ store, fleet }: { readonly store: Store; readonly fleet: SimulatedFleet }) =>
      volumeProblems(store, fleet),
  };
}
