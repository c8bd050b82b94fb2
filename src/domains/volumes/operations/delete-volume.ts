import { Type } from 'typebox';
import { howMany } from '../../../kernel/how-many.ts';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import { errors } from '../errors.ts';
import { countSnapshots } from '../inventory/read-snapshot.ts';
import type { BrickFound } from '../inventory/read-volume.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { dropBricksOf, holdBricksOf, releaseBricksOf, requireBricksOf } from '../tables/brick-table.ts';
import { requireNoBlockVolumes } from '../tables/block-volume-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { requireNoSnapshotsOf } from '../tables/snapshot-table.ts';
import { dropVolume, holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { removeBrick } from './steps/brick-steps.ts';
import { requireNoBlocks } from './steps/block-steps.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import type { VolumeSought } from './steps/look-for-volume.ts';
import { deleteGlusterVolume, requireAllPeers, requireNoSnapshots, stopGlusterVolume } from './steps/volume-steps.ts';
import { readVolumeView, type VolumeView, volumeAtHand } from './volume-at-hand.ts';

const DeleteVolume = Type.Object({ volume: Type.String() }, { additionalProperties: false });

type DeletePlan = {
  readonly volume: string;
  readonly name: string;
  /** Null when it was never recorded: then the name alone says which volume it is. */
  readonly glusterId: string | null;
  readonly bricks: readonly PlacedBrick[];
  readonly gluster: GlusterPlace;
  /** It holds block volumes. */
  readonly block: boolean;
};

interface DeleteView extends VolumeView {
  readonly snapshots: number;
  /** Names of those in it, in whatever state. */
  readonly blockVolumes: readonly string[];
}

/**
 * `volume.delete`: from the stop on it only goes forward (contract heketi-engine §3.4), and never shows a half-deleted
 * volume as whole again. What Gluster would refuse, snapshots and hosts that are down, is looked for before the stop,
 * and so are block volumes; the volume stays as it is then.
 */
export function deleteVolume(settings: VolumeSettings): AnyOperation {
  const provisioner = brickProvisioner(settings);

  const remove = defineStage<DeletePlan>({
    name: 'delete',

    claim: ({ volume, bricks, gluster }, operation) => [
      takeCluster(gluster.cluster),
      requireMembers(gluster, bricks),
      holdVolume(volume, 'deleting', operation),
      requireBricksOf(volume, bricks.map(glusterBrick)),
      requireNoSnapshotsOf(volume),
      requireNoBlockVolumes(volume),
      holdBricksOf(volume, 'deleting', operation, bricks.length),
    ],

    groups: ({ volume: id, name, glusterId, bricks, gluster, block }) => {
      const volume: VolumeSought = {
        name,
        bricks: bricks.map(glusterBrick),
        isIt: (found) => glusterId === null || found.glusterId === glusterId,
      };
      const hosting = { id, name, glusterId, bricks: volume.bricks };
      return [
        [
          requireNoSnapshots(gluster, volume),
          requireAllPeers(gluster, volume),
          ...(block ? [requireNoBlocks({ gluster, hosting })] : []),
        ],
        [stopGlusterVolume(gluster, volume)],
        [deleteGlusterVolume(gluster, volume)],
        bricks.map((brick) => removeBrick(provisioner, brick)),
      ];
    },

    settle: ({ volume, bricks }, operation) =>
      dropVolume(volume, operation, dropBricksOf(volume, operation, bricks.length)),

    unclaim: ({ volume, bricks }, operation) => [
      releaseBricksOf(volume, operation, bricks.length),
      releaseVolume(volume, operation),
    ],

    // Whoever gives up takes over what is left on the hosts; half a volume is never shown as whole.
    abandon: ({ volume, bricks }, operation) =>
      dropVolume(volume, operation, dropBricksOf(volume, operation, bricks.length)),
  });

  return defineOperation<typeof DeleteVolume, DeleteView, DeletePlan>({
    kind: 'volume.delete',
    version: 1,
    input: DeleteVolume,
    view: async (reader, { volume }) => {
      const blocks = await reader.read({
        sql: 'select name from gluster_block_volume where hosting = $1 order by name',
        values: [volume],
      });
      return {
        ...(await readVolumeView(reader, volume)),
        snapshots: await countSnapshots(reader, volume),
        blockVolumes: blocks.map((row) => String(row['name'])),
      };
    },
    plan: (view, input, context) => {
      const found = volumeAtHand(view, input.volume);
      if (found instanceof Error) return { kind: 'refused', error: found };
      const { volume, bricks, cluster } = found;
      const { snapshots, blockVolumes } = view;
      if (blockVolumes.length > 0)
        return { kind: 'refused', error: errors.VOLUME_HAS_BLOCK_VOLUMES({ volume: volume.id, blockVolumes }) };
      if (snapshots > 0)
        return { kind: 'refused', error: errors.VOLUME_HAS_SNAPSHOTS({ volume: volume.name, snapshots }) };
      return {
        kind: 'planned',
        plan: {
          volume: volume.id,
          name: volume.name,
          glusterId: volume.glusterId,
          bricks: bricks.map(({ brick }) => brick),
          gluster: glusterPlaceOf(cluster, settings, context.avoid),
          block: volume.block,
        },
        reasons: whatGoes(volume.name, bricks),
      };
    },
    next: oneStage(remove, ({ volume }) => ({ volume })),
    stages: [remove],
    stagesExpected: () => 1,
  });
}

function whatGoes(name: string, bricks: readonly BrickFound[]): readonly string[] {
  const foreign = bricks.filter(({ brick }) => brick.isForeign === true).map(({ brick }) => glusterBrick(brick));
  const ours = bricks.length - foreign.length;
  if (foreign.length === 0) return [`the volume ${name} and its ${howMany(ours, 'brick')} go, with all their data`];
  return [
    `the volume ${name} goes, and ${ours} of its bricks with all their data`,
    `the data of ${foreign.join(', ')} stay: these bricks were made by others`,
  ];
}
