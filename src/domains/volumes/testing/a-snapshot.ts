import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';
import { makeSnapshot } from '../gluster/simulated-snapshots.ts';
import { finishSnapshot, insertSnapshot } from '../tables/snapshot-table.ts';
import type { ClusterBuilder } from './a-cluster.ts';
import type { VolumeBuilder } from './a-volume.ts';

export interface SnapshotBuilder {
  readonly id: string;
  readonly name: string;
  /** They come behind those of its volume. */
  rows(): readonly Statement[];
  arrange(fleet: SimulatedFleet): void;
}

const OPERATION = 'arranged';

/** A snapshot that is there, for tests: of a volume that is arranged before it. */
export function aSnapshot(cluster: ClusterBuilder, volume: VolumeBuilder, name: string): SnapshotBuilder {
  const id = Buffer.from(`s-${name}`).toString('hex').padStart(32, '0');
  const stem = Buffer.from(`b-${name}`).toString('hex').padStart(32, '0');
  const glusterId = `11aa6ff3-3ad5-4e24-8b96-${id.slice(-12)}`;
  return {
    id,
    name,
    rows: () => [
      insertSnapshot(
        { id, cluster: cluster.id, volume: volume.id, name, sizeGib: 10, bricks: volume.bricks.length, createdAtMs: 0 },
        OPERATION,
      ),
      finishSnapshot(id, OPERATION, { glusterId, stem }),
    ],
    arrange: (fleet) => {
      const found = poolsOf(fleet).flatMap(({ volumes }) => volumes[volume.name] ?? [])[0];
      if (found === undefined) throw new TypeError('the volume is not arranged');
      makeSnapshot(fleet, found, { name, id: glusterId, description: id, stem });
    },
  };
}
