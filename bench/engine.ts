/**
 * Durable three-step operations per second on each store, and the longest pause of the event loop meanwhile.
 *
 * `npm run bench:engine [-- --seconds 4 --runs 3 --in-flight 32]`; PostgreSQL takes part when `eval "$(lab/postgres up)"`
 * has named one. Each operation is planned, claims a row, runs three steps one after the other, which do nothing, and
 * settles its row: five commits that must be on the disk before it goes on.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Type } from 'typebox';
import {
  createDefinitions,
  createEngine,
  createLocalLocks,
  createReplica,
  defineOperation,
  defineStage,
  type Engine,
  oneStage,
  operationMigrations,
  type ReversibleStep,
  timeOrderedIds,
  silentReport,
} from '../src/kernel/operations/index.ts';
import { createHosts, createLocalTransport, hostId } from '../src/kernel/remote/index.ts';
import { type Migration, openStore, type Store } from '../src/kernel/store/index.ts';
import { createTimer } from '../src/kernel/timer.ts';

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    runs: { type: 'string', default: '3' },
    'in-flight': { type: 'string', default: '32' },
  },
});
const seconds = Number(flags.seconds);
const runs = Number(flags.runs);
const inFlight = Number(flags['in-flight']);

const migrations: readonly Migration[] = [
  ...operationMigrations,
  {
    name: '9901-g1-add-bench',
    statements: ({ strict }) => [`create table bench_thing (id text primary key, ready integer not null)${strict}`],
  },
];

const step = (key: string): ReversibleStep => ({
  key,
  title: key,
  deadlineMs: 10_000,
  observe: () => Promise.resolve({ kind: 'not-done', found: 'nothing' }),
  run: () => Promise.resolve(key),
  undo: () => Promise.resolve(),
});

const stage = defineStage<{ readonly id: string }>({
  name: 'make',
  claim: ({ id }) => [{ sql: 'insert into bench_thing (id, ready) values ($1, 0)', values: [id] }],
  groups: () => [[step('first')], [step('second')], [step('third')]],
  settle: ({ id }) => [{ sql: 'update bench_thing set ready = 1 where id = $1', values: [id], changes: 1 }],
  unclaim: ({ id }) => [{ sql: 'delete from bench_thing where id = $1', values: [id] }],
});

const makeThing = defineOperation({
  kind: 'thing.make',
  version: 1,
  input: Type.Object({}),
  view: () => Promise.resolve(undefined),
  plan: (_, __, { newId }) => ({ kind: 'planned', plan: { id: newId() }, reasons: [] }),
  next: oneStage(stage, ({ id }) => id),
  stages: [stage],
});

function engineOn(store: Store): Engine {
  const timer = createTimer({ now: () => Date.now() });
  const newId = timeOrderedIds(timer, randomBytes);
  const transport = createLocalTransport({ host: hostId('nobody'), environment: {} });
  return createEngine({
    store,
    timer,
    replica: createReplica(store, timer, newId()),
    definitions: createDefinitions([makeThing]),
    hosts: createHosts({ transport, clock: timer, newNonce: newId }),
    localLocks: createLocalLocks(),
    newId,
    scrub: (text) => text,
    report: silentReport,
    log: { debug: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
    limits: { running: 64, queued: 1_000, retryDelaysMs: [], firstTryMs: 1_000, longestTryMs: 1_000 },
  });
}

async function runOperation(engine: Engine): Promise<void> {
  const id = await engine.submit({ kind: 'thing.make', input: {}, project: 'default', principal: 'bench' });
  const { state } = await engine.wait(id, 60_000);
  if (state.name !== 'succeeded') throw new Error(`${id} is ${state.name}`);
}

interface Result {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly pauseMs: number;
  readonly batchesPerCommit: number;
}

async function measure(store: Store, engine: Engine): Promise<Result> {
  const latencies: number[] = [];
  const before = store.statistics();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() < endAt) {
        const from = performance.now();
        await runOperation(engine);
        latencies.push(performance.now() - from);
      }
    }),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  delay.disable();
  const after = store.statistics();
  const sorted = latencies.toSorted((a, b) => a - b);
  const quantile = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
  return {
    perSecond: latencies.length / elapsed,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    pauseMs: delay.max / 1e6,
    batchesPerCommit: (after.batches - before.batches) / Math.max(1, after.commits - before.commits),
  };
}

async function bench(url: string): Promise<void> {
  const store = await openStore({ url, migrations, owner: { pid: process.pid, since: new Date().toISOString() } });
  const engine = engineOn(store);
  try {
    await engine.start();
    await measure(store, engine); // warm-up: statements prepared, files grown
    for (let run = 1; run <= runs; run += 1) {
      const { perSecond, p50Ms, p99Ms, pauseMs, batchesPerCommit } = await measure(store, engine);
      console.log(
        `${store.kind.padEnd(9)} run ${run}: ${perSecond.toFixed(0).padStart(6)} operations/s, ` +
          `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, longest pause of the loop ${pauseMs.toFixed(1)} ms, ` +
          `${batchesPerCommit.toFixed(1)} batches a commit`,
      );
    }
  } finally {
    await engine.stop(5_000);
    await store.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-bench-'));
console.log(`three-step operations, ${inFlight} in flight, ${runs} runs of ${seconds} s after one to warm up`);
try {
  await bench(`sqlite:${join(folder, 'bench.sqlite')}`);
  const server = process.env['TEST_POSTGRES_URL'];
  if (server === undefined) console.log('postgres  not measured: run eval "$(lab/postgres up)" first');
  else await bench(server);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
