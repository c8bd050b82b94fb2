import { type Client, idIn } from './client.ts';

/** 4 nodes with 32 devices of 1 TiB each: room for 20,000 volumes of 1 GiB in three replicas, and more. */
const NODES = 4;
const DEVICES = 32;

/** Adds the fleet over the API: a cluster, its nodes, their devices. */
export function addFleet(client: Client): Promise<void> {
  return addNodes(client, NODES, DEVICES);
}

/** 100 nodes with four devices each, one request after the other, as `heketi-cli topology load` makes them. */
const TOPOLOGY_NODES = 100;
const TOPOLOGY_DEVICES = 4;

/** Adds a cluster of 100 nodes over the API. */
export function loadTopology(client: Client): Promise<Measured> {
  let isLoaded = false;
  return measure(
    1,
    () => !isLoaded,
    async () => {
      await addNodes(client, TOPOLOGY_NODES, TOPOLOGY_DEVICES);
      isLoaded = true;
    },
  );
}

async function addNodes(client: Client, nodes: number, devices: number): Promise<void> {
  const cluster = idIn(await client.finish('POST', '/clusters', { file: true, block: true }));
  for (let node = 1; node <= nodes; node += 1) {
    const hostnames = { manage: [`node-${node}`], storage: [`10.0.0.${node}`] };
    const id = idIn(await client.finish('POST', '/nodes', { zone: node, cluster, hostnames }));
    for (let device = 1; device <= devices; device += 1)
      await client.finish('POST', '/devices', { node: id, name: `/dev/disk${device}` });
  }
}

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Creates so many replica-3 volumes of 1 GiB, each client one after the other, and adds their ids. */
export function createVolumes(client: Client, clients: number, count: number, ids: string[]): Promise<Measured> {
  const wish = { size: 1, durability: { type: 'replicate', replicate: { replica: 3 } } };
  let left = count;
  return measure(
    clients,
    () => {
      left -= 1;
      return left >= 0;
    },
    async () => void ids.push(idIn(await client.finish('POST', '/volumes', wish))),
  );
}

/** Makes each of these volumes 1 GiB larger: a new set of bricks for each. */
export function expandVolumes(client: Client, clients: number, ids: readonly string[]): Promise<Measured> {
  return measureEach(clients, ids, (id) => client.finish('POST', `/volumes/${id}/expand`, { expand_size: 1 }));
}

export function deleteVolumes(client: Client, clients: number, ids: readonly string[]): Promise<Measured> {
  return measureEach(clients, ids, (id) => client.finish('DELETE', `/volumes/${id}`));
}

function measureEach(
  clients: number,
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
): Promise<Measured> {
  const left = ids.values();
  let next = left.next();
  return measure(
    clients,
    () => next.done !== true,
    async () => {
      const id = next.value ?? '';
      next = left.next();
      await act(id);
    },
  );
}

/** Reads volumes, one after the other in all clients, for so long. */
export function readVolumes(
  client: Client,
  clients: number,
  seconds: number,
  ids: readonly string[],
): Promise<Measured> {
  const endAt = performance.now() + seconds * 1000;
  let next = 0;
  return measure(
    clients,
    () => performance.now() < endAt,
    async () => {
      next = (next + 1) % ids.length;
      await client.finish('GET', `/volumes/${ids[next]}`);
    },
  );
}

async function measure(clients: number, goesOn: () => boolean, act: () => Promise<void>): Promise<Measured> {
  const times: number[] = [];
  const startedAt = performance.now();
  const oneClient = async (): Promise<void> => {
    while (goesOn()) {
      const from = performance.now();
      await act();
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: clients }, oneClient));
  const seconds = (performance.now() - startedAt) / 1000;
  times.sort((a, b) => a - b);
  const quantile = (q: number): number => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0;
  return { perSecond: times.length / seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}
