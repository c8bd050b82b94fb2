import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countUnhealed, lab, labAccess, labDevices, type LabHost, labHosts, on, shellOn } from './gluster-lab.ts';
import { heketiHttp, type NodeInfo, type VolumeInfo } from './heketi-http.ts';
import { type StorageServer, startStorageServer } from './storage-server.ts';
import { v2Http } from './v2-http.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-lab-machine-'));
const heketi = heketiHttp(() => server.url());
const v2 = v2Http(() => server);
let server: StorageServer;
let cluster = '';

beforeAll(async () => {
  await lab('reset');
  server = await startStorageServer(folder, labAccess);
  const created = await heketi.call('POST', '/clusters', { block: true, file: true });
  cluster = (JSON.parse(created.text) as { id: string }).id;
  for (const [index, host] of labHosts.entries()) await addNode(host, index + 1);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function addNode({ name, address }: LabHost, zone: number): Promise<string> {
  const hostnames = { manage: [address], storage: [name] };
  const { id: node } = await heketi.carryOut<NodeInfo>('POST', '/nodes', { cluster, zone, hostnames });
  for (const device of labDevices) await heketi.carryOut('POST', '/devices', { node, name: device });
  return node;
}

/** What a new machine has: nothing of Gluster, of bricks or of devices. */
const EMPTY = `
  findmnt --noheadings --raw --output TARGET | grep '^/var/lib/heketi/mounts/' | while read -r target; do umount -l "$target"; done
  grep -v /var/lib/heketi/mounts/ /etc/fstab >/tmp/fstab || true
  cat /tmp/fstab >/etc/fstab
  find /var/lib/heketi /var/lib/hostreeve -mindepth 1 -delete
  for device in "$@"; do find "$device" -mindepth 1 -delete; done
  find /var/lib/glusterd -mindepth 1 -delete`;
const WRITE = 'cd "$1"; for f in $(seq 30); do head -c 9000 /dev/urandom >f$f; done; sha256sum f* | sha256sum';
const SUMS = 'cd "$1"; sha256sum f* | sha256sum';

it('takes in a new machine in the place of one that died, under the same names', async () => {
  server.tellOnFailure();
  const wish = { size: 1, name: 'kept', durability: { type: 'replicate', replicate: { replica: 3 } } };
  const volume = await heketi.carryOut<VolumeInfo>('POST', '/volumes', wish);
  const [old = ''] = volume.bricks.map(({ node }) => node);
  const { hostnames, devices } = await heketi.get<NodeInfo>(`/nodes/${old}`);
  const died = labHosts.find(({ address }) => hostnames.manage.includes(address)) as LabHost;
  const client = labHosts.find(({ name }) => name !== died.name) as LabHost;
  const at = await lab('mount', client.name, 'kept');
  const written = await shellOn(client, WRITE, at);
  await lab('kill-gluster', died.name);
  await shellOn(died, EMPTY, ...labDevices);

  // Its name leads to a machine that is up and empty, and in no pool.
  await lab('start-gluster', died.name);

  // As docs/operating/hosts.md says it.
  await heketi.carryOut('POST', `/nodes/${old}/state`, { state: 'offline' });
  await v2.operate(`POST /nodes/${old}/remove`, { gone: true });
  for (const { id } of devices) await v2.operate(`DELETE /devices/${id}?forget=true`);
  await v2.operate(`DELETE /nodes/${old}`);
  expect(await addNode(died, 1)).not.toBe(old);

  await expect.poll(() => countUnhealed(client, 'kept'), { timeout: 60_000, interval: 1000 }).toBe(0);
  expect(await shellOn(client, SUMS, at)).toBe(written);
  const connected = async (host: LabHost): Promise<number> =>
    (await on(host, 'gluster', '--mode=script', 'peer', 'status')).split('Peer in Cluster (Connected)').length - 1;
  for (const host of labHosts)
    await expect.poll(() => connected(host), { timeout: 60_000, interval: 1000 }).toBe(labHosts.length - 1);
  await lab('unmount', client.name, 'kept');
});
