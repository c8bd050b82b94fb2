import type { PlanContext } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { brickPath } from '../brick-paths.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import { chargeOf } from '../placement/accounting.ts';
import type { BrickPlace } from '../placement/place-volume.ts';

/** What the bricks of a volume have in common. */
export interface BrickCommons {
  /** 1 without snapshots. */
  readonly snapshotFactor: number;
  readonly gid: number;
  /** Index of the first of these sets in the volume. */
  readonly firstSet: number;
}

/** Bricks with ids of their own at the places that were found, in Gluster's order: set by set. */
export function newBricks(
  sets: readonly (readonly BrickPlace[])[],
  { snapshotFactor, gid, firstSet }: BrickCommons,
  context: PlanContext,
): readonly PlacedBrick[] {
  return sets.flatMap((set, index) =>
    set.map(({ candidate, role, sizeKib }, position): PlacedBrick => {
      const id = context.newId();
      const { device, deviceName, kind, host, storageHostname } = candidate;
      return {
        id,
        device,
        deviceName,
        kind,
        role,
        sizeKib,
        ...chargeOf(sizeKib, snapshotFactor, candidate),
        gid,
        host: hostId(host),
        storageHostname,
        path: brickPath(device, id),
        setIndex: firstSet + index,
        position,
      };
    }),
  );
}
