import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type Json,
  type Next,
  type OperationId,
  type SettledStage,
} from '../../../kernel/operations/index.ts';
import { type CredentialKeeper, credentialId } from '../credentials.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import type { VolumeSettings } from '../settings.ts';
import {
  dropBlockVolume,
  finishBlockVolume,
  insertBlockVolume,
  requireBlockVolume,
  requireNoOtherHosting,
} from '../tables/block-volume-table.ts';
import { requireFreeNodes, requireMembers, takeCluster } from '../tables/cluster-table.ts';
import type { BlockVolumePlan, BlockVolumeView } from './block-volume-plan.ts';
import { CreateBlockVolume } from './create-block-volume-input.ts';
import { createVolumeStage } from './create-volume-stage.ts';
import { planBlockVolume } from './plan-block-volume.ts';
import { readHostings, readMakingIn } from './read-hostings.ts';
import { BLOCK_KEY, chooseBlockHosts, createBlock, requireNoBlock } from './steps/block-steps.ts';
import type { VolumePlan } from './volume-plan.ts';

/** A type alias, so that it counts as JSON. */
type HostingData = VolumePlan & Pick<BlockVolumePlan, 'blockVolume'>;

/**
 * `block-volume.create`: into a hosting volume that has room; where none has, one is made by a stage of its own. It stays
 * when the block volume then cannot be made, and takes the next one. The space of the block volume is taken before
 * anything else, and its name in the hosting volume with it (contract heketi-engine §3.4).
 */
export function createBlockVolume(settings: VolumeSettings, keeper: CredentialKeeper): AnyOperation {
  const volume = createVolumeStage(settings);
  const forget = (id: string, operation: OperationId) => [
    dropBlockVolume(id, operation),
    keeper.forgetting(credentialId(id)),
  ];

  const makeHosting = defineStage<HostingData>({
    name: 'hosting',
    claim: (data, operation) => [
      ...volume.claim(data, operation),
      requireNoOtherHosting(data.volume.cluster, data.volume.id),
      ...insertBlockVolume(data.blockVolume, operation, true),
    ],
    groups: (data, operation) => volume.groups(data, operation),
    settle: (data, operation, results) => volume.settle(data, operation, results),
    unclaim: (data, operation) => [dropBlockVolume(data.blockVolume.id, operation), ...volume.unclaim(data, operation)],
    leave: (data, operation, left) => {
      const leftover = volume.leave?.(data, operation, left);
      if (leftover === undefined) throw new TypeError('volumes can be left');
      return { ...leftover, unclaim: [dropBlockVolume(data.blockVolume.id, operation), ...leftover.unclaim] };
    },
  });

  const makeBlock = defineStage<BlockVolumePlan>({
    name: 'block',
    claim: ({ blockVolume, place, hosts, newHosting }, operation) => [
      takeCluster(place.gluster.cluster),
      requireMembers(place.gluster),
      requireFreeNodes(hosts.map(({ host }) => host)),
      ...(newHosting === null
        ? insertBlockVolume(blockVolume, operation, false)
        : [requireBlockVolume(blockVolume.id, operation)]),
    ],
    groups: ({ blockVolume, place, hosts }) => {
      const { id, sizeGib, auth, haCount } = blockVolume;
      const { blockPrealloc: prealloc } = settings;
      return [
        [chooseBlockHosts(hosts, haCount)],
        [requireNoBlock(place)],
        [createBlock(place, { id, sizeGib, auth, prealloc }, keeper)],
      ];
    },
    settle: ({ blockVolume }, operation, results) => [
      finishBlockVolume(blockVolume.id, operation, madeIn(results[BLOCK_KEY])),
    ],
    unclaim: ({ blockVolume }, operation) => forget(blockVolume.id, operation),
  });

  const next = (plan: BlockVolumePlan, settled: readonly SettledStage[]): Next => {
    const { blockVolume, newHosting } = plan;
    if (settled.some(({ name }) => name === 'block')) {
      const { id, hosting, name, cluster } = blockVolume;
      return { kind: 'done', result: { blockVolume: id, volume: hosting, name, cluster } };
    }
    return newHosting === null || settled.length > 0
      ? makeBlock.with(plan)
      : makeHosting.with({ ...newHosting, blockVolume });
  };

  return defineOperation<typeof CreateBlockVolume, BlockVolumeView, BlockVolumePlan>({
    kind: 'block-volume.create',
    version: 1,
    input: CreateBlockVolume,
    attempts: settings.createAttempts,
    view: async (reader, input) => {
      const [clusters, hostings, makingIn] = await Promise.all([
        readClusterViews(reader),
        readHostings(reader, input),
        readMakingIn(reader),
      ]);
      return { clusters, hostings, makingIn };
    },
    plan: (view, input, context) => planBlockVolume(view, input, context, settings),
    next: Object.assign(next, { ignoresView: true as const }),
    stages: [makeHosting, makeBlock],
    stagesExpected: ({ newHosting }) => (newHosting === null ? 1 : 2),
    // Between the stages it may end with what it took for the second one.
    close: ({ blockVolume }, operation, end) => (end === 'succeeded' ? [] : forget(blockVolume.id, operation)),
  });
}

function madeIn(result: Json | undefined): { readonly gbid: string; readonly hosts: readonly string[] } {
  return result as { readonly gbid: string; readonly hosts: readonly string[] };
}
