import { expect, onTestFinished } from 'vitest';
import { heketiHttp, type NodeInfo, type VolumeInfo } from '../lab/heketi-http.ts';
import { makeCluster } from '../lab/make-cluster.ts';
import { type StorageServer, startStorageServer, type Trouble } from '../lab/storage-server.ts';
import { v2Http } from '../lab/v2-http.ts';
import { access, type Guest, guests, lab, on, shellOn } from './guests.ts';

/** The product with the guests as its nodes: one helper for each thing that a case does. */
export interface Fleet {
  readonly heketi: ReturnType<typeof heketiHttp>;
  readonly server: StorageServer;
  /** Makes each guest a node of one cluster. */
  addNodes(): Promise<void>;
  /** Takes the guests for the nodes that the server has already. */
  findNodes(): Promise<void>;
  nodeOf(guest: Guest): Promise<NodeInfo>;
  addDevice(guest: Guest, name: string, wish?: { readonly destroydata: boolean }): Promise<DeviceInfo>;
  /** What refuses it. */
  refuseDevice(guest: Guest, name: string, wish?: { readonly destroydata: boolean }): Promise<string>;
  deviceOf(guest: Guest, name: string): Promise<DeviceInfo>;
  devicesOf(guest: Guest): Promise<readonly DeviceInfo[]>;
  setDevice(id: string, state: 'online' | 'offline' | 'failed'): Promise<void>;
  /** Moves what is on a device elsewhere, and takes it out of use. */
  removeDevice(id: string): Promise<void>;
  createVolume(name: string, wish?: VolumeWish): Promise<VolumeInfo>;
  deleteVolume(volume: VolumeInfo): Promise<void>;
  volumeNamed(name: string): Promise<VolumeInfo>;
  /** The brick of a volume that has one on each guest. */
  brickOn(guest: Guest, volume: string): Promise<BrickInfo>;
  /** Starts an operation by our own API, and waits for its good end; what it gives. */
  operate<Result>(path: string, body: object): Promise<Result>;
  /** Deletes something by our own API, to its end. */
  remove(path: string): Promise<void>;
  /** What an examination of the hosts finds to be otherwise than it is recorded. */
  examine(): Promise<readonly Finding[]>;
  repair(findings: readonly Finding[]): Promise<void>;
  /** What is not over. */
  open(): readonly Trouble[];
}

export interface Finding {
  readonly id: string;
  readonly code: string;
  readonly found: string;
}

export interface VolumeWish {
  readonly sizeGib?: number;
  readonly durability?: unknown;
  /** How much room for snapshots it has, as a part of its size; none without it. */
  readonly snapshotFactor?: number;
  readonly options?: readonly string[];
}

export type DeviceInfo = NodeInfo['devices'][number];
export type BrickInfo = VolumeInfo['bricks'][number];

/** Of emulated guests. */
export const PATIENCE = { timeout: 300_000, interval: 1000 };

export const REPLICA_3 = { type: 'replicate', replicate: { replica: 3 } };

export async function startFleet(folder: string): Promise<Fleet> {
  return fleetOf(await startStorageServer(folder, access));
}

export function fleetOf(server: StorageServer): Fleet {
  const heketi = heketiHttp(() => server.url());
  const v2 = v2Http(() => server);
  /** Ids of the nodes, by the guests' names. */
  const nodes = new Map<string, string>();

  const nodeOf: Fleet['nodeOf'] = ({ name }) => heketi.get<NodeInfo>(`/nodes/${nodes.get(name)}`);
  const devicesOf: Fleet['devicesOf'] = async (guest) => (await nodeOf(guest)).devices;
  const deviceOf: Fleet['deviceOf'] = async (guest, wanted) => {
    const found = (await devicesOf(guest)).find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`${guest.name} has no device ${wanted}`);
    return found;
  };
  const deviceAdd = (guest: Guest, name: string, wish: object): Promise<string> =>
    heketi.begin('POST', '/devices', { node: nodes.get(guest.name), name, ...wish });
  const setDevice: Fleet['setDevice'] = async (id, state) => {
    server.tellOnFailure();
    const ended = await heketi.end(await heketi.begin('POST', `/devices/${id}/state`, { state }));
    if (ended.kind === 'done') return;
    if (!ended.text.includes('is not healed yet')) throw new Error(ended.text);
    // Nobody asks for it again: the operation goes on by itself.
    await expect.poll(() => server.troubles().filter((each) => each.state !== 'failed'), PATIENCE).toEqual([]);
  };

  return {
    heketi,
    server,
    nodeOf,
    devicesOf,
    deviceOf,

    addNodes: async () => {
      server.tellOnFailure();
      for (const [name, id] of (await makeCluster(heketi, guests)).nodes) nodes.set(name, id);
    },

    findNodes: async () => {
      const { clusters } = await heketi.get<{ clusters: readonly string[] }>('/clusters');
      const found = await Promise.all(
        clusters.map((id) => heketi.get<{ nodes: readonly string[] }>(`/clusters/${id}`)),
      );
      for (const id of found.flatMap((cluster) => cluster.nodes)) {
        const { hostnames } = await heketi.get<NodeInfo>(`/nodes/${id}`);
        const guest = guests.find(({ address }) => hostnames.manage.includes(address));
        if (guest !== undefined) nodes.set(guest.name, id);
      }
    },

    addDevice: async (guest, name, wish = { destroydata: false }) => {
      server.tellOnFailure();
      const ended = await heketi.end(await deviceAdd(guest, name, wish));
      if (ended.kind === 'failed') throw new Error(ended.text);
      return deviceOf(guest, name);
    },

    refuseDevice: async (guest, name, wish = { destroydata: false }) => {
      const ended = await heketi.end(await deviceAdd(guest, name, wish));
      if (ended.kind === 'done') throw new Error(`${name} of ${guest.name} became a device`);
      return ended.text;
    },

    setDevice,

    removeDevice: async (id) => {
      await setDevice(id, 'offline');
      await setDevice(id, 'failed');
      await heketi.carryOut('DELETE', `/devices/${id}`);
    },

    createVolume: (name, { sizeGib = 1, durability = REPLICA_3, snapshotFactor, options = [] } = {}) => {
      server.tellOnFailure();
      return heketi.carryOut('POST', '/volumes', {
        size: sizeGib,
        name,
        durability,
        glustervolumeoptions: options,
        ...(snapshotFactor === undefined ? {} : { snapshot: { enable: true, factor: snapshotFactor } }),
      });
    },

    deleteVolume: ({ id }) => {
      server.tellOnFailure();
      return heketi.carryOut('DELETE', `/volumes/${id}`);
    },

    volumeNamed: async (wanted) => {
      const { volumes } = await heketi.get<{ volumes: readonly string[] }>('/volumes');
      const all = await Promise.all(volumes.map((id) => heketi.get<VolumeInfo>(`/volumes/${id}`)));
      const found = all.find(({ name }) => name === wanted);
      if (found === undefined) throw new Error(`there is no volume ${wanted}`);
      return found;
    },

    brickOn: async (guest, volume) => {
      const { bricks } = await heketi.get<VolumeInfo>(`/volumes/${volume}`);
      const found = bricks.find(({ node }) => node === nodes.get(guest.name));
      if (found === undefined) throw new Error(`the volume has no brick on ${guest.name}`);
      return found;
    },

    operate: (path, body) => {
      server.tellOnFailure();
      return v2.operate(`POST ${path}`, body);
    },

    remove: async (path) => {
      server.tellOnFailure();
      await v2.operate(`DELETE ${path}`);
    },

    examine: async () => {
      server.tellOnFailure();
      const { clusters } = await heketi.get<{ clusters: readonly string[] }>('/clusters');
      return (await v2.call<{ findings: readonly Finding[] }>('POST /drift/examine', { cluster: clusters[0] }))
        .findings;
    },

    repair: async (findings) => {
      server.tellOnFailure();
      await v2.operate('POST /drift/repair', { findings: findings.map(({ id }) => id) });
    },

    open: () => server.troubles().filter(({ state }) => state !== 'failed'),
  };
}

/** A volume, mounted on these guests; the folder is the same on each. */
export async function mounted(volume: VolumeInfo, ...on_: readonly Guest[]): Promise<string> {
  let at = '';
  for (const guest of on_) {
    at = await lab('mount', guest.name, volume.name);
    onTestFinished(() => lab('unmount', guest.name, volume.name).then(() => undefined));
  }
  return at;
}

/** Made durable file by file: what a client has not asked to be kept may be lost with a host's power. */
const WRITE =
  'cd "$1"; dd if=/dev/urandom of=big bs=1M count=4 status=none; echo small >small; sync big small; sha256sum big small';
const SUMS = 'cd "$1"; sha256sum big small';

/** Writes files into a folder; gives their checksums. */
export const write = (guest: Guest, at: string): Promise<string> => shellOn(guest, WRITE, at);
/** Checksums of those files. */
export const sumsOf = (guest: Guest, at: string): Promise<string> => shellOn(guest, SUMS, at);

/** Runs on all guests at once. */
export async function onAll(...argv: readonly string[]): Promise<readonly string[]> {
  return Promise.all(guests.map((guest) => on(guest, ...argv)));
}
