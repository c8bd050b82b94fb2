import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFailed } from 'vitest';
import { type HeketiProcess, heketiProgram, startHeketiIn } from '../conformance/heketi-servers.ts';
import { type HeketiHttp, heketiHttp, type NodeInfo, type VolumeInfo } from '../lab/heketi-http.ts';
import { makeCluster } from '../lab/make-cluster.ts';
import { startServerOn } from '../lab/storage-server.ts';
import { type Fleet, fleetOf, REPLICA_3, sumsOf, write } from './fleet.ts';
import {
  access,
  findLogicalVolumes,
  findPhysicalVolumes,
  findRemains,
  type Guest,
  guests,
  lab,
  shellOn,
} from './guests.ts';

/** How Heketi reaches the guests. */
const BY_SSH = {
  executor: 'ssh',
  sshexec: { keyfile: access.keyFile, user: 'root', port: '22', fstab: '/etc/fstab' },
};

/**
 * A file every three seconds until there is a file to stop by, for half an hour at most; what cannot be written is noted.
 * A unit of its own, for it outlives the command that starts it.
 */
const KEEP_WRITING = `
  systemd-run --quiet --unit=lab-writer sh -c '
    n=0
    while [ ! -e /run/lab-writer-stop ] && [ "$n" -lt 600 ]; do
      n=$((n + 1))
      { echo "line $n" >"$1/w$n"; } 2>/dev/null || echo "w$n" >>/run/lab-writer-failed
      sleep 3
    done' sh "$1"`;
const STOP_WRITING = `
  touch /run/lab-writer-stop
  while systemctl --quiet is-active lab-writer; do sleep 0.5; done
  cat /run/lab-writer-failed 2>/dev/null || true
  ls -U "$1" | grep -c '^w'`;

interface ClusterInfo {
  readonly nodes: readonly string[];
  readonly volumes: readonly string[];
}

/** All that a server tells of clusters, nodes and volumes; lists in no order. */
async function everythingRead(client: HeketiHttp): Promise<Everything> {
  const { clusters: ids } = await client.get<{ clusters: readonly string[] }>('/clusters');
  const clusters = await Promise.all(ids.map((id) => client.get<ClusterInfo>(`/clusters/${id}`)));
  const each = <Info>(kind: string, all: readonly string[]): Promise<readonly Info[]> =>
    Promise.all(all.toSorted().map((id) => client.get<Info>(`/${kind}/${id}`)));
  const nodes = await each<NodeInfo>(
    'nodes',
    clusters.flatMap((cluster) => cluster.nodes),
  );
  const volumes = await each<VolumeInfo>(
    'volumes',
    clusters.flatMap((cluster) => cluster.volumes),
  );
  return inOneOrder({ clusters, nodes, volumes }) as Everything;
}

interface Everything {
  readonly nodes: readonly NodeInfo[];
}

function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder).toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inOneOrder(inner)]));
}
const textOf = (value: unknown): string => JSON.stringify(value);

async function takeApart(client: HeketiHttp, { id, devices }: NodeInfo): Promise<void> {
  for (const device of devices) {
    for (const state of ['offline', 'failed']) await client.carryOut('POST', `/devices/${device.id}/state`, { state });
    await client.carryOut('DELETE', `/devices/${device.id}`);
  }
  await client.carryOut('DELETE', `/nodes/${id}`);
}

/** What could not be written, and how many files were. */
async function endWriting(
  guest: Guest,
  at: string,
): Promise<{ readonly failed: readonly string[]; readonly count: number }> {
  const lines = (await shellOn(guest, STOP_WRITING, at)).split('\n');
  return { failed: lines.slice(0, -1), count: Number(lines.at(-1)) };
}

/** Hosts that a Heketi has run, whole: it made the devices and the volumes, with its own commands. They leave nothing. */
export function describeMove(first: Guest, [disk, spareDisk]: readonly [string, string]): void {
  describe('hosts that Heketi has run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hostreeve-vms-move-'));
    const data = join(folder, 'data');
    let heketi: HeketiProcess;
    let fleet: Fleet;
    let kept: VolumeInfo;
    let writing: string;
    let written: string;

    afterAll(async () => {
      await heketi.stop();
      await fleet?.server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('go on in the hands of Hostreeve, while a client writes, and nothing is amiss on them', async () => {
      const client = await startHeketi();
      await makeCluster(client, guests, [disk]);
      kept = await client.carryOut<VolumeInfo>('POST', '/volumes', { size: 1, name: 'kept', durability: REPLICA_3 });
      writing = await lab('mount', first.name, 'kept');
      written = await write(first, writing);
      await shellOn(first, KEEP_WRITING, writing);
      const before = await everythingRead(client);

      await heketi.stop();
      const file = join(folder, 'heketi.json.export');
      execFileSync(heketiProgram('HEKETI_SERVER'), [
        'db',
        'export',
        '--dbfile',
        join(folder, 'heketi.db'),
        '--jsonfile',
        file,
      ]);
      execFileSync('bin/hostreeve', ['import', 'heketi', file, '--data', data], { stdio: 'pipe' });
      fleet = fleetOf(await startServerOn(data, ['--heketi-config', heketi.config, '--disable-auth']));
      await fleet.findNodes();
      expect(await everythingRead(fleet.heketi)).toEqual(before);
      expect((await fleet.examine()).map(({ found }) => found)).toEqual([]);
    });

    it('have a brick moved off its disk whose pool Heketi named for no brick, and nothing is left of it', async () => {
      const { guest, device } = await brickOfNamedPool();
      await fleet.addDevice(guest, spareDisk);
      await fleet.removeDevice(device);
      const { path } = await fleet.brickOn(guest, kept.id);
      expect(await sumsOf(guest, path)).toBe(written);
      expect(await shellOn(guest, 'wipefs --noheadings "$1"', disk)).toBe('');
      expect((await findPhysicalVolumes(guest)).map((line) => line.split(' ')[0])).toEqual([spareDisk]);
      expect((await fleet.examine()).map(({ found }) => found)).toEqual([]);
    });

    it('go back to Heketi, with what was made meanwhile, and none of the writes was lost', async () => {
      const { failed, count } = await endWriting(first, writing);
      expect(failed).toEqual([]);
      expect(count).toBeGreaterThan(10);
      await lab('unmount', first.name, 'kept');
      const now = await everythingRead(fleet.heketi);
      await fleet.server.stop();

      const back = join(folder, 'back.json');
      execFileSync('bin/hostreeve', ['export', 'heketi', back, '--data', data], { stdio: 'pipe' });
      rmSync(join(folder, 'heketi.db'));
      execFileSync(heketiProgram('HEKETI_SERVER'), [
        'db',
        'import',
        '--jsonfile',
        back,
        '--dbfile',
        join(folder, 'heketi.db'),
      ]);
      const client = await startHeketi();
      expect(await everythingRead(client)).toEqual(now);
      await client.carryOut('DELETE', `/volumes/${kept.id}`);
      for (const node of (await everythingRead(client)).nodes) await takeApart(client, node);
      expect(await findRemains()).toEqual([]);
      for (const guest of guests) expect(await findPhysicalVolumes(guest)).toEqual([]);
    });

    /** On the same database each time. */
    async function startHeketi(): Promise<HeketiHttp> {
      heketi = await startHeketiIn(folder, 'off', BY_SSH);
      onTestFailed(() => void process.stderr.write(heketi.said().replaceAll(/^\[negroni\].*\n/gm, '')));
      return heketiHttp(() => heketi.url);
    }

    async function brickOfNamedPool(): Promise<{ readonly guest: Guest; readonly device: string }> {
      for (const guest of guests) {
        const { id, device } = await fleet.brickOn(guest, kept.id);
        if (!(await findLogicalVolumes(guest)).includes(`vg_${device}/tp_${id}`)) return { guest, device };
      }
      throw new Error('each pool has the name of its brick');
    }
  });
}
