/**
 * From the start of the process to its first answer, with 10,000 volumes and 100,000 bricks in the store: the aim is
 * 2 s. Heketi starts beside it with the same inventory, which Hostreeve exports to it.
 *
 * `eval "$(lab/heketi build)"; npm run bench:start [-- --clusters 10 --starts 5]`
 *
 * A cluster has 1,000 volumes of ten bricks, on 50 nodes with 20 devices each. An empty store is measured too: the rest
 * is what the inventory costs. CPU is that of all threads up to the first answer, to 10 ms.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ServerName, type StartOptions, startServer } from './heketi/start-server.ts';
import { fillInventory } from './large/inventory.ts';
import { makeStore } from './large/make-store.ts';

const { values: flags } = parseArgs({
  options: {
    clusters: { type: 'string', default: '10' },
    starts: { type: 'string', default: '5' },
    folder: { type: 'string', default: tmpdir() },
    profile: { type: 'string' },
  },
});
const clusters = Number(flags.clusters);
const AIM_MS = 2_000;
const PER_CLUSTER = { nodes: 50, devices: 20, volumes: 1_000, bricks: 10 };

async function tellStarts(name: ServerName, what: string, options: StartOptions): Promise<void> {
  const starts: { readonly readyMs: number; readonly cpuMs: number; readonly mib: number }[] = [];
  for (let start = 0; start < Number(flags.starts); start += 1) {
    const server = await startServer(name, options);
    starts.push({ readyMs: server.readyMs, cpuMs: server.cpuMs(), mib: server.residentMib() });
    if (name === 'Hostreeve') await requireReady(server.port);
    await server.stop();
  }
  const sorted = starts.toSorted((a, b) => a.readyMs - b.readyMs);
  const [best, median] = [sorted[0], sorted[Math.floor(sorted.length / 2)]];
  const missed = name === 'Hostreeve' && (median?.readyMs ?? 0) > AIM_MS ? `; the aim of ${AIM_MS} ms is missed` : '';
  console.log(
    `${name.padEnd(9)} ${what}: ready after ${best?.readyMs.toFixed(0)} ms at best, ${median?.readyMs.toFixed(0)} ms in the ` +
      `middle; ${median?.cpuMs.toFixed(0)} ms of CPU, ${median?.mib.toFixed(0)} MiB${missed}`,
  );
}

async function requireReady(port: number): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${port}/readyz`);
  if (!reply.ok) throw new Error(`not ready: ${await reply.text()}`);
}

/** The same inventory for Heketi, through the file that both know. */
function exportTo(heketi: string, from: string, to: string): void {
  const file = join(to, 'export.json');
  mkdirSync(to);
  execFileSync('bin/hostreeve', ['export', 'heketi', file, '--data', join(from, 'data')], { stdio: 'ignore' });
  execFileSync(heketi, ['db', 'import', '--jsonfile', file, '--dbfile', join(to, 'heketi.db')], { stdio: 'ignore' });
}

console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; ${clusters * PER_CLUSTER.volumes} volumes, ` +
    `${clusters * PER_CLUSTER.volumes * PER_CLUSTER.bricks} bricks, ${flags.starts} starts, load ${(loadavg()[0] ?? 0).toFixed(1)}`,
);
const heketi = process.env['HEKETI_SERVER'];
const folder = mkdtempSync(join(flags.folder, 'hostreeve-bench-'));
try {
  const ours = join(folder, 'hostreeve');
  mkdirSync(ours);
  const profile = flags.profile === undefined ? {} : { profileFolder: flags.profile };
  const options: StartOptions = { heketi: '', folder: ours, ...profile };
  await tellStarts('Hostreeve', 'empty', options);
  const durability = { kind: 'disperse', data: 8, redundancy: 2 } as const;
  const nothing = async (): Promise<void> => undefined;
  await makeStore(options, nothing, (db) => fillInventory(db, { clusters, ...PER_CLUSTER, durability }));
  await tellStarts('Hostreeve', 'filled', options);
  if (heketi === undefined) console.log('Heketi is not measured: run eval "$(lab/heketi build)" first');
  else {
    const theirs = join(folder, 'heketi');
    exportTo(heketi, ours, theirs);
    await tellStarts('Heketi', 'filled', { heketi, folder: theirs });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
