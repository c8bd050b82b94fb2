/** Machines, and what of them is to be used, as Heketi's topology files have it. */
export interface Topology {
  readonly clusters: readonly ClusterWish[];
}

export interface ClusterWish {
  readonly takesFile: boolean;
  readonly takesBlock: boolean;
  readonly nodes: readonly NodeWish[];
}

export interface NodeWish {
  readonly manage: readonly string[];
  readonly storage: readonly string[];
  readonly zone: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly devices: readonly DeviceWish[];
}

export interface DeviceWish {
  readonly name: string;
  readonly destroyData: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export type ReadTopology =
  | { readonly kind: 'read'; readonly topology: Topology; readonly warnings: readonly string[] }
  | { readonly kind: 'invalid'; readonly problems: readonly string[]; readonly warnings: readonly string[] };

interface Notes {
  readonly problems: string[];
  readonly warnings: string[];
}

/** A value with the place where it stands in the file. */
interface Found {
  readonly value: unknown;
  readonly at: string;
}

/**
 * Reads a topology file of Heketi (contract heketi-api §12.2). Names of keys are taken in any case, as Heketi's client
 * does; what it would pass over in silence is warned about. All faults come out at once.
 */
export function readTopology(text: string): ReadTopology {
  const notes: Notes = { problems: [], warnings: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'invalid', problems: [`is not JSON: ${reason}`], warnings: [] };
  }
  const { clusters } = fields({ value, at: '' }, ['clusters'], notes);
  const topology = {
    clusters: items(clusters, 'clusters', notes).map((cluster) => readCluster(cluster, notes)),
  };
  const { problems, warnings } = notes;
  return problems.length > 0 ? { kind: 'invalid', problems, warnings } : { kind: 'read', topology, warnings };
}

function readCluster(cluster: Found, notes: Notes): ClusterWish {
  const { nodes, file, block } = fields(cluster, ['nodes', 'file', 'block'], notes);
  const wishes = items(nodes, `${cluster.at}.nodes`, notes).map((node) => readNode(node, notes));
  // It is made with its first node.
  if (Array.isArray(nodes?.value) && wishes.length === 0)
    notes.warnings.push(`${nodes.at}: is empty; no cluster is made`);
  return { takesFile: truth(file, true, notes), takesBlock: truth(block, true, notes), nodes: wishes };
}

function readNode(found: Found, notes: Notes): NodeWish {
  const { node, devices } = fields(found, ['node', 'devices'], notes);
  return {
    ...readMachine(node, `${found.at}.node`, notes),
    devices: devices === undefined ? [] : items(devices, devices.at, notes).map((device) => readDevice(device, notes)),
  };
}

function readMachine(found: Found | undefined, at: string, notes: Notes): Omit<NodeWish, 'devices'> {
  const nothing = { manage: [], storage: [], zone: 1, tags: {} };
  if (found === undefined) {
    notes.problems.push(`${at}: is missing`);
    return nothing;
  }
  // Heketi's own dumps name the cluster too.
  const { hostnames, zone, tags } = fields(found, ['hostnames', 'zone', 'tags', 'cluster'], notes);
  if (hostnames === undefined) {
    notes.problems.push(`${at}.hostnames: is missing`);
    return nothing;
  }
  const { manage, storage } = fields(hostnames, ['manage', 'storage'], notes);
  return {
    manage: names(manage, `${at}.hostnames.manage`, notes),
    storage: names(storage, `${at}.hostnames.storage`, notes),
    zone: readZone(zone, `${at}.zone`, notes),
    tags: readTags(tags, notes),
  };
}

function readDevice(found: Found, notes: Notes): DeviceWish {
  if (typeof found.value === 'string') return { name: found.value, destroyData: false, tags: {} };
  const { name, destroydata, tags } = fields(found, ['name', 'destroydata', 'tags'], notes);
  return {
    name: text(name, `${found.at}.name`, notes),
    destroyData: truth(destroydata, false, notes),
    tags: readTags(tags, notes),
  };
}

function readZone(found: Found | undefined, at: string, { problems }: Notes): number {
  const zone = found?.value;
  if (typeof zone === 'number' && Number.isInteger(zone) && zone >= 1) return zone;
  problems.push(`${at}: must be a whole number of at least 1`);
  return 1;
}

function readTags(found: Found | undefined, notes: Notes): Readonly<Record<string, string>> {
  if (found === undefined || found.value === null) return {};
  const { value, at } = found;
  const isObject = typeof value === 'object' && !Array.isArray(value);
  if (!isObject || Object.values(value).some((each) => typeof each !== 'string')) {
    notes.problems.push(`${at}: must be an object of texts`);
    return {};
  }
  return value as Readonly<Record<string, string>>;
}

function names(found: Found | undefined, at: string, notes: Notes): readonly string[] {
  const all = items(found, at, notes).map((each) => text(each, each.at, notes));
  if (all.length === 0 && Array.isArray(found?.value)) notes.problems.push(`${at}: must have a name in it`);
  return all;
}

/** Fields by their names in small letters; unknown ones are warned about. */
function fields<Name extends string>(
  { value, at }: Found,
  known: readonly Name[],
  { problems, warnings }: Notes,
): { readonly [Each in Name]?: Found } {
  const place = at === '' ? '' : `${at}.`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(`${at === '' ? 'the file' : at}: must be an object`);
    return {};
  }
  const found: Record<string, Found> = {};
  for (const [key, each] of Object.entries(value)) {
    const name = key.toLowerCase();
    if ((known as readonly string[]).includes(name)) found[name] = { value: each as unknown, at: `${place}${key}` };
    else warnings.push(`${place}${key}: is not known and has no effect`);
  }
  return found as { readonly [Each in Name]?: Found };
}

function items(found: Found | undefined, at: string, { problems }: Notes): readonly Found[] {
  const value = found?.value;
  if (Array.isArray(value)) return value.map((each: unknown, index) => ({ value: each, at: `${at}[${index}]` }));
  problems.push(`${at}: ${value === undefined ? 'is missing' : 'must be a list'}`);
  return [];
}

function text(found: Found | undefined, at: string, { problems }: Notes): string {
  const value = found?.value;
  if (typeof value === 'string' && value !== '') return value;
  problems.push(`${at}: ${value === undefined ? 'is missing' : 'must be a text'}`);
  return '';
}

function truth(found: Found | undefined, otherwise: boolean, { problems }: Notes): boolean {
  if (found === undefined || found.value === null) return otherwise;
  if (typeof found.value === 'boolean') return found.value;
  problems.push(`${found.at}: must be true or false`);
  return otherwise;
}
