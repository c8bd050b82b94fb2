/**
 * The first page of every list of `/api/v2`, without filters and with each of them, where there are 100,000 rows of
 * everything. The aim is 50 ms: `npm run bench:lists [-- --rows 100000 --runs 20]`. It takes some minutes and 1 GB of
 * disk, most of it to fill the store.
 *
 * The lists are those of the table of routes, so that none is left out. Each is asked by an administrator, who sees all;
 * without filters also by a user of two projects, and by one of a project that has one thing of each kind, which comes
 * last. `many` and `few` say how many rows a filter lets through. Pages have 100 items. There are 100 nodes with a device
 * each, and 100 volumes of three bricks, in each of the clusters that are not empty.
 *
 * A figure is what a client on the same machine waits for an answer, one after the other, after three to warm up; CPU is
 * that of the server, in ticks of 10 ms over all runs. `--only /volumes` asks some lists alone.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DatabaseSync } from 'node:sqlite';
import { type StartedServer, type StartOptions, startServer } from './heketi/start-server.ts';
import { fillInventory } from './large/inventory.ts';
import { type ListCase, listCases } from './large/list-cases.ts';
import { makeStore } from './large/make-store.ts';
import { fillRecords } from './large/records.ts';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '20' },
    folder: { type: 'string', default: tmpdir() },
    only: { type: 'string', default: '' },
  },
});
const rows = Number(flags.rows);
const runs = Number(flags.runs);
const AIM_MS = 50;
const WARM_UP = 3;
const PER_CLUSTER = 100;
const clusters = Math.ceil(rows / PER_CLUSTER);
if (!(rows >= 2_000)) throw new Error('--rows: 2000 or more, so that names of volumes are common to many clusters');

/** Who asks, with their tokens. */
interface Askers {
  readonly admin: string;
  /** Of a project with one of each thing, and its id. */
  readonly few: string;
  readonly project: string;
  readonly user: string;
  /** Of that project and the default one. */
  readonly both: string;
}

async function prepare({ port }: StartedServer, data: string): Promise<Askers> {
  const admin = readFileSync(join(data, 'admin-token'), 'utf8').trim();
  const post = async (path: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
    const reply = await fetch(`http://127.0.0.1:${port}/api/v2${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as Readonly<Record<string, unknown>>;
  };
  const project = String((await post('/projects', { name: 'small' }))['id']);
  const viewer = async (name: string, projects: readonly string[]): Promise<readonly [id: string, token: string]> => {
    const roles = projects.map((of) => ({ role: 'viewer', project: of }));
    const { id } = await post('/users', { name, roles });
    const made = await post(`/users/${String(id)}/tokens`, { name: 'bench' });
    return [String(id), String(made['secret'])];
  };
  const [user, few] = await viewer('few', [project]);
  const [, both] = await viewer('both', [project, 'default']);
  return { admin, few, project, user, both };
}

function fillStore(db: DatabaseSync, { project, user }: Askers): void {
  fillInventory(db, {
    clusters,
    nodes: PER_CLUSTER,
    devices: 1,
    volumes: PER_CLUSTER,
    durability: { kind: 'replicate', replica: 3 },
    bricks: 3,
  });
  fillRecords(db, { rows, project, user, clusters, volumesOfCluster: PER_CLUSTER, nowMs: Date.now() });
}

interface Page {
  readonly items: readonly unknown[];
}

interface Figures {
  readonly medianMs: number;
  readonly longestMs: number;
  readonly cpuMs: number;
  readonly kib: number;
}

/** What a first page must have, so that nothing else is measured than what is told. */
const ITEMS = { many: [20, 500], few: [1, 10], any: [1, 500] } as const;

/** Undefined where the one who asks may not. */
async function measure(server: StartedServer, token: string, asked: ListCase): Promise<Figures | undefined> {
  const url = `http://127.0.0.1:${server.port}${asked.path}`;
  const headers = { authorization: `Bearer ${token}` };
  const [least, most] = ITEMS[asked.items];
  let kib = 0;
  for (let run = 0; run < WARM_UP; run += 1) {
    const reply = await fetch(url, { headers });
    const text = await reply.text();
    if (reply.status === 403) return undefined;
    if (!reply.ok) throw new Error(`${asked.path}: ${reply.status} ${text}`);
    kib = text.length / 1024;
    const { items } = JSON.parse(text) as Page;
    if (!(items.length >= least && items.length <= most))
      throw new Error(`${asked.path}: ${items.length} items, and there should be ${asked.items}`);
  }
  const cpuBefore = server.cpuMs();
  const tookMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const from = performance.now();
    const reply = await fetch(url, { headers });
    await reply.arrayBuffer();
    tookMs.push(performance.now() - from);
  }
  const cpuMs = (server.cpuMs() - cpuBefore) / runs;
  tookMs.sort((a, b) => a - b);
  return { medianMs: tookMs[Math.floor(runs / 2)] ?? 0, longestMs: tookMs.at(-1) ?? 0, cpuMs, kib };
}

/** Events get their numbers, and audit entries their seals, while the server runs. */
async function untilSettled({ port }: StartedServer, admin: string): Promise<void> {
  const headers = { authorization: `Bearer ${admin}` };
  const last = async (): Promise<number> => {
    const reply = await fetch(`http://127.0.0.1:${port}/api/v2/events?limit=1`, { headers });
    return ((await reply.json()) as { readonly last: number }).last;
  };
  const isSealed = async (): Promise<boolean> => {
    const reply = await fetch(`http://127.0.0.1:${port}/api/v2/audit?limit=1`, { headers });
    return (
      ((await reply.json()) as { readonly items: readonly { readonly isSealed: boolean }[] }).items[0]?.isSealed ===
      true
    );
  };
  while ((await last()) < rows || !(await isSealed())) await new Promise((resolve) => setTimeout(resolve, 500));
}

const folder = mkdtempSync(join(flags.folder, 'hostreeve-bench-'));
const options: StartOptions = {
  heketi: '',
  folder,
  // What runs by itself would be measured, too.
  environment: { HOSTREEVE_VOLUMES_EXAMINATION_EVERY_S: '0', HOSTREEVE_HEKETI_MONITOR_ENABLED: 'false' },
};
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; ${rows} rows of everything, ${runs} runs`,
);
try {
  const askers = await makeStore(options, (server) => prepare(server, join(folder, 'data')), fillStore);
  const server = await startServer('Hostreeve', options);
  try {
    await untilSettled(server, askers.admin);
    console.log(`${'median'.padStart(8)} ${'longest'.padStart(8)} ${'CPU'.padStart(8)}  ms; first page of`);
    const missed: string[] = [];
    const tell = async (token: string, asked: ListCase): Promise<void> => {
      const figures = await measure(server, token, asked);
      if (figures === undefined) return;
      const { medianMs, longestMs, cpuMs, kib } = figures;
      if (medianMs > AIM_MS) missed.push(asked.what);
      const numbers = [medianMs, longestMs, cpuMs].map((value) => value.toFixed(1).padStart(8)).join(' ');
      console.log(`${numbers}  ${asked.what} (${kib.toFixed(0)} KiB)${medianMs > AIM_MS ? ', missed' : ''}`);
    };
    const cases = listCases(askers.project).filter(({ what }) => what.includes(flags.only));
    for (const asked of cases) await tell(asked.isOwn ? askers.few : askers.admin, asked);
    const seenByAll = cases.filter(({ what, isOwn }) => !isOwn && !what.includes(' by '));
    for (const asked of seenByAll)
      await tell(askers.both, { ...asked, what: `${asked.what}, seen from two projects`, items: 'any' });
    for (const asked of seenByAll)
      await tell(askers.few, { ...asked, what: `${asked.what}, seen from a small project`, items: 'few' });
    console.log(
      `load ${(loadavg()[0] ?? 0).toFixed(1)}; above ${AIM_MS} ms: ${missed.length === 0 ? 'none' : missed.join('; ')}`,
    );
  } finally {
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
