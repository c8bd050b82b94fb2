import { howMany } from '../../../kernel/how-many.ts';
import { snapshotBrick } from '../brick-paths.ts';
import { brickNameParts, glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import type { PartOfVolume, WholeVolume } from './plan-resolution.ts';
import type { VolumeLook } from './steps/look-at-unfinished.ts';

export type Choice =
  /** `isThere`: Gluster has the volume, of no other bricks than these. */
  | { readonly kind: 'undo'; readonly bricks: readonly PlacedBrick[]; readonly isThere: boolean }
  | { readonly kind: 'keep'; readonly glusterId: string }
  | { readonly kind: 'grow'; readonly addGib: number }
  | { readonly kind: 'replace'; readonly old: PlacedBrick; readonly next: PlacedBrick }
  | { readonly kind: 'undecided'; readonly reason: string };

/** By what Gluster has: it knows better than the record how far the work came (contract heketi-engine §3.5). */
export function chooseResolution(plan: WholeVolume | PartOfVolume, look: VolumeLook): Choice {
  const [stray] = look.elsewhere;
  if (stray !== undefined)
    return undecided(`brick ${stray.brick} is in use, in the Gluster volume ${stray.volume}; look whose that is`);
  switch (plan.what) {
    case 'volume':
      return ofVolume(plan, look);
    case 'expansion':
      return ofExpansion(plan, look);
    case 'eviction':
      return ofEviction(plan, look);
  }
}

function ofVolume({ kind, volume, bricks, keep }: WholeVolume, { found }: VolumeLook): Choice {
  const names = bricks.map(glusterBrick);
  const own = found?.bricks.filter((name) => names.includes(name)) ?? [];
  if (found !== null && own.length > 0 && own.length < found.bricks.length)
    return undecided(`the Gluster volume ${volume.name} has other bricks besides; look where these come from`);
  if (keep) {
    const isWhole = own.length > 0 && own.length === bricks.length;
    return found !== null && isWhole && found.status === 'started'
      ? { kind: 'keep', glusterId: found.glusterId }
      : undecided(
          `Gluster has ${own.length} of the ${howMany(bricks.length, 'brick')} in a volume ${volume.name} that runs`,
        );
  }
  if (found !== null && own.length === 0 && kind === 'volume.clone') return ofClone(bricks, volume.name, found);
  // One of the name that has none of the bricks is somebody else's.
  return { kind: 'undo', bricks, isThere: own.length > 0 };
}

/** Where Gluster put the bricks of a clone is in no record: their hosts tell which they are. */
function ofClone(bricks: readonly PlacedBrick[], name: string, found: NonNullable<VolumeLook['found']>): Choice {
  const ordered = found.bricks.flatMap((each) => {
    const { member, path } = brickNameParts(each);
    const here = bricks.filter(({ storageHostname }) => storageHostname === member);
    return snapshotBrick(path) !== undefined && here.length === 1 ? here : [];
  });
  if (new Set(ordered).size === bricks.length && found.bricks.length === bricks.length)
    return { kind: 'undo', bricks: ordered, isThere: true };
  return undecided(
    `Gluster has a volume ${name}, and which of its bricks is which is not known; delete it with gluster, if it is that clone`,
  );
}

function ofExpansion({ volume, bricks, rest, addGib }: PartOfVolume, { found }: VolumeLook): Choice {
  if (!isKnown(found, rest)) return unknownVolume(volume.name);
  const added = bricks.filter((brick) => has(found, brick));
  if (added.length === 0) return { kind: 'undo', bricks, isThere: false };
  if (added.length < bricks.length)
    return undecided(
      `Gluster has ${added.length} of the ${bricks.length} new bricks in the volume ${volume.name}; add the others with gluster, or remove these`,
    );
  return addGib === null ? undecided('it does not say how much larger the volume is') : { kind: 'grow', addGib };
}

function ofEviction({ volume, bricks, rest }: PartOfVolume, { found }: VolumeLook): Choice {
  if (!isKnown(found, rest)) return unknownVolume(volume.name);
  const [next] = bricks;
  const missing = rest.filter((brick) => !has(found, brick));
  const [old] = missing;
  const isIn = next !== undefined && has(found, next);
  if (!isIn && old === undefined) return { kind: 'undo', bricks, isThere: false };
  if (isIn && old !== undefined && missing.length === 1) return { kind: 'replace', old, next };
  return undecided(
    `the Gluster volume ${volume.name} ${isIn ? 'has' : 'does not have'} the new brick, and ${missing.length} of the others are not in it`,
  );
}

type Found = NonNullable<VolumeLook['found']>;

/** One of the name with none of the bricks is another volume. */
function isKnown(found: VolumeLook['found'], bricks: readonly PlacedBrick[]): found is Found {
  return found !== null && bricks.some((brick) => has(found, brick));
}

function has({ bricks }: Found, brick: PlacedBrick): boolean {
  return bricks.includes(glusterBrick(brick));
}

function unknownVolume(name: string): Choice {
  return undecided(`Gluster has no volume ${name} of its bricks`);
}

function undecided(reason: string): Choice {
  return { kind: 'undecided', reason };
}
