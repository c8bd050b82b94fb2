import type { CodedError } from '../../../kernel/errors.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import type { VolumeSettings } from '../settings.ts';
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
  { clusters: wanted, name = '' }: CreateVolumeInput,
  { maxVolumesPerCluster }: VolumeSettings,
): EligibleClusters {
  const ids = wanted === undefined || wanted.length === 0 ? clusters.map(({ id }) => id) : wanted;
  const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
  const eligible: ClusterView[] = [];
  const reasons: string[] = [];
  for (const id of ids) {
    const cluster = byId.get(id);
    const reason = cluster === undefined ? 'there is none of this id' : whyNot(cluster);
    if (reason === undefined && cluster !== undefined) eligible.push(cluster);
    else reasons.push(`cluster ${id}: ${reason}`);
  }
  if (eligible.length > 0) return { kind: 'eligible', clusters: eligible, reasons };
  if (ids.length > 0 && ids.every((id) => nameTakenIn.includes(id)))
    return { kind: 'refused', error: errors.VOLUME_NAME_TAKEN({ name, clusters: ids }) };
  return {
    kind: 'refused',
    error: errors.VOLUME_NO_CLUSTER({ reasons: reasons.length === 0 ? ['there are no clusters'] : reasons }),
  };

  function whyNot({ id, takesFile, volumeCount }: ClusterView): string | undefined {
    if (!takesFile) return 'it takes no file volumes';
    if (nameTakenIn.includes(id)) return `it has a volume '${name}'`;
    if (volumeCount >= maxVolumesPerCluster) return `it has ${volumeCount} volumes, as many as it may have`;
    return undefined;
  }
}
