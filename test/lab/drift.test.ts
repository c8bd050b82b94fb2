import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lab, labAccess, labDevices, type LabHost, labHosts, on, shellOn } from './gluster-lab.ts';
import { heketiHttp } from './heketi-http.ts';
import { type StorageServer, startStorageServer } from './storage-server.ts';
import { v2Http } from './v2-http.ts';

interface Finding {
  readonly id: string;
  readonly code: string;
  readonly repair?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-lab-drift-'));
const [first, second] = labHosts as readonly [LabHost, LabHost];
let server: StorageServer;
let cluster = '';
let brick = '';
const heketi = heketiHttp(() => server.url());

const v2 = v2Http(() => server);

const examine = async (): Promise<readonly Finding[]> =>
  (await v2.call<{ findings: readonly Finding[] }>('POST /drift/examine', { cluster })).findings;

async function repair(findings: readonly Finding[]): Promise<string> {
  const { id } = await v2.call<{ id: string }>('POST /drift/repair', { findings: findings.map((each) => each.id) });
  return (await v2.ended(id)).state;
}

/** Bricks of the volume that run, as Gluster says. */
async function running(): Promise<number> {
  const status = await on(second, 'gluster', '--mode=script', 'volume', 'status', 'web', '--xml');
  return [...status.matchAll(/<hostname>10\.[^<]*<\/hostname>\s*<path>\/[^<]*<\/path>[^]*?<status>1<\/status>/g)]
    .length;
}

/** The process of the brick first, which would keep its file system busy. */
const UNMOUNT = `pkill -f -- "$1/brick" && sleep 1; umount "$1"`;
const mountOf = (): string => brick.replace(/\/brick$/, '');

const damages: readonly (readonly [what: string, codes: readonly string[], damage: () => Promise<unknown>])[] = [
  ['a brick that somebody unmounted', ['brick-not-mounted'], () => shellOn(first, UNMOUNT, mountOf())],
  [
    'a volume that somebody stopped',
    ['volume-stopped'],
    () => on(second, 'gluster', '--mode=script', 'volume', 'stop', 'web'),
  ],
  [
    'a line of fstab that somebody removed',
    ['brick-not-in-fstab'],
    () => shellOn(first, 'grep -v -F "$1" /etc/fstab >/tmp/fstab; cat /tmp/fstab >/etc/fstab', mountOf()),
  ],
  [
    'an image that nobody knows',
    ['brick-unknown'],
    () => shellOn(first, 'truncate -s 1M "$1"', `${labDevices[0]}/f973955105aa6994d18768e4997e4b75.img`),
  ],
  [
    'the loss of the id that Heketi gave',
    ['heketi-id-differs'],
    () => on(second, 'gluster', '--mode=script', 'volume', 'set', 'web', 'user.heketi.id', 'x'),
  ],
];

describe('examining hosts with GlusterFS', () => {
  beforeAll(async () => {
    await lab('reset');
    server = await startStorageServer(folder, labAccess);
    const created = await heketi.call('POST', '/clusters', { block: true, file: true });
    cluster = (JSON.parse(created.text) as { id: string }).id;
    for (const [index, { address }] of labHosts.slice(0, 3).entries()) {
      const hostnames = { manage: [address], storage: [address] };
      const { id: node } = await heketi.carryOut<{ id: string }>('POST', '/nodes', {
        cluster,
        zone: index + 1,
        hostnames,
      });
      for (const name of labDevices) await heketi.carryOut('POST', '/devices', { node, name });
    }
    const volume = await heketi.carryOut<{ bricks: readonly { path: string }[] }>('POST', '/volumes', {
      size: 1,
      name: 'web',
      durability: { type: 'replicate', replicate: { replica: 3 } },
    });
    const mounts = await shellOn(first, 'findmnt --noheadings --raw --output TARGET');
    brick = volume.bricks.map(({ path }) => path).find((path) => mounts.includes(path.replace(/\/brick$/, ''))) ?? '';
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds nothing where nothing is different', async () => {
    server.tellOnFailure();
    expect(await examine()).toEqual([]);
    expect(await running()).toBe(3);
  });

  it.each(damages)('finds %s, repairs it, and finds nothing then', async (_, codes, damage) => {
    server.tellOnFailure();
    await damage();
    const findings = await examine();
    expect(findings.map(({ code }) => code)).toEqual(codes);
    expect(await repair(findings)).toBe('succeeded');
    expect(await examine()).toEqual([]);
    await expect.poll(running, { timeout: 60_000, interval: 500 }).toBe(3);
  });

  it('takes over a volume that somebody made by hand, and leaves its data when it is deleted', async () => {
    server.tellOnFailure();
    await shellOn(first, 'mkdir -p /srv/disk1/theirs; echo kept >/srv/disk1/theirs-note');
    const path = `${first.address}:/srv/disk1/theirs`;
    await on(first, 'gluster', '--mode=script', 'volume', 'create', 'theirs', path, 'force');
    await on(first, 'gluster', '--mode=script', 'volume', 'start', 'theirs');
    expect((await examine()).map(({ code }) => code)).toEqual(['volume-unknown']);
    const { id } = await v2.call<{ id: string }>(`POST /clusters/${cluster}/adopt`, { name: 'theirs' });
    await expect
      .poll(async () => (await v2.call<{ state: string }>(`GET /operations/${id}`)).state, { timeout: 60_000 })
      .toBe('succeeded');
    expect(await examine()).toEqual([]);
    const { result } = await v2.call<{ result: { volume: string } }>(`GET /operations/${id}`);
    await heketi.carryOut('DELETE', `/volumes/${result.volume}`);
    expect(await shellOn(first, 'ls -d /srv/disk1/theirs')).toBe('/srv/disk1/theirs');
    expect(await examine()).toEqual([]);
  });
});
