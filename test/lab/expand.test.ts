import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  findRemains,
  lab,
  labAccess,
  labDevices,
  type LabHost,
  labHosts,
  on,
  shellOn,
  untilRebalanced,
} from './gluster-lab.ts';
import { heketiHttp } from './heketi-http.ts';
import { makeCluster } from './make-cluster.ts';
import { type StorageServer, startStorageServer } from './storage-server.ts';

interface VolumeInfo {
  readonly id: string;
  readonly size: number;
  readonly bricks: readonly { readonly path: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-lab-test-'));
let server: StorageServer;
const heketi = heketiHttp(() => server.url());
const [first, , , fourth] = labHosts as readonly [LabHost, LabHost, LabHost, LabHost];

beforeAll(async () => {
  await lab('reset');
  server = await startStorageServer(folder, labAccess);
  await makeCluster(heketi, labHosts, labDevices);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const REPLICA_3 = { type: 'replicate', replicate: { replica: 3 } };
const WRITE =
  'cd "$1"; for d in 1 2 3; do mkdir d$d; for f in $(seq 30); do head -c 9000 /dev/urandom >d$d/f$f; done; done; sha256sum d*/* | sha256sum';
/** A rebalance may leave a client blind for single files until their folder was listed; see docs/hosts. */
const SUMS = 'cd "$1"; find . -type d -exec ls -U {} + >/dev/null; sha256sum d*/* | sha256sum';

const bricksOf = async (volume: string): Promise<number> =>
  (await on(first, 'gluster', '--mode=script', 'volume', 'info', volume)).match(/^Brick\d+:/gm)?.length ?? 0;

it('expands a volume with data, which another client reads as it was, and Gluster spreads', async () => {
  server.tellOnFailure();
  const volume = await heketi.carryOut<VolumeInfo>('POST', '/volumes', {
    size: 1,
    name: 'grow',
    durability: REPLICA_3,
  });
  const at = await lab('mount', fourth.name, 'grow');
  const written = await shellOn(fourth, WRITE, at);
  const expanded = await heketi.carryOut<VolumeInfo>('POST', `/volumes/${volume.id}/expand`, { expand_size: 2 });
  expect(expanded).toMatchObject({ id: volume.id, size: 3 });
  expect(expanded.bricks).toHaveLength(6);
  expect(expanded.bricks.map(({ path }) => path)).toEqual(
    expect.arrayContaining(volume.bricks.map(({ path }) => path)),
  );
  await untilRebalanced(first, 'grow');
  await lab('mount', first.name, 'grow');
  expect(await shellOn(first, SUMS, at)).toBe(written);
  expect(await shellOn(fourth, SUMS, at)).toBe(written);
  const sizeKib = Number((await on(first, 'df', '--output=size', at)).split('\n').at(-1));
  expect(sizeKib / 1024 / 1024).toSatisfy((gib: number) => gib > 2.7 && gib <= 3);
  await lab('unmount', first.name, 'grow');
  await lab('unmount', fourth.name, 'grow');
  await heketi.carryOut('DELETE', `/volumes/${volume.id}`);
});

it.each([
  ['while bricks are made', 'early', async (before: number) => (await imagesNow()) > before],
  ['when Gluster has the bricks', 'late', async () => (await bricksOf('killed-late').catch(() => 0)) === 6],
])('ends an expansion whose server was killed %s', async (_, name, moment) => {
  server.tellOnFailure();
  const wish = { size: 1, name: `killed-${name}`, durability: REPLICA_3 };
  const { id } = await heketi.carryOut<VolumeInfo>('POST', '/volumes', wish);
  const at = await lab('mount', fourth.name, `killed-${name}`);
  const written = await shellOn(fourth, WRITE, at);
  const before = await imagesNow();
  const entry = await heketi.begin('POST', `/volumes/${id}/expand`, { expand_size: 1 });
  await vi.waitUntil(() => moment(before), { timeout: 60_000, interval: 5 });
  await server.kill();
  await server.start();
  expect(await heketi.end(entry)).toMatchObject({ kind: 'done', body: { id, size: 2 } });
  expect(await bricksOf(`killed-${name}`)).toBe(6);
  await untilRebalanced(first, `killed-${name}`);
  expect(await shellOn(fourth, SUMS, at)).toBe(written);
  expect(server.troubles()).toEqual([]);
  await lab('unmount', fourth.name, `killed-${name}`);
  await heketi.carryOut('DELETE', `/volumes/${id}`);
});

it('leaves nothing behind', async () => {
  await expect.poll(() => findRemains(), { timeout: 60_000, interval: 500 }).toEqual([]);
});

/** Images of bricks on all hosts. */
async function imagesNow(): Promise<number> {
  return (await findRemains()).filter((line) => line.endsWith('.img')).length;
}
