import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  oneStage,
  type OperationId,
} from '../../../kernel/operations/index.ts';
import { type CredentialKeeper, credentialId } from '../credentials.ts';
import type { VolumeSettings } from '../settings.ts';
import { dropBlockVolume, holdBlockVolume, releaseBlockVolume } from '../tables/block-volume-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { type BlockVolumeAtHand, readBlockVolumeAtHand, takeBlockVolume } from './block-volume-at-hand.ts';
import type { BlockPlace } from './steps/block-place.ts';
import { deleteBlock } from './steps/block-steps.ts';

const DeleteBlockVolume = Type.Object({ blockVolume: Type.String() }, { additionalProperties: false });

type DeletePlan = { readonly blockVolume: string; readonly place: BlockPlace };

/**
 * `block-volume.delete`: only goes forward, with all that is on it; one that is gone already counts as deleted (contract
 * heketi-engine §3.4). Its space is free when it is gone, and its hosting volume stays.
 */
export function deleteBlockVolume(settings: VolumeSettings, keeper: CredentialKeeper): AnyOperation {
  const forget = ({ blockVolume }: DeletePlan, operation: OperationId) => [
    dropBlockVolume(blockVolume, operation),
    keeper.forgetting(credentialId(blockVolume)),
  ];
  const remove = defineStage<DeletePlan>({
    name: 'delete',
    claim: ({ blockVolume, place: { gluster } }, operation) => [
      takeCluster(gluster.cluster),
      requireMembers(gluster),
      holdBlockVolume(blockVolume, operation),
    ],
    groups: ({ place }) => [[deleteBlock(place)]],
    settle: forget,
    unclaim: ({ blockVolume }, operation) => [releaseBlockVolume(blockVolume, operation)],
    // Whoever gives up takes over what is left in the hosting volume.
    abandon: forget,
  });

  return defineOperation<typeof DeleteBlockVolume, BlockVolumeAtHand, DeletePlan>({
    kind: 'block-volume.delete',
    version: 1,
    input: DeleteBlockVolume,
    view: (reader, { blockVolume }) => readBlockVolumeAtHand(reader, blockVolume),
    plan: (view, { blockVolume }, { avoid }) => {
      const held = takeBlockVolume(view, blockVolume, settings, avoid);
      if (held.kind === 'refused') return held;
      const { found, place } = held;
      return {
        kind: 'planned',
        plan: { blockVolume, place },
        reasons: [`the block volume ${found.name} in ${found.hostingName} goes, with all its data`],
      };
    },
    next: oneStage(remove, ({ blockVolume }) => ({ blockVolume })),
    stages: [remove],
    stagesExpected: () => 1,
  });
}
