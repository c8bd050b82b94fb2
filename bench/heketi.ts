/**
 * Heketi and Hostreeve side by side: the same clients, the same heketi.json (`executor` mock, 64 operations at a time),
 * no tokens, one server after the other on loopback. Heketi's mock runs nothing; Hostreeve plans, records and simulates
 * every command, and each step is on the disk before it goes on.
 *
 * `eval "$(lab/heketi build)"; npm run bench:heketi [-- --volumes 1000 --seconds 5 --runs 3 --clients 32]`
 *
 * Volumes are created, read, expanded by a set of bricks and deleted; a topology of 100 nodes with four devices each is
 * loaded one request after the other, as `heketi-cli topology load` does, into a server that has just started.
 *
 * - `--grow 20000` lets Hostreeve go on to so many volumes, and says what a creation, a read and a start cost then.
 *   `--grow-heketi 2000` does it with Heketi: it becomes slower with each volume, so that 10,000 take an hour.
 * - `--only Hostreeve` leaves the other out; `--profile FOLDER` keeps its CPU profiles, one for each thread.
 *
 * CPU time is that of the server alone, and says more than the clock on a machine that does other things beside.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Client, createClient } from './heketi/client.ts';
import {
  addFleet,
  createVolumes,
  deleteVolumes,
  expandVolumes,
  loadTopology,
  type Measured,
  readVolumes,
} from './heketi/load.ts';
import { type ServerName, type StartedServer, type StartOptions, startServer } from './heketi/start-server.ts';

const { values: flags } = parseArgs({
  options: {
    volumes: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '3' },
    clients: { type: 'string', default: '32' },
    grow: { type: 'string', default: '0' },
    'grow-heketi': { type: 'string', default: '0' },
    folder: { type: 'string', default: tmpdir() },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});
const clients = Number(flags.clients);
const perRun = Math.ceil(Number(flags.volumes) / Number(flags.runs));
const growTo: Readonly<Record<ServerName, number>> = {
  Heketi: Number(flags['grow-heketi']),
  Hostreeve: Number(flags.grow),
};
/** So many stretches are told of while it grows. */
const STRETCHES = 10;
/** What a start costs is the best of so many: the first ones find no compiled code in the cache. */
const STARTS = 3;

interface Figures {
  readonly readyMs: number;
  readonly creations: number;
  readonly creationCpuMs: number;
  readonly reads: number;
  readonly readCpuMs: number;
  readonly residentMib: number;
}

interface SmallFigures extends Figures {
  readonly expansions: number;
  readonly expansionCpuMs: number;
  readonly deletions: number;
  readonly deletionCpuMs: number;
  /** Of 100 nodes with four devices each. */
  readonly topologyMs: number;
  readonly topologyCpuMs: number;
}

interface Grown extends Figures {
  readonly volumes: number;
}

interface Results {
  readonly small: SmallFigures;
  readonly grown?: Grown;
}

async function bench(name: ServerName, heketi: string): Promise<Results> {
  const folder = mkdtempSync(join(flags.folder, 'hostreeve-bench-'));
  const options: StartOptions = { heketi, folder };
  try {
    const readyMs = await bestStart(name, options);
    const server = await startServer(name, withProfile(options));
    const client = createClient(server.port, clients);
    const ids: string[] = [];
    let small: SmallFigures;
    let grown: Omit<Grown, 'readyMs'> | undefined;
    try {
      await addFleet(client);
      const topology = await measureTopology(name, heketi);
      small = { readyMs, ...topology, ...(await measureSmall(name, server, client, ids)) };
      if (growTo[name] > ids.length) grown = await measureGrowth(name, server, client, ids);
    } finally {
      client.close();
      await server.stop();
    }
    if (grown === undefined) return { small };
    return { small, grown: { ...grown, readyMs: await bestStart(name, options) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On a server of its own, since a second cluster would take part in placing. */
async function measureTopology(
  name: ServerName,
  heketi: string,
): Promise<Pick<SmallFigures, 'topologyMs' | 'topologyCpuMs'>> {
  const folder = mkdtempSync(join(flags.folder, 'hostreeve-bench-'));
  try {
    const server = await startServer(name, withProfile({ heketi, folder }));
    const client = createClient(server.port, 1);
    try {
      const { p50Ms, cpuMs } = await costsOf(`${name}, a topology of 100 nodes`, server, () => loadTopology(client));
      return { topologyMs: p50Ms, topologyCpuMs: cpuMs };
    } finally {
      client.close();
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withProfile(options: StartOptions): StartOptions {
  return flags.profile === undefined ? options : { ...options, profileFolder: flags.profile };
}

async function bestStart(name: ServerName, options: StartOptions): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const server = await startServer(name, options);
    times.push(server.readyMs);
    await server.stop();
  }
  return Math.min(...times);
}

/** The best of the runs: what else the machine does makes none of them faster. */
async function measureSmall(
  name: ServerName,
  server: StartedServer,
  client: Client,
  ids: string[],
): Promise<Omit<SmallFigures, 'readyMs' | 'topologyMs' | 'topologyCpuMs'>> {
  const creations: Costs[] = [];
  const reads: Costs[] = [];
  const expansions: Costs[] = [];
  const deletions: Costs[] = [];
  for (let run = 1; run <= Number(flags.runs); run += 1)
    creations.push(
      await costsOf(`${name}, creations, run ${run}`, server, () => createVolumes(client, clients, perRun, ids)),
    );
  for (let run = 1; run <= Number(flags.runs); run += 1)
    reads.push(await readingCosts(`${name}, reads, run ${run}`, server, client, ids));
  const residentMib = server.residentMib();
  for (let run = 0; run < Number(flags.runs); run += 1) {
    const some = ids.slice(run * perRun, (run + 1) * perRun);
    expansions.push(
      await costsOf(`${name}, expansions, run ${run + 1}`, server, () => expandVolumes(client, clients, some)),
    );
  }
  for (let run = 1; run <= Number(flags.runs); run += 1) {
    const some = ids.splice(0, perRun);
    deletions.push(await costsOf(`${name}, deletions, run ${run}`, server, () => deleteVolumes(client, clients, some)));
  }
  return {
    expansions: best(expansions).perSecond,
    expansionCpuMs: best(expansions).cpuMs,
    deletions: best(deletions).perSecond,
    deletionCpuMs: best(deletions).cpuMs,
    creations: best(creations).perSecond,
    creationCpuMs: best(creations).cpuMs,
    reads: best(reads).perSecond,
    readCpuMs: best(reads).cpuMs,
    residentMib,
  };
}

function best(runs: readonly Costs[]): Pick<Costs, 'perSecond' | 'cpuMs'> {
  return {
    perSecond: Math.max(...runs.map(({ perSecond }) => perSecond)),
    cpuMs: Math.min(...runs.map(({ cpuMs }) => cpuMs)),
  };
}

async function measureGrowth(
  name: ServerName,
  server: StartedServer,
  client: Client,
  ids: string[],
): Promise<Omit<Grown, 'readyMs'>> {
  const stretch = Math.ceil((growTo[name] - ids.length) / STRETCHES);
  let last: Costs | undefined;
  while (ids.length < growTo[name]) {
    const count = Math.min(stretch, growTo[name] - ids.length);
    const what = `${name}, creations from ${ids.length} to ${ids.length + count} volumes`;
    last = await costsOf(what, server, () => createVolumes(client, clients, count, ids));
  }
  const reads = await readingCosts(`${name}, reads at ${ids.length} volumes`, server, client, ids);
  return {
    volumes: ids.length,
    creations: last?.perSecond ?? 0,
    creationCpuMs: last?.cpuMs ?? 0,
    reads: reads.perSecond,
    readCpuMs: reads.cpuMs,
    residentMib: server.residentMib(),
  };
}

function readingCosts(what: string, server: StartedServer, client: Client, ids: readonly string[]): Promise<Costs> {
  return costsOf(what, server, () => readVolumes(client, clients, Number(flags.seconds), ids));
}

interface Costs extends Measured {
  /** Of the server, for each of what was measured. */
  readonly cpuMs: number;
}

async function costsOf(what: string, server: StartedServer, act: () => Promise<Measured>): Promise<Costs> {
  const cpuBefore = server.cpuMs();
  const startedAt = performance.now();
  const measured = await act();
  const count = (measured.perSecond * (performance.now() - startedAt)) / 1000;
  const cpuMs = (server.cpuMs() - cpuBefore) / count;
  const { perSecond, p50Ms, p99Ms } = measured;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  console.log(
    `${what}: ${figure(perSecond)}/s, p50 ${figure(p50Ms)} ms, p99 ${figure(p99Ms)} ms, ` +
      `${cpuMs.toFixed(2)} ms of CPU each, ${figure(server.residentMib())} MiB, load ${load}`,
  );
  return { ...measured, cpuMs };
}

function figure(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

type AnyFigures = Figures & Partial<SmallFigures>;

type Row = readonly [what: string, theirs: number | undefined, ours: number | undefined, better: 'more' | 'less'];

function printTable(title: string, theirs: AnyFigures | undefined, ours: AnyFigures | undefined): void {
  const row = (what: string, key: keyof SmallFigures, better: 'more' | 'less'): Row => [
    what,
    theirs?.[key],
    ours?.[key],
    better,
  ];
  const rows = [
    row('first hello, ms', 'readyMs', 'less'),
    row('creations/s', 'creations', 'more'),
    row('CPU of a creation, ms', 'creationCpuMs', 'less'),
    row('reads of a volume/s', 'reads', 'more'),
    row('CPU of a read, ms', 'readCpuMs', 'less'),
    row('expansions/s', 'expansions', 'more'),
    row('CPU of an expansion, ms', 'expansionCpuMs', 'less'),
    row('deletions/s', 'deletions', 'more'),
    row('CPU of a deletion, ms', 'deletionCpuMs', 'less'),
    row('topology of 100 nodes, ms', 'topologyMs', 'less'),
    row('CPU of that topology, ms', 'topologyCpuMs', 'less'),
    row('memory, MiB', 'residentMib', 'less'),
  ].filter(([, heketi, hostreeve]) => heketi !== undefined || hostreeve !== undefined);
  console.log(`\n${title.padEnd(34)}${'Heketi'.padStart(10)}${'Hostreeve'.padStart(12)}${'times better'.padStart(15)}`);
  for (const [what, heketi, hostreeve, better] of rows) {
    const ratio =
      heketi === undefined || hostreeve === undefined
        ? '-'
        : (better === 'more' ? hostreeve / heketi : heketi / hostreeve).toFixed(2);
    const cell = (value: number | undefined): string =>
      value === undefined ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(0);
    console.log(`${what.padEnd(34)}${cell(heketi).padStart(10)}${cell(hostreeve).padStart(12)}${ratio.padStart(15)}`);
  }
}

const heketi = process.env['HEKETI_SERVER'];
const chosen = (['Heketi', 'Hostreeve'] as const).filter((name) => flags.only === undefined || flags.only === name);
if (chosen.includes('Heketi') && heketi === undefined)
  console.log('Heketi is not measured: run eval "$(lab/heketi build)" first');
console.log(
  `${cpus()[0]?.model ?? 'a CPU'}, ${availableParallelism()} cores; ${clients} clients, ${flags.runs} runs, the best counts`,
);
const results: Partial<Record<ServerName, Results>> = {};
for (const name of chosen)
  if (name === 'Hostreeve' || heketi !== undefined) results[name] = await bench(name, heketi ?? '');
printTable(`up to ${perRun * Number(flags.runs)} volumes`, results.Heketi?.small, results.Hostreeve?.small);
const { Heketi: theirs, Hostreeve: ours } = results;
if (theirs?.grown !== undefined || ours?.grown !== undefined) {
  const at = [theirs, ours].map((result) => result?.grown?.volumes ?? '-').join(' and ');
  printTable(`at ${at} volumes`, theirs?.grown, ours?.grown);
}
console.log(
  `\nto repeat it: eval "$(lab/heketi build)"; npm run bench:heketi -- ${process.argv.slice(2).join(' ')}`.trimEnd(),
);
