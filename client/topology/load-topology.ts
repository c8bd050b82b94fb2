import type { ClusterWish, DeviceWish, NodeWish, Topology } from './read-topology.ts';

/** What became of one item of a topology. */
export interface Outcome {
  readonly kind: 'cluster' | 'node' | 'device';
  /** The id of a cluster, the first name of a node, `NODE:PATH` of a device. */
  readonly name: string;
  readonly outcome: 'added' | 'there' | 'failed' | 'skipped' | 'removed';
  readonly id?: string;
  /** Why it failed or was skipped; for one that is there, how it differs. */
  readonly note?: string;
}

/** What has to be known of a node that is there. */
export interface KnownNode {
  readonly id: string;
  readonly cluster: string;
  readonly zone: number;
  readonly manage: readonly string[];
  readonly devices: readonly KnownDevice[];
}

interface KnownDevice {
  readonly id: string;
  readonly name: string;
  readonly paths: readonly string[];
}

/** What loading stands on; each change waits for its end. */
export interface Loader {
  readonly nodes: readonly KnownNode[];
  createCluster(wish: ClusterWish): Promise<{ readonly id: string }>;
  deleteCluster(id: string): Promise<void>;
  /** Gives its id. */
  addNode(cluster: string, wish: NodeWish): Promise<string>;
  addDevice(node: string, wish: DeviceWish): Promise<string>;
  /** The sentence of what an item failed with; throws what ends the whole load. */
  reasonOf(error: unknown): string;
  onOutcome(outcome: Outcome): void;
}

/**
 * Brings a fleet to what a topology says, one item after the other. What is there is left as it is, found by the names
 * of nodes and the paths of devices; what fails is told of, and the rest goes on.
 */
export async function loadTopology(loader: Loader, { clusters }: Topology): Promise<void> {
  for (const cluster of clusters) await loadCluster(loader, cluster, (outcome) => loader.onOutcome(outcome));
}

async function loadCluster(loader: Loader, wish: ClusterWish, tell: (outcome: Outcome) => void): Promise<void> {
  const { nodes: wishes } = wish;
  const known = wishes.map((node) => findNode(loader.nodes, node));
  let cluster = known.find((node) => node !== undefined)?.cluster;
  let isNew = false;
  let members = known.filter((node) => node !== undefined).length;
  if (cluster !== undefined) tell({ kind: 'cluster', name: cluster, id: cluster, outcome: 'there' });
  for (const [index, node] of wishes.entries()) {
    const found = known[index];
    const name = node.manage[0] ?? '';
    if (found !== undefined) {
      tell({ kind: 'node', name, id: found.id, outcome: 'there', ...differences(found, node, cluster) });
      await loadDevices(loader, { id: found.id, name, devices: found.devices }, node.devices, tell);
      continue;
    }
    if (cluster === undefined) {
      const made = await attempt(loader, () => loader.createCluster(wish));
      if (made.kind === 'failed') {
        tell({ kind: 'cluster', name: 'a new one', outcome: 'failed', note: made.note });
        return;
      }
      cluster = made.value.id;
      isNew = true;
      tell({ kind: 'cluster', name: cluster, id: cluster, outcome: 'added' });
    }
    const into = cluster;
    const added = await attempt(loader, () => loader.addNode(into, node));
    if (added.kind === 'failed') {
      tell({ kind: 'node', name, outcome: 'failed', note: added.note });
      for (const device of node.devices)
        tell({ kind: 'device', name: `${name}:${device.name}`, outcome: 'skipped', note: 'its node is not there' });
      continue;
    }
    members += 1;
    tell({ kind: 'node', name, id: added.value, outcome: 'added' });
    await loadDevices(loader, { id: added.value, name, devices: [] }, node.devices, tell);
  }
  // An empty one would stay behind each time that the load is tried again.
  if (isNew && members === 0 && cluster !== undefined) {
    const empty = cluster;
    const gone = await attempt(loader, () => loader.deleteCluster(empty));
    tell(
      gone.kind === 'failed'
        ? { kind: 'cluster', name: empty, id: empty, outcome: 'failed', note: `it is empty and stays: ${gone.note}` }
        : { kind: 'cluster', name: empty, id: empty, outcome: 'removed', note: 'no node came into it' },
    );
  }
}

async function loadDevices(
  loader: Loader,
  node: { readonly id: string; readonly name: string; readonly devices: readonly KnownDevice[] },
  wishes: readonly DeviceWish[],
  tell: (outcome: Outcome) => void,
): Promise<void> {
  for (const wish of wishes) {
    const name = `${node.name}:${wish.name}`;
    const found =
      node.devices.find((device) => device.name === wish.name) ??
      node.devices.find((device) => device.paths.includes(wish.name));
    if (found !== undefined) {
      tell({ kind: 'device', name, id: found.id, outcome: 'there' });
      continue;
    }
    const added = await attempt(loader, () => loader.addDevice(node.id, wish));
    tell(
      added.kind === 'failed'
        ? { kind: 'device', name, outcome: 'failed', note: added.note }
        : { kind: 'device', name, id: added.value, outcome: 'added' },
    );
  }
}

/** By its first name, as Heketi's client does; names are unique over all nodes. */
function findNode(nodes: readonly KnownNode[], { manage }: NodeWish): KnownNode | undefined {
  return nodes.find((node) => manage[0] !== undefined && node.manage.includes(manage[0]));
}

/** What the file says of a node that is there, and is not so. */
function differences(node: KnownNode, wish: NodeWish, cluster: string | undefined): { readonly note?: string } {
  const notes = [
    ...(node.zone === wish.zone ? [] : [`it is in zone ${node.zone}, not ${wish.zone}`]),
    ...(node.cluster === cluster ? [] : [`it is in the cluster ${node.cluster}`]),
  ];
  return notes.length === 0 ? {} : { note: notes.join('; ') };
}

type Attempt<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly note: string };

async function attempt<Value>(loader: Loader, act: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { kind: 'done', value: await act() };
  } catch (error) {
    return { kind: 'failed', note: loader.reasonOf(error) };
  }
}
