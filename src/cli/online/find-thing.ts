import { allItems, type Client, dataOf, type Schemas } from '../../../client/index.ts';
import { errors } from '../errors.ts';

/** What things are named by in commands; an id is always right. */
const isId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** A host by name or id. @throws CLI_NAME_UNKNOWN */
export async function findHost(client: Client, named: string): Promise<Schemas['Host']> {
  if (isId(named)) return dataOf(client.GET('/hosts/{host}', { params: { path: { host: named } } }));
  const { items } = await dataOf(client.GET('/hosts', { params: { query: { name: named } } }));
  return theOne('host', named, items);
}

/** The id of a cluster: the only one there is where none is named. @throws CLI_CLUSTER_UNSAID */
export async function findClusterId(client: Client, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { items } = await dataOf(client.GET('/clusters', { params: { query: { limit: 10 } } }));
  const [only, ...others] = items;
  if (only === undefined || others.length > 0) throw errors.CLI_CLUSTER_UNSAID({ clusters: items.map(({ id }) => id) });
  return only.id;
}

/** A node by one of its names, or by its id. @throws CLI_NAME_UNKNOWN, CLI_NAME_AMBIGUOUS */
export async function findNode(client: Client, named: string): Promise<Schemas['Node']> {
  if (isId(named)) return dataOf(client.GET('/nodes/{node}', { params: { path: { node: named } } }));
  const nodes = await allItems((query) => client.GET('/nodes', { params: { query } }));
  const called = (names: (node: Schemas['Node']) => readonly string[]): readonly Schemas['Node'][] =>
    nodes.filter((node) => names(node).includes(named));
  const managed = called(({ manage }) => manage);
  return theOne('node', named, managed.length > 0 ? managed : called(({ storage }) => storage));
}

/**
 * A device by its id, by `NODE:/PATH`, or by its path alone where one node has it.
 *
 * @throws CLI_NAME_UNKNOWN, CLI_NAME_AMBIGUOUS
 */
export async function findDevice(client: Client, named: string): Promise<Schemas['Device']> {
  if (isId(named)) return dataOf(client.GET('/devices/{device}', { params: { path: { device: named } } }));
  const { node, path = named } = /^(?<node>[^/]+):(?<path>\/.*)$/s.exec(named)?.groups ?? {};
  const devices =
    node === undefined
      ? await allItems((query) => client.GET('/devices', { params: { query } }))
      : (await findNode(client, node)).devices;
  const [byName, byPath] = [
    devices.filter(({ name }) => name === path),
    devices.filter(({ paths }) => paths.includes(path)),
  ];
  return theOne('device', named, byName.length > 0 ? byName : byPath);
}

/** A volume by name or id. @throws CLI_NAME_UNKNOWN, CLI_NAME_AMBIGUOUS */
export async function findVolume(client: Client, named: string): Promise<Schemas['Volume']> {
  if (isId(named)) return dataOf(client.GET('/volumes/{volume}', { params: { path: { volume: named } } }));
  const items = await allItems((query) => client.GET('/volumes', { params: { query: { ...query, name: named } } }));
  return theOne('volume', named, items);
}

/** A snapshot by name or id. @throws CLI_NAME_UNKNOWN, CLI_NAME_AMBIGUOUS */
export async function findSnapshot(client: Client, named: string): Promise<Schemas['Snapshot']> {
  if (isId(named)) return dataOf(client.GET('/snapshots/{snapshot}', { params: { path: { snapshot: named } } }));
  const items = await allItems((query) => client.GET('/snapshots', { params: { query: { ...query, name: named } } }));
  return theOne('snapshot', named, items);
}

/** A block volume by name or id. @throws CLI_NAME_UNKNOWN, CLI_NAME_AMBIGUOUS */
export async function findBlockVolume(client: Client, named: string): Promise<Schemas['BlockVolume']> {
  if (isId(named)) {
    const params = { path: { blockVolume: named } };
    return dataOf(client.GET('/block-volumes/{blockVolume}', { params }));
  }
  const items = await allItems((query) =>
    client.GET('/block-volumes', { params: { query: { ...query, name: named } } }),
  );
  return theOne('block volume', named, items);
}

/** What nodes, and the hosts that they are, are called in what holds their ids alone: by the first name of the node. */
export async function nodeNames(client: Client): Promise<(id: string) => string> {
  const nodes = await allItems((query) => client.GET('/nodes', { params: { query } }));
  const names = new Map(nodes.flatMap(({ id, host, manage: [name = id] }) => [id, host].map((each) => [each, name])));
  return (id) => names.get(id) ?? id;
}

function theOne<Thing extends { readonly id: string }>(what: string, name: string, found: readonly Thing[]): Thing {
  const [first, ...others] = found;
  if (first === undefined) throw errors.CLI_NAME_UNKNOWN({ what, name });
  if (others.length > 0) throw errors.CLI_NAME_AMBIGUOUS({ what, name, ids: found.map(({ id }) => id) });
  return first;
}
