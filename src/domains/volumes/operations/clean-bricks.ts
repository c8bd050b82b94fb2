import { type Static, Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import { errors } from '../errors.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { type BrickFound, findBrick } from '../inventory/read-volume.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { dropBrick, holdBrick, releaseBrick } from '../tables/brick-table.ts';
import { removeBrick } from './steps/brick-steps.ts';
import { removeClone } from './steps/clone-steps.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import { requireUnused } from './steps/require-unused.ts';
import { dropTemporarySnapshot, type SnapshotToTake } from './steps/snapshot-steps.ts';
import { deleteGlusterVolume, isOurs } from './steps/volume-steps.ts';

export const CLEAN_KIND = 'brick.clean';

const Place = Type.Object({
  cluster: Type.String(),
  hosts: Type.Array(Type.String()),
  members: Type.Record(Type.String(), Type.String()),
  timeoutS: Type.Optional(Type.Number()),
});

const CleanBricks = Type.Object(
  {
    bricks: Type.Array(Type.String()),
    /** A Gluster volume that was half made of them. */
    volume: Type.Optional(
      Type.Object({
        name: Type.String(),
        bricks: Type.Array(Type.String()),
        gluster: Place,
      }),
    ),
    /** A clone that was half made; its bricks are the ones above, and `origin` are those of what it was made of. */
    clone: Type.Optional(Type.Object({ name: Type.String(), origin: Type.Array(Type.String()), gluster: Place })),
    /** A snapshot that was taken for it. */
    snapshot: Type.Optional(
      Type.Object({
        name: Type.String(),
        volume: Type.String(),
        bricks: Type.Array(Type.String()),
        mark: Type.String(),
        gluster: Place,
      }),
    ),
  },
  { additionalProperties: false },
);

/** A type alias, so that it counts as JSON. */
export type CleanInput = {
  readonly bricks: readonly string[];
  readonly volume?: LeftVolume;
  readonly clone?: LeftClone;
  readonly snapshot?: LeftSnapshot;
};

type LeftVolume = { readonly name: string; readonly bricks: readonly string[]; readonly gluster: GlusterPlace };

type LeftClone = { readonly name: string; readonly origin: readonly string[]; readonly gluster: GlusterPlace };

type LeftSnapshot = SnapshotToTake & { readonly gluster: GlusterPlace };

type CleanPlan = {
  readonly bricks: readonly PlacedBrick[];
  readonly volume?: LeftVolume;
  readonly clone?: LeftClone;
  readonly snapshot?: LeftSnapshot;
  /** One for each cluster that may name one of the bricks. */
  readonly places: readonly GlusterPlace[];
};

interface CleanView {
  readonly bricks: readonly BrickFound[];
  readonly places: readonly GlusterPlace[];
}

/** `brick.clean`: takes debris off its hosts and gives its space back. It only goes forward, and is tried until it can. */
export function cleanBricks(settings: VolumeSettings): AnyOperation {
  const provisioner = brickProvisioner(settings);

  const clean = defineStage<CleanPlan>({
    name: 'clean',
    claim: ({ bricks, places }, operation) => [
      ...places.flatMap((place) => [takeCluster(place.cluster), requireMembers(place)]),
      ...bricks.map(({ id }) => holdBrick(id, 'debris', 'debris', operation)),
    ],
    groups: ({ bricks, volume, clone, snapshot, places }) => [
      clone === undefined ? [] : [removeClone(clone.gluster, { ...clone, bricks })],
      snapshot === undefined ? [] : [dropTemporarySnapshot(snapshot.gluster, snapshot)],
      volume === undefined
        ? []
        : [deleteGlusterVolume(volume.gluster, { ...volume, isIt: (found) => isOurs(found, volume.bricks) })],
      places.map((place) => requireUnused(place, bricks)),
      bricks.map((brick) => removeBrick(provisioner, brick)),
    ],
    settle: ({ bricks, places }, operation) => [
      ...places.map((place) => takeCluster(place.cluster)),
      ...bricks.flatMap(({ id }) => dropBrick(id, operation)),
    ],
    unclaim: ({ bricks }, operation) => bricks.map(({ id }) => releaseBrick(id, 'debris', operation)),
  });

  return defineOperation<typeof CleanBricks, CleanView, CleanPlan>({
    kind: CLEAN_KIND,
    version: 1,
    input: CleanBricks,
    view: async (reader, { bricks }) => {
      const found = await Promise.all(bricks.map((id) => findBrick(reader, id)));
      const debris = found.filter((brick) => brick !== undefined);
      const hosts = new Set(debris.map(({ brick }) => brick.host));
      const clusters = await readClusterViews(reader);
      const concerned = clusters.filter(({ nodes }) => nodes.some(({ host }) => hosts.has(host)));
      return { bricks: debris, places: concerned.map((cluster) => glusterPlaceOf(cluster, settings)) };
    },
    // The operation that leaves debris makes this one in the same batch, so the rows may still be its own here; whether
    // they are debris is the claim's to say. What is not there any more has been cleaned up.
    plan: ({ bricks, places }, { volume, clone, snapshot }) => {
      const live = bricks.find(({ state }) => state === 'ready');
      if (live !== undefined)
        return {
          kind: 'refused',
          error: errors.BRICK_IN_USE({ brick: live.brick.id, volume: live.volume ?? 'unknown' }),
        };
      return {
        kind: 'planned',
        plan: {
          bricks: bricks.map(({ brick }) => brick),
          places: places,
          ...(volume === undefined ? {} : { volume: { ...volume, gluster: placeIn(volume.gluster) } }),
          ...(clone === undefined ? {} : { clone: { ...clone, gluster: placeIn(clone.gluster) } }),
          ...(snapshot === undefined ? {} : { snapshot: { ...snapshot, gluster: placeIn(snapshot.gluster) } }),
        },
        reasons: bricks.map(({ brick }) => `brick ${brick.id} on ${brick.storageHostname} belongs to no volume`),
      };
    },
    next: oneStage(clean, ({ bricks }) => ({ bricks: bricks.map(({ id }) => id) })),
    stages: [clean],
    stagesExpected: () => 1,
  });
}

function placeIn(gluster: Static<typeof Place>): GlusterPlace {
  const members = Object.entries(gluster.members).map(([member, host]) => [member, hostId(host)]);
  return { ...gluster, hosts: gluster.hosts.map(hostId), members: Object.fromEntries(members) };
}
