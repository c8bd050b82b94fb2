import { insertHostStatements } from '../../../kernel/hosts/index.ts';
import { type HostId, hostId, type SimulatedFleet } from '../../../kernel/remote/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';

export interface SpareHost {
  readonly hosts: readonly HostId[];
  rows(): readonly Statement[];
  arrange(fleet: SimulatedFleet): void;
}

/** A host that is in no cluster, for tests: its id is its name. `isKnown` puts it into the inventory of hosts. */
export function aSpareHost(name: string, { isKnown }: { readonly isKnown: boolean } = { isKnown: true }): SpareHost {
  const host = hostId(name);
  return {
    hosts: [host],
    rows: () =>
      isKnown ? insertHostStatements({ id: name, name, addresses: [{ address: name, port: 22 }], createdAtMs: 0 }) : [],
    arrange: (fleet) => {
      fleet.host(host).files.makeDirectory('/etc', { parents: true });
    },
  };
}
