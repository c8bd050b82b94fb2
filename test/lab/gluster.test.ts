import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  countUnhealed,
  findImages,
  findLoops,
  findRemains,
  lab,
  labAccess,
  labDevices,
  type LabHost,
  labHosts,
  on,
  shellOn,
} from './gluster-lab.ts';
import { heketiHttp, type NodeInfo, type VolumeInfo } from './heketi-http.ts';
import { type StorageServer, startStorageServer, type Trouble } from './storage-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-lab-test-'));
let server: StorageServer;
const heketi = heketiHttp(() => server.url());
/** The node of each host, by the host's name. */
const nodes = new Map<string, NodeInfo>();

const [first, second, third, fourth] = labHosts as readonly [LabHost, LabHost, LabHost, LabHost];

beforeAll(async () => {
  await lab('reset');
  server = await startStorageServer(folder, labAccess);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const REPLICA_3 = { type: 'replicate', replicate: { replica: 3 } };
const HALF_GIB = 524_288;
const DISPERSE_2_1 = { type: 'disperse', disperse: { data: 2, redundancy: 1 } };

async function createVolume(name: string, durability: unknown = REPLICA_3, sizeGib = 1): Promise<VolumeInfo> {
  server.tellOnFailure();
  return heketi.carryOut('POST', '/volumes', { size: sizeGib, name, durability });
}

/** A volume, mounted on these hosts; the folder is the same on each. */
async function mounted(volume: VolumeInfo, ...hosts: readonly LabHost[]): Promise<string> {
  let at = '';
  for (const host of hosts) {
    at = await lab('mount', host.name, volume.name);
    onTestFinished(() => lab('unmount', host.name, volume.name).then(() => undefined));
  }
  return at;
}

async function hostsOf(volume: VolumeInfo): Promise<readonly string[]> {
  const names = volume.bricks.map(({ node }) => [...nodes].find(([, { id }]) => id === node)?.[0] ?? 'unknown');
  return names.toSorted((a, b) => a.localeCompare(b));
}

async function setNode(host: LabHost, state: 'online' | 'offline'): Promise<void> {
  await heketi.carryOut('POST', `/nodes/${nodes.get(host.name)?.id}/state`, { state });
}

/** Until nothing of bricks and volumes is on these hosts. */
async function expectNothingLeft(hosts: readonly LabHost[] = labHosts, timeout = 30_000): Promise<void> {
  await expect.poll(() => findRemains(hosts), { timeout, interval: 500 }).toEqual([]);
  if (hosts === labHosts) await expect.poll(findLoops, { timeout: 5000, interval: 200 }).toEqual([]);
}

/** Until a host has the image of a brick: a create is under way there, and far from its end. */
async function untilABrickIsMade(host: LabHost): Promise<void> {
  await vi.waitUntil(async () => (await findImages(host)).length > 0, { timeout: 30_000, interval: 5 });
}

const WRITE =
  'dd if=/dev/urandom of="$1/big" bs=1M count=16 status=none; echo small >"$1/small"; cd "$1"; sha256sum big small';
const SUMS = 'cd "$1"; sha256sum big small';

describe('Heketi on hosts with GlusterFS', () => {
  it('takes in a topology of hosts with folders as devices', async () => {
    server.tellOnFailure();
    const created = await heketi.call('POST', '/clusters', { block: true, file: true });
    expect(created.status).toBe(201);
    const { id: cluster } = JSON.parse(created.text) as { id: string };
    for (const [index, { name, address }] of labHosts.entries()) {
      const hostnames = { manage: [address], storage: [address] };
      const node = await heketi.carryOut<NodeInfo>('POST', '/nodes', { cluster, zone: index + 1, hostnames });
      for (const device of labDevices) await heketi.carryOut('POST', '/devices', { node: node.id, name: device });
      nodes.set(name, await heketi.get<NodeInfo>(`/nodes/${node.id}`));
    }
    for (const { devices } of nodes.values()) {
      expect(devices.map(({ name }) => name).toSorted()).toEqual(labDevices);
      // 16 GiB, less the journal of XFS and what is kept back.
      for (const { storage } of devices)
        expect(storage.free / 1024 / 1024).toSatisfy((gib: number) => gib > 14.5 && gib < 16);
    }
    const pool = await on(first, 'gluster', '--mode=script', 'pool', 'list');
    expect(pool.match(/Connected/g)).toHaveLength(labHosts.length);
  });

  it.each([
    ['replicated three times', 'rep3', REPLICA_3, 1, 3],
    ['dispersed two and one', 'ec', DISPERSE_2_1, 2, 3],
    ['distributed over two bricks', 'dist', { type: 'none' }, 24, 2],
  ])('makes a volume %s, which one host writes and another reads', async (_, name, durability, sizeGib, bricks) => {
    const volume = await createVolume(name, durability, sizeGib);
    expect(volume.bricks).toHaveLength(bricks);
    if (name !== 'dist') expect(new Set(await hostsOf(volume)).size).toBe(bricks);
    const at = await mounted(volume, fourth, first);
    const written = await shellOn(fourth, WRITE, at);
    expect(await shellOn(first, SUMS, at)).toBe(written);
    const sizeKib = Number((await on(first, 'df', '--output=size', at)).split('\n').at(-1));
    expect(sizeKib / 1024 / 1024).toSatisfy((gib: number) => gib > sizeGib * 0.9 && gib <= sizeGib);
  });

  it('deletes volumes and leaves no brick, mount, loop device, line of fstab or volume on any host', async () => {
    server.tellOnFailure();
    const { volumes } = await heketi.get<{ volumes: readonly string[] }>('/volumes');
    expect(volumes).toHaveLength(3);
    expect((await findRemains()).length).toBeGreaterThan(0);
    for (const id of volumes) await heketi.carryOut('DELETE', `/volumes/${id}`);
    expect(await findRemains()).toEqual([]);
    await expectNothingLeft();
    for (const { id, devices: before } of nodes.values()) {
      const { devices } = await heketi.get<NodeInfo>(`/nodes/${id}`);
      expect(devices.map(({ storage }) => storage.free)).toEqual(before.map(({ storage }) => storage.free));
    }
  });

  it("lives through the loss of one host's daemons", async () => {
    const volume = await createVolume('survivor');
    const [victim, other, client] = await victimAndOthers(volume);
    const at = await mounted(volume, client, other);
    await shellOn(client, WRITE, at);
    await lab('kill-gluster', victim.name);
    onTestFinished(() => lab('start-gluster', victim.name).then(() => undefined));
    const written = await shellOn(client, 'echo changed >"$1/small"; cd "$1"; sha256sum big small', at);

    // Three hosts are left for it.
    const meanwhile = await createVolume('meanwhile');
    expect(await hostsOf(meanwhile)).not.toContain(victim.name);

    await lab('start-gluster', victim.name);
    await expect.poll(() => countUnhealed(other, volume.name), { timeout: 120_000, interval: 1000 }).toBe(0);
    expect(await shellOn(other, SUMS, at)).toBe(written);
    const brick = volume.bricks.find(({ node }) => node === nodes.get(victim.name)?.id);
    expect(await on(victim, 'cat', `${brick?.path}/small`)).toBe('changed');
    await heketi.carryOut('DELETE', `/volumes/${meanwhile.id}`);
  });

  it.each([
    ['while bricks are made', 'first', () => untilABrickIsMade(second)],
    ['when Gluster has the volume', 'second', () => untilGlusterHasIt('killed-second')],
  ])('ends a create whose server was killed %s', async (_, name, moment) => {
    server.tellOnFailure();
    // Three hosts, so that the second is one of them.
    await setNode(fourth, 'offline');
    const entry = await heketi.begin('POST', '/volumes', { size: 1, name: `killed-${name}`, durability: REPLICA_3 });
    await moment();
    await server.kill();
    await server.start();
    const end = await heketi.end(entry);
    expect(end).toMatchObject({ kind: 'done', body: { name: `killed-${name}` } });
    const { body } = end as { body: VolumeInfo };
    const at = await mounted(body, first, second);
    expect(await shellOn(second, SUMS, at).catch(() => 'nothing yet')).toBe('nothing yet');
    const written = await shellOn(first, WRITE, at);
    expect(await shellOn(second, SUMS, at)).toBe(written);
  });

  it('deletes what a killed server left to do', async () => {
    server.tellOnFailure();
    const { volumes } = await heketi.get<{ volumes: readonly string[] }>('/volumes');
    const [id] = volumes;
    const entry = await heketi.begin('DELETE', `/volumes/${id}`);
    await server.kill();
    await server.start();
    expect(await heketi.end(entry)).toEqual({ kind: 'done', body: undefined });
    for (const rest of volumes.slice(1)) await heketi.carryOut('DELETE', `/volumes/${rest}`);
    await expectNothingLeft();
    expect(server.troubles()).toEqual([]);
  });

  it('undoes a create whose host was cut off, and cleans that host when it is back', async () => {
    server.tellOnFailure();
    onTestFinished(() => lab('join', second.name).then(() => undefined));
    // Nowhere else to go.
    await setNode(fourth, 'offline');
    const entry = await heketi.begin('POST', '/volumes', { size: 1, name: 'cut', durability: REPLICA_3 });
    await untilABrickIsMade(second);
    await lab('cut', second.name);
    const end = await heketi.end(entry);
    expect(end.kind).toBe('failed');
    expect(await heketi.get('/volumes')).toEqual({ volumes: [] });
    // What could not be undone is kept by name, for as long as it takes: the bricks, and the host that has them.
    await expect.poll(isKeptByName, { timeout: 180_000, interval: 500 }).toBe(true);
    expect(await findImages(second)).not.toEqual([]);
    // Gluster deletes no volume while a host is away: where it had come that far, the others keep their bricks, too.
    if (!(await glusterVolumes()).includes('cut')) await expectNothingLeft([first, third, fourth]);

    await lab('join', second.name);
    await expectNothingLeft(labHosts, 240_000);
    await expect
      .poll(() => server.troubles().filter(({ state }) => state !== 'failed'), { timeout: 60_000 })
      .toEqual([]);
    await setNode(fourth, 'online');
    const again = await createVolume('cut');
    await heketi.carryOut('DELETE', `/volumes/${again.id}`);
    await expectNothingLeft();
  });

  it('keeps a volume with an arbiter readable without one of its copies, and heals it', async () => {
    server.tellOnFailure();
    const volume = await heketi.carryOut<VolumeInfo>('POST', '/volumes', {
      size: 1,
      name: 'judged',
      durability: REPLICA_3,
      glustervolumeoptions: ['user.heketi.arbiter true'],
    });
    expect(volume.bricks.map(({ size }) => size).toSorted((a, b) => a - b)).toEqual([
      HALF_GIB,
      2 * HALF_GIB,
      2 * HALF_GIB,
    ]);
    const info = await on(first, 'gluster', '--mode=script', 'volume', 'info', volume.name);
    expect(info).toMatch(/^Number of Bricks: 1 x \(2 \+ 1\) = 3$/m);
    const judge = /^Brick3: \S+?:(?<path>\S+) \(arbiter\)$/m.exec(info)?.groups?.['path'];
    expect(volume.bricks.find(({ path }) => path === judge)).toMatchObject({ size: HALF_GIB });

    const data = volume.bricks.filter(({ size }) => size > HALF_GIB);
    const [victim, other] = data.flatMap(({ node }) => labHosts.filter(({ name }) => nodes.get(name)?.id === node)) as [
      LabHost,
      LabHost,
    ];
    const at = await mounted(volume, other);
    await shellOn(other, WRITE, at);
    await lab('kill-gluster', victim.name);
    onTestFinished(() => lab('start-gluster', victim.name).then(() => undefined));
    const written = await shellOn(other, 'echo changed >"$1/small"; cd "$1"; sha256sum big small', at);
    expect(await shellOn(other, SUMS, at)).toBe(written);
    await lab('start-gluster', victim.name);
    await expect.poll(() => countUnhealed(other, volume.name), { timeout: 120_000, interval: 1000 }).toBe(0);
    expect(await on(victim, 'cat', `${data[0]?.path}/small`)).toBe('changed');
    await heketi.carryOut('DELETE', `/volumes/${volume.id}`);
    await expectNothingLeft();
  });

  it('finds volumes mounted again on a host that lost its power', async () => {
    const volume = await createVolume('power');
    const [victim, other, client] = await victimAndOthers(volume);
    const at = await mounted(volume, client, other);
    const written = await shellOn(client, WRITE, at);
    await lab('power-off', victim.name);
    await lab('power-on', victim.name);
    await expect.poll(() => countUnhealed(other, volume.name), { timeout: 120_000, interval: 1000 }).toBe(0);
    expect(await shellOn(other, SUMS, at)).toBe(written);
    await heketi.carryOut('DELETE', `/volumes/${volume.id}`);
    await expectNothingLeft();
  });
});

/** A host with a brick that has not the client, another one with a brick, and a client that has none where possible. */
async function victimAndOthers(volume: VolumeInfo): Promise<readonly [LabHost, LabHost, LabHost]> {
  const names = await hostsOf(volume);
  const [victim, other] = labHosts.filter(({ name }) => names.includes(name)) as [LabHost, LabHost];
  const client = labHosts.find(({ name }) => !names.includes(name)) ?? fourth;
  return [victim, other, client];
}

async function glusterVolumes(): Promise<readonly string[]> {
  return (await on(first, 'gluster', '--mode=script', 'volume', 'list')).split('\n');
}

async function untilGlusterHasIt(name: string): Promise<void> {
  await vi.waitUntil(async () => (await glusterVolumes()).includes(name), { timeout: 60_000, interval: 5 });
}

/** By which a person knows a host. */
function namesOf(host: LabHost): RegExp {
  return new RegExp(`${host.address.replaceAll('.', '\\.')}|\\b${host.name}\\b`);
}

/** What is not over. */
function open(): readonly Trouble[] {
  return server.troubles().filter(({ state }) => state !== 'failed');
}

function isKeptByName(): boolean {
  const stuck = open().filter(({ state }) => state === 'stuck');
  return stuck.length > 0 && stuck.every(({ error }) => namesOf(second).test(error));
}
