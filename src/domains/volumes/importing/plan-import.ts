import type { ImportedInventory } from './imported-inventory.ts';

/** What is there already, as far as it can be in the way. */
export interface ImportView {
  /** Of clusters, nodes, devices, volumes, bricks and block volumes. */
  readonly ids: ReadonlySet<string>;
  /** `manage NAME` and `storage NAME`, with the node that has it. */
  readonly hostnames: ReadonlyMap<string, string>;
  /** Hosts by name and by address, with the node on each. */
  readonly hosts: ReadonlyMap<string, { readonly id: string; readonly node: string | undefined }>;
}

export type ImportPlan =
  | {
      readonly kind: 'planned';
      /** The host of each node: one that is known, or a new one of its first name. */
      readonly hosts: ReadonlyMap<string, { readonly id: string; readonly isNew: boolean }>;
    }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Whether an inventory can be taken over beside what is there: all of it or nothing. Names of hosts are unique over all
 * nodes of one kind (contract heketi-engine §6.3 rule 4).
 */
export function planImport(view: ImportView, inventory: ImportedInventory, newId: () => string): ImportPlan {
  const problems = [
    ...idsInTheWay(view, inventory),
    ...namesInTheWay(view, inventory),
    ...volumesOfOneName(inventory),
    ...blockVolumesOfOneName(inventory),
  ];
  const hosts = new Map<string, { readonly id: string; readonly isNew: boolean }>();
  for (const node of inventory.nodes) {
    const [name = ''] = node.manage;
    const known = view.hosts.get(name);
    if (known?.node !== undefined) problems.push(`node ${node.id}: the host ${name} is node ${known.node} already`);
    hosts.set(node.id, known === undefined ? { id: newId(), isNew: true } : { id: known.id, isNew: false });
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'planned', hosts };
}

function idsInTheWay({ ids }: ImportView, inventory: ImportedInventory): readonly string[] {
  const kinds = [
    ['cluster', inventory.clusters],
    ['node', inventory.nodes],
    ['device', inventory.devices],
    ['volume', inventory.volumes],
    ['brick', inventory.bricks],
    ['block volume', inventory.blockVolumes],
  ] as const;
  return kinds.flatMap(([kind, things]) =>
    things.filter(({ id }) => ids.has(id)).map(({ id }) => `${kind} ${id} is there already`),
  );
}

function namesInTheWay(view: ImportView, { nodes }: ImportedInventory): readonly string[] {
  const taken = new Map(view.hostnames);
  const problems: string[] = [];
  for (const node of nodes) {
    for (const kind of ['manage', 'storage'] as const) {
      for (const name of new Set(node[kind])) {
        const holder = taken.get(`${kind} ${name}`);
        if (holder === undefined) taken.set(`${kind} ${name}`, node.id);
        else problems.push(`node ${node.id}: the ${kind} name ${name} is that of node ${holder}`);
      }
    }
  }
  return problems;
}

/** Clones of Heketi can share a name (contract heketi-engine §1.2). */
function volumesOfOneName({ volumes }: ImportedInventory): readonly string[] {
  const byName = Map.groupBy(volumes, ({ cluster, name }) => `${cluster}/${name}`);
  return [...byName.values()].flatMap(([first, ...others]) =>
    others.map(({ id, name }) => `volume ${id} has the name '${name}' of volume ${first?.id}, in the same cluster`),
  );
}

function blockVolumesOfOneName({ blockVolumes }: ImportedInventory): readonly string[] {
  const byName = Map.groupBy(blockVolumes, ({ hosting, name }) => `${hosting}/${name}`);
  return [...byName.values()].flatMap(([first, ...others]) =>
    others.map(
      ({ id, name, hosting }) =>
        `block volume ${id} has the name '${name}' of block volume ${first?.id}, in the same volume ${hosting}`,
    ),
  );
}
