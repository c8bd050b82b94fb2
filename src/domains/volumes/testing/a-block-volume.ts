import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
import { Secret } from '../../../kernel/secrets/index.ts';
import { fixedVault } from '../../../kernel/secrets/testing/fixed-vault.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import { holdBlock } from '../block/simulated-block.ts';
import { credentialId } from '../credentials.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';
import { finishBlockVolume, insertBlockVolume } from '../tables/block-volume-table.ts';
import type { ClusterBuilder } from './a-cluster.ts';
import type { VolumeBuilder } from './a-volume.ts';

export interface BlockVolumeBuilder {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  /** They come behind those of its hosting volume. */
  rows(): readonly Statement[];
  arrange(fleet: SimulatedFleet): void;
}

const OPERATION = 'arranged';

/** A block volume that is there, for tests, over all hosts of its cluster, with a login. */
export function aBlockVolume(
  cluster: ClusterBuilder,
  hosting: VolumeBuilder,
  name: string,
  sizeGib = 10,
): BlockVolumeBuilder {
  const id = Buffer.from(`b-${name}`).toString('hex').padStart(32, '0');
  const gbid = `5e2ae9a3-6a2c-4a3e-9d5c-${id.slice(-12)}`;
  const password = `secret-of-${name}`;
  const { hosts } = cluster;
  return {
    id,
    name,
    password,
    rows: () => [
      ...insertBlockVolume(
        {
          id,
          project: 'default',
          cluster: cluster.id,
          hosting: hosting.id,
          name,
          sizeGib,
          haCount: hosts.length,
          auth: true,
        },
        OPERATION,
        false,
      ),
      finishBlockVolume(id, OPERATION, { gbid, hosts }),
      fixedVault.sealing(credentialId(id), new Secret(password)),
    ],
    arrange: (fleet) => {
      const volume = poolsOf(fleet)
        .map(({ volumes }) => volumes[hosting.name])
        .find((found) => found !== undefined);
      if (volume === undefined) throw new TypeError('its hosting volume is not arranged');
      const bytes = sizeGib * 1024 ** 3;
      holdBlock(volume, name, {
        gbid,
        bytes,
        ha: hosts.length,
        password,
        hosts: Object.fromEntries(hosts.map((host) => [host, bytes])),
      });
    },
  };
}
