import type { ForwardOnlyStep } from '../../../../kernel/operations/index.ts';
import { errors } from '../../errors.ts';
import { glusterBrick, type PlacedBrick } from '../../placed-brick.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { askThePool } from './look-for-volume.ts';

/** Our rows say that nobody needs the bricks; this asks Gluster, before their data go. */
export function requireUnused(place: GlusterPlace, bricks: readonly PlacedBrick[]): ForwardOnlyStep {
  const names = new Map(bricks.map((brick) => [glusterBrick(brick), brick.id]));
  return {
    key: `unused-${place.cluster}`,
    title: `check that no Gluster volume names the bricks`,
    ...onGluster(place),
    forwardOnly: 'a clean-up is not taken back',
    // Only a look can tell, and it is the work itself.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const here = bricks.filter(({ storageHostname }) => storageHostname in place.members).map(glusterBrick);
      for (const volume of await askThePool(context, place, here, (driver) => driver.all()))
        for (const { name } of volume.bricks) {
          const brick = names.get(name);
          if (brick !== undefined) throw errors.BRICK_IN_USE({ brick, volume: volume.name });
        }
      return null;
    },
  };
}
