/**
 * Durable three-step operations per second on each store, and the longest pause of the event loop meanwhile.
 *
 * `npm run bench:engine [-- --seconds 4 --runs 3 --in-flight 32]`; PostgreSQL takes part when `eval "$(lab/postgres up)"`
 * has named one. This is a sketch of the operations engine: an operation is submitted, claimed, and its three steps are
 * started and done one after the other, which makes five durable points, one row inserted, two updates and seven rows
 * of its log.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { type Batch, type Migration, openStore, type Store } from '../src/kernel/store/index.ts';

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
  {
    name: '9901-g1-add-bench',
    statements: ({ bigint, json, strict }) => [
      `create table bench_operation (id text primary key, state text not null, updated_at_ms ${bigint} not null)${strict}`,
      `create table bench_event (operation text not null, number integer not null, at_ms ${bigint} not null,
        kind text not null, body ${json} not null, primary key (operation, number))${strict}`,
    ],
  },
];

const OPEN = 'insert into bench_operation (id, state, updated_at_ms) values ($1, $2, $3)';
const MOVE = 'update bench_operation set state = $1, updated_at_ms = $2 where id = $3 and state = $4';
const LOG_ONE = 'insert into bench_event (operation, number, at_ms, kind, body) values ($1, $2, $3, $4, $5)';
const LOG_TWO = `${LOG_ONE}, ($6, $7, $8, $9, $10)`;

async function runOperation(store: Store, id: string): Promise<void> {
  const now = Date.now();
  const event = (number: number, kind: string) => [id, number, now, kind, '{"commands":3,"host":"node-1"}'] as const;
  const log = (first: readonly [number, string], second: readonly [number, string]) => ({
    sql: LOG_TWO,
    values: [...event(...first), ...event(...second)],
  });
  const points: Batch[] = [
    [
      { sql: OPEN, values: [id, 'queued', now] },
      { sql: LOG_ONE, values: event(1, 'submitted') },
    ],
    [{ sql: MOVE, values: ['running', now, id, 'queued'], changes: 1 }, log([2, 'claimed'], [3, 'step 1 started'])],
    [log([4, 'step 1 done'], [5, 'step 2 started'])],
    [log([6, 'step 2 done'], [7, 'step 3 started'])],
    [
      { sql: MOVE, values: ['succeeded', now, id, 'running'], changes: 1 },
      { sql: LOG_ONE, values: event(8, 'step 3 done') },
    ],
  ];
  for (const point of points) {
    const outcome = await store.write(point);
    if (outcome.kind !== 'committed') throw new Error(`${id}: ${JSON.stringify(outcome)}`);
  }
}

interface Result {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly pauseMs: number;
  readonly batchesPerCommit: number;
}

async function measure(store: Store): Promise<Result> {
  const latencies: number[] = [];
  const before = store.statistics();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  await Promise.all(
    Array.from({ length: inFlight }, async (_, lane) => {
      for (let index = 0; performance.now() < endAt; index += 1) {
        const from = performance.now();
        await runOperation(store, `${startedAt}-${lane}-${index}`);
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
  try {
    await measure(store); // warm-up: statements prepared, files grown
    for (let run = 1; run <= runs; run += 1) {
      const { perSecond, p50Ms, p99Ms, pauseMs, batchesPerCommit } = await measure(store);
      console.log(
        `${store.kind.padEnd(9)} run ${run}: ${perSecond.toFixed(0).padStart(6)} operations/s, ` +
          `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, longest pause of the loop ${pauseMs.toFixed(1)} ms, ` +
          `${batchesPerCommit.toFixed(1)} batches a commit`,
      );
    }
  } finally {
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
