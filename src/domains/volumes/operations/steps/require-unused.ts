import type { ForwardOnlyStep } from '../../../../kernel/operations/index.ts';
import { errors } from '../../errors.ts';
import { glusterBrick, type PlacedBrick } from '../../placed-brick.ts';
import { asItIs } from './brick-steps.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { askThePool } from './look-for-volume.ts';

/** Our rows say that nobody needs the bricks; this asks Gluster, before their data go. */
export function requireUnused(place: GlusterPlace, bricks: readonly PlacedBrick[]): ForwardOnlyStep {
  return {
    key: `unused-${place.cluster}`,
    title: `check that no Gluster volume names the bricks`,
    ...onGluster(place),
    forwardOnly: 'a clean-up is not taken back',
    // Only a look can tell, and it is the work itself.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const known = await Promise.all(bricks.map((brick) => asItIs(context, brick)));
      const names = new Map(known.map((brick) => [nameOf(brick), brick.id]));
      const here = known.filter(({ storageHostname }) => storageHostname in place.members).map(nameOf);
      for (const volume of await askThePool(context, place, here, (driver) => driver.all()))
        for (const { name } of volume.bricks) {
          const brick = names.get(name);
          if (brick !== undefined) throw errors.BRICK_IN_USE({ brick, volume: volume.name });
        }
      return null;
    },
  };
}

/** One that Gluster never made has no path: then it is its host alone. */
function nameOf(brick: PlacedBrick): string {
  return brick.path === '' ? `${brick.storageHostname}:/` : glusterBrick(brick);
}
