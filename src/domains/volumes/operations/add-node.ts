import { type Static, Type } from 'typebox';
import {
  insertHostStatements,
  readHostByAddress,
  readHostByName,
  removeHostStatement,
} from '../../../kernel/hosts/index.ts';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  oneStage,
  type PlanOutcome,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { findTakenName, type TakenName } from '../inventory/find-taken-name.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { dropNewNode, finishNode, insertNode, keepPeers, type NewNode } from '../tables/node-table.ts';
import { Hostnames } from './hostname.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import { checkGlusterd, limitSnapshots, nameBack, probePeer } from './steps/peer-steps.ts';
import { Tags } from './tags.ts';

const SSH_PORT = 22;

const AddNode = Type.Object(
  {
    cluster: Type.String(),
    zone: Type.Integer({ minimum: 1 }),
    /** Where commands are sent: the first one. */
    manage: Hostnames,
    /** What stands in names of bricks, and is probed: the first one. */
    storage: Hostnames,
    tags: Type.Optional(Tags),
    /** Of sshd, for a host that is not known yet. */
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  },
  { additionalProperties: false },
);

type AddNodeInput = Static<typeof AddNode>;

interface AddNodeView {
  readonly cluster: ClusterView | undefined;
  /** Another node of the cluster that is being added. */
  readonly adding: string | undefined;
  /** Nodes of it that are being taken away: none of them can be asked for the new one. */
  readonly leaving: readonly string[];
  /** The first of the given names that a node has. */
  readonly taken: TakenName | undefined;
  /** The host that has the name or the address, and the node on it. */
  readonly host: { readonly id: string; readonly node: string | undefined } | undefined;
}

type AddNodePlan = {
  readonly node: NewNode;
  /** When the host is not known yet. */
  readonly newHost?: {
    readonly name: string;
    readonly address: { readonly address: string; readonly port: number };
    readonly createdAtMs: number;
  };
  /** How many nodes can take it into their pool, and where they are; none for the first one. */
  readonly peers: number;
  readonly gluster?: GlusterPlace;
  /** What the bricks of the only other node are called by: the new one is to know it. */
  readonly prober?: string;
};

/**
 * `node.add`: a host with glusterd becomes a node of a cluster (contracts heketi-api §9.2, heketi-engine §3.7). Its names
 * are taken from the first moment, and free again when it fails.
 */
export function addNode(settings: VolumeSettings): AnyOperation {
  const join = defineStage<AddNodePlan>({
    name: 'join',

    claim: ({ node, newHost, peers, gluster }) => [
      takeCluster(node.cluster),
      ...(newHost === undefined
        ? []
        : insertHostStatements({ id: node.host, ...newHost, addresses: [newHost.address] })),
      ...(gluster === undefined ? [] : [keepPeers(node.cluster, peers), requireMembers(gluster)]),
      ...insertNode(node),
    ],

    groups: ({ node, gluster, prober }) => {
      const [peer = ''] = node.storage;
      if (gluster === undefined) return [[checkGlusterd([hostId(node.host)], 'new', peer)]];
      return [
        [checkGlusterd(gluster.hosts, 'cluster', peer)],
        [probePeer(gluster, peer)],
        prober === undefined ? [] : [nameBack(hostId(node.host), prober)],
        settings.snapshotLimit > 0 ? [limitSnapshots(gluster, settings.snapshotLimit)] : [],
      ];
    },

    settle: ({ node }) => [finishNode(node.id)],

    unclaim: ({ node, newHost }) => [
      ...dropNewNode(node.id),
      ...(newHost === undefined ? [] : [removeHostStatement(node.host)]),
    ],
  });

  return defineOperation<typeof AddNode, AddNodeView, AddNodePlan>({
    kind: 'node.add',
    version: 1,
    input: AddNode,
    view: readAddNodeView,
    plan: (view, input, context) => planNode(view, input, context, settings),
    next: oneStage(join, ({ node }) => ({ node: node.id })),
    stages: [join],
    stagesExpected: () => 1,
  });
}

function planNode(
  { cluster, adding, leaving, taken, host }: AddNodeView,
  input: AddNodeInput,
  { newId, nowMs }: { readonly newId: () => string; readonly nowMs: number },
  settings: VolumeSettings,
): PlanOutcome<AddNodePlan> {
  const [name = ''] = input.manage;
  const [peer = ''] = input.storage;
  if (cluster === undefined) return { kind: 'refused', error: errors.CLUSTER_NOT_FOUND({ cluster: input.cluster }) };
  if (taken !== undefined) return { kind: 'refused', error: errors.NODE_NAME_TAKEN(taken) };
  if (host?.node !== undefined)
    return { kind: 'refused', error: errors.NODE_NAME_TAKEN({ hostname: name, node: host.node }) };
  const online = cluster.nodes.filter(({ id, state }) => state === 'online' && !leaving.includes(id));
  const isFirst = cluster.nodes.length === 0;
  if (isFirst && adding !== undefined) {
    const reason = 'it is the first node of its cluster, and is being added; the next one has to wait for it';
    return { kind: 'refused', error: errors.NODE_BUSY({ node: adding, reason }) };
  }
  if (!isFirst && online.length === 0) {
    const reason = 'none of its nodes is online';
    return { kind: 'refused', error: errors.GLUSTERD_NOT_RUNNING({ node: 'cluster', host: '', reason }) };
  }
  const node: NewNode = {
    id: newId(),
    cluster: cluster.id,
    host: host?.id ?? newId(),
    madeHost: host === undefined,
    zone: input.zone,
    manage: input.manage,
    storage: input.storage,
    tags: input.tags ?? {},
    isFirst,
  };
  const prober = cluster.nodes[0]?.storageHostname;
  const address = { address: name, port: input.port ?? SSH_PORT };
  return {
    kind: 'planned',
    plan: {
      node,
      ...(host === undefined ? { newHost: { name, address, createdAtMs: nowMs } } : {}),
      peers: online.length,
      ...(isFirst ? {} : { gluster: glusterPlaceOf({ ...cluster, nodes: online }, settings) }),
      ...(cluster.nodes.length === 1 && prober !== undefined ? { prober } : {}),
    },
    reasons: [
      host === undefined ? `the host ${name} is not known yet, and is recorded` : `the host ${name} is known`,
      isFirst
        ? 'it is the first node of the cluster: its own glusterd must answer'
        : `${peer} is taken into the pool by one of the nodes that are online (${online.length})`,
    ],
  };
}

async function readAddNodeView(reader: Reader, input: AddNodeInput): Promise<AddNodeView> {
  const [[cluster], restless, taken, host] = await Promise.all([
    readClusterViews(reader, input.cluster),
    reader.read({
      sql: `select id, state from gluster_node where cluster = $1 and (state = 'adding' or removed_by is not null)`,
      values: [input.cluster],
    }),
    findTakenName(reader, input),
    findHost(reader, input),
  ]);
  const idsOf = (isAdding: boolean): readonly string[] =>
    restless.filter(({ state }) => (state === 'adding') === isAdding).map(({ id }) => String(id));
  return { cluster, adding: idsOf(true)[0], leaving: idsOf(false), taken, host };
}

/** By its name, or by its address: two hosts behind one address would be one machine. */
async function findHost(
  reader: Reader,
  { manage: [name = ''], port = SSH_PORT }: Pick<AddNodeInput, 'manage' | 'port'>,
): Promise<AddNodeView['host']> {
  const found = (await readHostByName(reader, name)) ?? (await readHostByAddress(reader, { address: name, port }));
  if (found === undefined) return undefined;
  const [node] = await reader.read({ sql: 'select id from gluster_node where host = $1', values: [found.id] });
  return { id: found.id, node: node === undefined ? undefined : String(node['id']) };
}
