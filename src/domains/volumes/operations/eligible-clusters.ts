import type { CodedError } from '../../../kernel/errors.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import type { VolumeSettings } from '../settings.ts';
import type { ClusterCause } from './cluster-cause.ts';
import type { CreateVolumeInput } from './create-volume-input.ts';
import type { VolumeView } from './volume-plan.ts';

export type EligibleClusters =
  | {
      readonly kind: 'eligible';
      readonly clusters: readonly ClusterView[];
      /** Why others are not. */
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'refused'; readonly error: CodedError };

/** The clusters that may take a volume, in the order of asking (contract heketi-engine §2.1). */
export function eligibleClusters(
  { clusters, nameTakenIn }: VolumeView,
  { clusters: wanted, name = '', block = false }: Pick<CreateVolumeInput, 'clusters' | 'name' | 'block'>,
  { maxVolumesPerCluster }: Pick<VolumeSettings, 'maxVolumesPerCluster'>,
): EligibleClusters {
  const ids = wanted === undefined || wanted.length === 0 ? clusters.map(({ id }) => id) : wanted;
  const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
  const eligible: ClusterView[] = [];
  const causes: ClusterCause[] = [];
  for (const id of ids) {
    const cluster = byId.get(id);
    const cause = cluster === undefined ? ({ cluster: id, cause: 'unknown' } as const) : whyNot(cluster);
    if (cause !== undefined) causes.push(cause);
    else if (cluster !== undefined) eligible.push(cluster);
  }
  const reasons = causes.map((cause) => `cluster ${cause.cluster}: ${describe(cause)}`);
  if (eligible.length > 0) return { kind: 'eligible', clusters: eligible, reasons };
  if (ids.length > 0 && ids.every((id) => nameTakenIn.includes(id)))
    return { kind: 'refused', error: errors.VOLUME_NAME_TAKEN({ name, clusters: ids }) };
  return {
    kind: 'refused',
    error: errors.VOLUME_NO_CLUSTER({ reasons: reasons.length === 0 ? ['there are no clusters'] : reasons, causes }),
  };

  function whyNot({ id: cluster, takesFile, takesBlock, volumeCount }: ClusterView): ClusterCause | undefined {
    if (block && !takesBlock) return { cluster, cause: 'no-block-volumes' };
    if (!block && !takesFile) return { cluster, cause: 'no-file-volumes' };
    if (nameTakenIn.includes(cluster)) return { cluster, cause: 'name-taken', name };
    if (volumeCount >= maxVolumesPerCluster)
      return { cluster, cause: 'too-many-volumes', volumes: volumeCount, most: maxVolumesPerCluster };
    return undefined;
  }
}

function describe({ cause, name, volumes }: ClusterCause): string {
  switch (cause) {
    case 'no-file-volumes':
      return 'it takes no file volumes';
    case 'no-block-volumes':
      return 'it takes no block volumes';
    case 'name-taken':
      return `it has a volume '${name}'`;
    case 'too-many-volumes':
      return `it has ${volumes} volumes, as many as it may have`;
    case 'unknown':
      return 'there is none of this id';
    case 'no-nodes':
    case 'no-devices':
    case 'no-space':
      return 'it has no room';
  }
}
