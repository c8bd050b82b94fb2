import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  countUnhealed,
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
import { type StorageServer, startStorageServer } from './storage-server.ts';
import { type Operation, v2Http } from './v2-http.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-lab-readdress-'));
const heketi = heketiHttp(() => server.url());
const v2 = v2Http(() => server);
let server: StorageServer;
let cluster = '';
/** Ids, by the names of the hosts. */
const nodes = new Map<string, string>();

/** What a node's bricks are called. Its address resolves to another name: that of the host in the lab. */
const storageName = ({ name }: LabHost): string => `${name}.lab.example`;
const newName = 'moved.lab.example';
const newAddressOf = ({ address }: LabHost): string => address.replace(/\.(\d+)$/, (_, last) => `.1${last}`);

/** The node that moves, and one that has bricks of none of the volumes, or other ones. */
let mover: LabHost;
let client: LabHost;

beforeAll(async () => {
  await lab('reset');
  const knownHostsFile = join(folder, 'known_hosts');
  const known = readFileSync(labAccess.knownHostsFile, 'utf8');
  // The machine stays the same at another address, and shows the same keys.
  const moved = labHosts.map((host) => known.replaceAll(`${host.address},`, `${newAddressOf(host)},`));
  writeFileSync(knownHostsFile, [known, ...moved].join('\n'));
  await everywhere(labHosts.map((host) => `${host.address} ${storageName(host)}`).join('\n'));
  server = await startStorageServer(folder, { ...labAccess, knownHostsFile });
  const created = await heketi.call('POST', '/clusters', { block: true, file: true });
  cluster = (JSON.parse(created.text) as { id: string }).id;
  for (const [index, host] of labHosts.entries()) {
    const hostnames = { manage: [host.address], storage: [storageName(host)] };
    const node = await heketi.carryOut<NodeInfo>('POST', '/nodes', { cluster, zone: index + 1, hostnames });
    nodes.set(host.name, node.id);
    for (const name of labDevices) await heketi.carryOut('POST', '/devices', { node: node.id, name });
  }
});
afterAll(async () => {
  await server.stop();
  const mine = `${[...labHosts.map(storageName), newName].join('$/d;/ ')}$`;
  for (const host of labHosts)
    await shellOn(host, `sed "/ ${mine}/d" /etc/hosts >/tmp/hosts; cat /tmp/hosts >/etc/hosts`);
  await shellOn(mover, `ip addr flush dev eth0 scope global; ip addr add ${mover.address}/24 dev eth0`);
  rmSync(folder, { recursive: true, force: true });
});

/** Lines that the file of names of every host has more. */
async function everywhere(lines: string): Promise<void> {
  for (const host of labHosts) await shellOn(host, 'printf "%s\\n" "$1" >>/etc/hosts', lines);
}

interface Asked {
  readonly id?: string;
  readonly code?: string;
  readonly detail?: string;
}

async function ask(what: string, body?: object) {
  const answer = await v2.ask(what, body);
  return { status: answer.status, body: answer.body as Asked };
}

/** The state in which an operation stays by itself. */
async function end(id: string | undefined): Promise<string> {
  for (;;) {
    const { state, endedAt } = await v2.call<Operation>(`GET /operations/${id}?waitMs=30000`);
    if (endedAt !== undefined || state === 'stuck') return state;
  }
}

const findings = async (): Promise<unknown> =>
  ((await ask('POST /drift/examine', { cluster })).body as { findings?: unknown }).findings;

/** Hosts in names of bricks, of all volumes. */
async function brickHosts(): Promise<readonly string[]> {
  const info = await on(client, 'gluster', '--mode=script', 'volume', 'info');
  return [...new Set([...info.matchAll(/^Brick\d+: ([^:]+):/gm)].map((match) => match[1] ?? ''))].toSorted();
}

const names = async (host: LabHost): Promise<string> => on(host, 'gluster', '--mode=script', 'pool', 'list', '--xml');
const WRITE =
  'cd "$1"; for d in 1 2; do mkdir d$d; for f in $(seq 30); do head -c 9000 /dev/urandom >d$d/f$f; done; done; sha256sum d*/* | sha256sum';
const SUMS = 'cd "$1"; sha256sum d*/* | sha256sum';
/** Until a file is there, or for five minutes; prints what was made, what was removed, and what could not be made. */
const KEEP_WRITING = `
  cd "$1"
  n=0
  while [ ! -e "$2" ] && [ "$n" -lt 6000 ]; do
    n=$((n + 1))
    if { echo "line $n" >"w$n"; } 2>/dev/null; then echo "+w$n"; else echo "!w$n"; fi
    old="w$((n - 3))"
    if [ -e "$old" ] && rm "$old" 2>/dev/null; then echo "-$old"; fi
    sleep 0.05
  done`;

it('has all nodes know the one that probed the others by the name of its bricks', async () => {
  const [first, ...others] = labHosts as readonly [LabHost, ...LabHost[]];
  for (const other of others) expect(await names(other)).toContain(`<hostname>${storageName(first)}</hostname>`);
});

it('gives a node another address and its bricks another name, while a client writes', async () => {
  server.tellOnFailure();
  const rep3 = { type: 'replicate', replicate: { replica: 3 } };
  const disperse = { type: 'disperse', disperse: { data: 2, redundancy: 1 } };
  const make = (name: string, durability: object) =>
    heketi.carryOut<VolumeInfo>('POST', '/volumes', { size: 2, name, durability });
  const alone = await make('alone', { type: 'none' });
  mover = labHosts.find((host) => nodes.get(host.name) === alone.bricks[0]?.node) ?? mover;
  // One after the other, until the node that moves has bricks of both kinds.
  const made: VolumeInfo[] = [];
  for (const [kind, durability] of [
    ['rep', rep3],
    ['ec', disperse],
  ] as const)
    for (let count = 1; made.at(-1)?.name.startsWith(kind) !== true || !isOnMover(made.at(-1)); count += 1)
      made.push(await make(`${kind}${count}`, durability));
  client = labHosts.find((host) => host.name !== mover.name) ?? mover;
  const volumes = ['alone', ...made.map(({ name }) => name)];
  const sums = new Map<string, string>();
  for (const name of volumes) sums.set(name, await shellOn(client, WRITE, await lab('mount', client.name, name)));

  await shellOn(mover, `ip addr add ${newAddressOf(mover)}/24 dev eth0`);
  // The lab's sshd listens at the host's own address.
  await shellOn(mover, '$(command -v sshd) -o "ListenAddress=$1" -o PidFile=none', newAddressOf(mover));
  await everywhere(`${newAddressOf(mover)} ${newName}`);
  const wish = { manage: [newAddressOf(mover)], storage: [newName] };
  const path = `/nodes/${nodes.get(mover.name)}/readdress`;
  expect(await ask(`POST ${path}`, wish)).toMatchObject({ status: 409, body: { code: 'NODE_NOT_READDRESSABLE' } });
  // The last one of its kind has a brick on the node: it is renamed for sure.
  const writtenTo = made.findLast(({ name }) => name.startsWith('rep'))?.name ?? '';
  const stopFile = `${folder}.stop`;
  const writing = shellOn(client, KEEP_WRITING, `/srv/mnt/${writtenTo}`, stopFile);
  try {
    const asked = await ask(`POST ${path}`, { ...wish, interrupt: true });
    expect(asked.status).toBe(202);
    expect(await end(asked.body.id)).toBe('succeeded');
  } finally {
    await shellOn(client, 'touch "$1"', stopFile);
  }
  const written = (await writing).split('\n');
  await shellOn(client, 'rm "$1"', stopFile);
  const marked = (mark: string) => written.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
  const removed = marked('-');
  const kept = marked('+').filter((name) => !removed.includes(name));

  expect(await brickHosts()).toContain(newName);
  expect(await brickHosts()).not.toContain(storageName(mover));
  // A client comes back to a brick some seconds after it has started.
  const sumsOf = (name: string) => shellOn(client, SUMS, `/srv/mnt/${name}`).catch(() => '');
  for (const name of volumes)
    await expect.poll(() => sumsOf(name), { timeout: 60_000, interval: 1000 }).toBe(sums.get(name));
  // What was written before a client had come back to its brick is owed to it. Nobody waits ten minutes for the daemon.
  const unhealed = async (name: string): Promise<number | undefined> => {
    await on(client, 'gluster', '--mode=script', 'volume', 'heal', name).catch(() => '');
    return countUnhealed(client, name);
  };
  for (const { name } of made) await expect.poll(() => unhealed(name), { timeout: 60_000, interval: 2000 }).toBe(0);
  // Nothing that was removed has come back, on no brick, and nothing is lost that was written.
  const there = (await shellOn(client, 'cd "$1"; ls', `/srv/mnt/${writtenTo}`)).split('\n');
  expect(removed.length).toBeGreaterThan(0);
  // While it was read-only.
  expect(marked('!').length).toBeGreaterThan(0);
  expect(there.filter((name) => removed.includes(name))).toEqual([]);
  expect(kept.filter((name) => !there.includes(name))).toEqual([]);
  expect(await findings()).toEqual([]);
  const node = (await ask(`GET /nodes/${nodes.get(mover.name)}`)).body;
  expect(node).toMatchObject({ ...wish, state: 'online' });
});

it('lets the old address go, once the other nodes were told', async () => {
  server.tellOnFailure();
  const others = labHosts.filter((host) => host.name !== mover.name);
  const uuid = /UUID=(\S+)/.exec(await on(mover, 'cat', '/var/lib/glusterd/glusterd.info'))?.[1] ?? '';
  // As docs/operating/hosts.md says it.
  for (const host of others)
    await shellOn(host, 'kill "$(cat /run/glusterd.pid)"; while pgrep -x glusterd; do sleep 0.1; done');
  for (const host of others)
    await shellOn(
      host,
      'sed -i "/^hostname/d" "$1"; echo "hostname1=$2" >>"$1"',
      `/var/lib/glusterd/peers/${uuid}`,
      newName,
    );
  await shellOn(mover, `ip addr flush dev eth0 scope global; ip addr add ${newAddressOf(mover)}/24 dev eth0`);
  for (const host of others) await lab('start-gluster', host.name);
  for (const host of others)
    await expect
      .poll(() => on(host, 'gluster', '--mode=script', 'peer', 'status'), { timeout: 60_000, interval: 1000 })
      .not.toContain('Disconnected');
  await server.kill();
  await server.start();
  const volume = await heketi.carryOut<VolumeInfo>('POST', '/volumes', {
    size: 1,
    name: 'later',
    durability: { type: 'replicate', replicate: { replica: 3 } },
  });
  expect(volume.bricks).toHaveLength(3);
  expect(await findings()).toEqual([]);
});

it('lets go of all volumes, and of the node that probed the others', async () => {
  server.tellOnFailure();
  const { volumes } = await heketi.get<{ volumes: readonly string[] }>('/volumes');
  for (const id of volumes) {
    const { name } = await heketi.get<VolumeInfo>(`/volumes/${id}`);
    await lab('unmount', client.name, name).catch(() => undefined);
    await heketi.carryOut('DELETE', `/volumes/${id}`);
  }
  expect(await findRemains()).toEqual([]);
  const [first, second] = labHosts as readonly [LabHost, LabHost];
  const node = nodes.get(first.name) ?? '';
  await heketi.carryOut('POST', `/nodes/${node}/state`, { state: 'offline' });
  await heketi.carryOut('POST', `/nodes/${node}/state`, { state: 'failed' });
  const { devices } = await heketi.get<NodeInfo>(`/nodes/${node}`);
  for (const { id } of devices) await heketi.carryOut('DELETE', `/devices/${id}`);
  await heketi.carryOut('DELETE', `/nodes/${node}`);
  expect((await names(second)).match(/<uuid>/g)).toHaveLength(labHosts.length - 1);
  expect(server.troubles()).toEqual([]);
});

function isOnMover(volume: VolumeInfo | undefined): boolean {
  return volume?.bricks.some(({ node }) => node === nodes.get(mover.name)) === true;
}
