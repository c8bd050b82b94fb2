import { Type } from 'typebox';
import { removeHostStatement } from '../../../kernel/hosts/index.ts';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  oneStage,
  type PlanOutcome,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { type HostId, hostId } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireMembers, takeClusterOfNode } from '../tables/cluster-table.ts';
import {
  CLUSTER_WORK,
  deleteNode as deleteRows,
  holdEmptyNode,
  releaseNode,
  requireStorageName,
} from '../tables/node-table.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import { checkGlusterd, detachPeer, learnMember } from './steps/peer-steps.ts';

const DeleteNode = Type.Object({ node: Type.String() }, { additionalProperties: false });

interface DeleteNodeView {
  readonly node:
    | {
        readonly host: string;
        readonly madeHost: boolean;
        readonly storageHostname: string;
        /** Those that are being added included. */
        readonly devices: number;
      }
    | undefined;
  readonly cluster: ClusterView | undefined;
  /** An operation that works with the pool of its cluster, or a node that is being added to it. */
  readonly holder: string | undefined;
}

type DeleteNodePlan = {
  readonly node: string;
  readonly storageHostname: string;
  /** When it came with the node. */
  readonly host?: string;
  /** The other nodes; none for the last one of its cluster. */
  readonly gluster?: GlusterPlace;
  /** Its own; absent in records of older releases. */
  readonly at?: HostId;
};

/**
 * `node.delete`: takes a node without devices out of the pool and out of its cluster. When the pool does not let it go,
 * it stays (DECISIONS, "node delete").
 */
export function deleteNode(settings: VolumeSettings): AnyOperation {
  const leave = defineStage<DeleteNodePlan>({
    name: 'leave',
    claim: ({ node, storageHostname, gluster }, operation) => [
      takeClusterOfNode(node),
      ...holdEmptyNode(node, operation, gluster?.hosts.length ?? 0),
      requireStorageName(node, storageHostname),
      ...(gluster === undefined ? [] : [requireMembers(gluster)]),
    ],
    groups: ({ storageHostname, gluster, at }) =>
      gluster === undefined
        ? []
        : [
            [checkGlusterd(gluster.hosts, 'cluster', storageHostname)],
            [learnMember(gluster, { name: storageHostname, ...(at === undefined ? {} : { host: at }) })],
            [detachPeer(gluster, storageHostname)],
          ],
    settle: ({ node, host }, operation) => [
      ...deleteRows(node, operation),
      ...(host === undefined ? [] : [removeHostStatement(host)]),
    ],
    unclaim: ({ node }, operation) => [releaseNode(node, operation)],
  });

  return defineOperation<typeof DeleteNode, DeleteNodeView, DeleteNodePlan>({
    kind: 'node.delete',
    version: 1,
    input: DeleteNode,
    view: readDeleteNodeView,

    plan: ({ node, cluster, holder }, { node: id }): PlanOutcome<DeleteNodePlan> => {
      if (node === undefined || cluster === undefined)
        return { kind: 'refused', error: errors.NODE_NOT_FOUND({ node: id }) };
      const { host, madeHost, storageHostname, devices } = node;
      if (devices > 0) return { kind: 'refused', error: errors.NODE_NOT_EMPTY({ node: id, devices }) };
      if (holder !== undefined) {
        const reason = `${holder} works with the pool of its cluster`;
        return { kind: 'refused', error: errors.NODE_BUSY({ node: id, reason }) };
      }
      const others = cluster.nodes.filter((other) => other.id !== id);
      return {
        kind: 'planned',
        plan: {
          node: id,
          storageHostname,
          at: hostId(host),
          ...(madeHost ? { host } : {}),
          ...(others.length === 0 ? {} : { gluster: glusterPlaceOf({ ...cluster, nodes: others }, settings) }),
        },
        reasons: [
          others.length === 0
            ? 'it is the last node of its cluster: there is no pool to leave'
            : `one of ${others.length} other nodes takes ${storageHostname} out of the pool`,
        ],
      };
    },

    next: oneStage(leave, () => ({})),
    stages: [leave],
    stagesExpected: () => 1,
  });
}

async function readDeleteNodeView(reader: Reader, { node: id }: { readonly node: string }): Promise<DeleteNodeView> {
  const [row] = await reader.read({
    sql: `select cluster, host, made_host, storage_hostname,
        (select count(*) from gluster_device device where device.node = gluster_node.id) as devices
      from gluster_node where id = $1 and state <> 'adding'`,
    values: [id],
  });
  if (row === undefined) return { node: undefined, cluster: undefined, holder: undefined };
  const clusterId = String(row['cluster']);
  const [[cluster], [work]] = await Promise.all([
    readClusterViews(reader, clusterId),
    reader.read({ sql: `select holder from (${CLUSTER_WORK}) work where cluster = $1 limit 1`, values: [clusterId] }),
  ]);
  return {
    node: {
      host: String(row['host']),
      madeHost: row['made_host'] === 1,
      storageHostname: String(row['storage_hostname']),
      devices: Number(row['devices']),
    },
    cluster,
    holder: work === undefined ? undefined : String(work['holder']),
  };
}
