import type { CodedError } from '../../kernel/errors.ts';
import type { ClusterCause } from '../../domains/volumes/index.ts';
import type { HeketiApi } from './parts.ts';

/**
 * Heketi's sentence for a volume that no cluster can take (contract heketi-api §9.6, row 13); undefined for other errors.
 * The reason of a single cluster stands alone.
 */
export async function whyNoVolume(api: HeketiApi, { code, fields }: CodedError): Promise<string | undefined> {
  switch (code) {
    case 'VOLUME_NAME_TAKEN': {
      const { name, clusters } = fields as { name: string; clusters: readonly string[] };
      return joined(
        'No eligible cluster for volume',
        clusters.map((cluster) => [cluster, `Volume name '${name}' already in use`]),
      );
    }
    case 'VOLUME_NO_CLUSTER':
      return joined('No eligible cluster for volume', await reasonsOf(api, fields));
    case 'VOLUME_NO_SPACE':
      return joined('Unable to create volume on any cluster:', await reasonsOf(api, fields));
    case 'VOLUME_TAG_RULE_INVALID':
      return `Invalid tag matching rule: Invalid tag match rule: ${String(fields['rule'])}`;
    case 'VOLUME_FILES_TOO_LARGE':
      return `Average file size (${String(fields['averageFileSizeKib'])}) is greater than Brick size (${String(fields['brickKib'])})`;
    default:
      return undefined;
  }
}

type Reason = readonly [cluster: string, reason: string];

function joined(head: string, reasons: readonly Reason[]): string {
  const [only] = reasons;
  if (only === undefined) return 'No space';
  return reasons.length === 1
    ? only[1]
    : [head, ...reasons.map(([cluster, reason]) => `Cluster ${cluster}: ${reason}`)].join('\n');
}

async function reasonsOf(api: HeketiApi, { causes }: Readonly<Record<string, unknown>>): Promise<readonly Reason[]> {
  const listed = (causes ?? []) as readonly ClusterCause[];
  return Promise.all(listed.map(async (cause): Promise<Reason> => [cause.cluster, await reasonOf(api, cause)]));
}

async function reasonOf(api: HeketiApi, { cluster, cause, name = '', volumes, most }: ClusterCause): Promise<string> {
  switch (cause) {
    case 'unknown':
      return 'Id not found';
    case 'no-file-volumes':
    case 'no-block-volumes': {
      const { takesBlock, takesFile } = await api.volumes.clusters.get(cluster);
      return takesBlock || takesFile
        ? 'Cluster does not support requested volume type'
        : 'Cluster has disabled all volume types';
    }
    case 'name-taken':
      return `Volume name '${name}' already in use`;
    case 'too-many-volumes':
      return `Cluster has ${volumes} volumes and limit is ${most}`;
    case 'no-nodes':
      return 'No nodes in cluster';
    case 'no-devices':
      return 'No online storage devices in cluster';
    case 'no-space':
      return 'No space';
  }
}
