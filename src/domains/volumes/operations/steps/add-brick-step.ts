import { CodedError } from '../../../../kernel/errors.ts';
import { howMany } from '../../../../kernel/how-many.ts';
import type { ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import type { HostId } from '../../../../kernel/remote/index.ts';
import type { Durability } from '../../durability.ts';
import { errors } from '../../errors.ts';
import { glusterOn } from '../../gluster/gluster-driver.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import { glusterBrick, type PlacedBrick } from '../../placed-brick.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { lookForVolume, type VolumeSought } from './look-for-volume.ts';
import { orNotDone } from './or-not-done.ts';

export const ADD_KEY = 'add-bricks';

export interface Expansion {
  readonly name: string;
  readonly durability: Durability;
  /** Null when it was never recorded: then its bricks say which volume it is. */
  readonly glusterId: string | null;
  /** `host:path` of the bricks that it has. */
  readonly before: readonly string[];
  readonly bricks: readonly PlacedBrick[];
}

/**
 * Makes the bricks Gluster's. From then on they hold files of clients, so that they are not taken back: as soon as one
 * host with a new brick knows one of them in the volume, the expansion is finished instead. That none of them is in it
 * counts only when all these hosts say so: the command runs on no others, and one that was lost in the middle of it tells
 * the others when it is back.
 */
export function addBricks(place: GlusterPlace, expansion: Expansion): ReversibleStep {
  const { name, durability, bricks } = expansion;
  const hosts = place.hosts.filter((host) => bricks.some((brick) => brick.host === host));
  const names = bricks.map(glusterBrick);
  const missing = async (context: StepContext): Promise<readonly string[]> => {
    const found = await lookForVolume(context, place, soughtFor(expansion));
    if (found === undefined) throw errors.GLUSTER_VOLUME_FOREIGN({ volume: name, reason: 'Gluster does not have it' });
    return names.filter((brick) => !has(found, brick));
  };
  return {
    key: ADD_KEY,
    title: `add ${howMany(bricks.length, 'brick')} to the Gluster volume ${name}`,
    ...onGluster(place),
    host: hosts,
    observe: (context) =>
      orNotDone(async () => {
        const open = await missing(context);
        return open.length === 0
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: `${open.length} of them are not in the volume` };
      }),
    run: async (context) => {
      const open = await missing(context);
      await glusterOn(context.host, place).addBricks(name, durability, open);
      return null;
    },
    isTooLate: (context) => isAnyAdded(context, place, expansion, hosts),
    // None of them is in the volume.
    undo: () => Promise.resolve(),
  };
}

/** @throws what keeps one of the hosts from telling, where no other one knows a new brick */
async function isAnyAdded(
  context: StepContext,
  place: GlusterPlace,
  expansion: Expansion,
  hosts: readonly HostId[],
): Promise<boolean> {
  let unsure: CodedError | undefined;
  for (const host of hosts) {
    try {
      const at = { host: context.on(host), on: (other: HostId) => context.on(other) };
      const found = await lookForVolume(at, place, soughtFor(expansion));
      if (found !== undefined && expansion.bricks.some((brick) => has(found, glusterBrick(brick)))) return true;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      unsure = error;
    }
  }
  if (unsure !== undefined) throw unsure;
  return false;
}

function soughtFor({ name, glusterId, before }: Expansion): VolumeSought {
  return {
    name,
    bricks: before,
    isIt: (found) => (glusterId === null ? before.some((brick) => has(found, brick)) : found.glusterId === glusterId),
  };
}

function has({ bricks }: GlusterVolume, wanted: string): boolean {
  return bricks.some(({ name }) => name === wanted);
}
