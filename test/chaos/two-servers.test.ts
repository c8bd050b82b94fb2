import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { type NumberedEvent, operationMigrations, replay } from '../../src/kernel/operations/index.ts';
import { openStore, type Store } from '../../src/kernel/store/index.ts';
import { newDatabase } from '../store/new-database.ts';
import { ledgerMigrations, LEDGERS } from './ledger.ts';

const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? '50');
/** Beyond the lease of 6 s, so that the other one takes over what it has. */
const PAUSE_MS = 8_000;
const TAKEOVER_LIMIT_MS = 30_000;

interface Server {
  readonly name: string;
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly quiet: Promise<void>;
}

/** Two servers that are started again whenever they were killed, and the ids of all that they recorded. */
function startServers(url: string, folder: string) {
  const submitted: string[] = [];
  const start = (name: string): Server => {
    const child = spawn(process.execPath, ['test/chaos/server.ts', url, folder, name], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ready = Promise.withResolvers<void>();
    const quiet = Promise.withResolvers<void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') ready.resolve();
      else if (line === 'quiet') quiet.resolve();
      else submitted.push(line.slice('submitted '.length));
    });
    return { name, process: child, ready: ready.promise, quiet: quiet.promise };
  };
  const servers = ['a', 'b'].map(start);
  onTestFinished(() => {
    for (const server of servers) server.process.kill('SIGKILL');
  });
  return {
    submitted,
    servers,
    replace: (index: number): Server => {
      const server = start(index === 0 ? 'a' : 'b');
      servers[index] = server;
      return server;
    },
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, limitMs: number, isTrue: () => Promise<boolean>): Promise<number> {
  const since = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - since > limitMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await sleep(100);
  }
  return Date.now() - since;
}

/** The operations that the servers of this name hold now. */
async function heldBy(store: Store, name: string): Promise<ReadonlyMap<string, number>> {
  const sql = 'select id, claim from operation where ended_at_ms is null and owner like $1';
  const rows = await store.read({ sql, values: [`${name}-%`] });
  return new Map(rows.map((row) => [String(row['id']), Number(row['claim'])]));
}

/** How many of them nobody has gone on with: still with the claim of then. */
async function leftAlone(store: Store, held: ReadonlyMap<string, number>): Promise<number> {
  const rows = await store.read({
    sql: 'select id, claim from operation where ended_at_ms is null',
    values: [],
  });
  return rows.filter((row) => held.get(String(row['id'])) === row['claim']).length;
}

async function eventsOf(store: Store, id: string): Promise<NumberedEvent['event'][]> {
  const rows = await store.read({
    sql: 'select body from operation_event where operation = $1 order by number',
    values: [id],
  });
  return rows.map((row) => JSON.parse(String(row['body'])) as NumberedEvent['event']);
}

it(`loses and doubles nothing while either of two servers is killed or stopped ${ROUNDS} times under load`, {
  timeout: 20 * 60_000,
}, async () => {
  const url = await newDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'hostreeve-chaos-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openStore({
    url,
    migrations: [...operationMigrations, ...ledgerMigrations],
    owner: { pid: process.pid, since: new Date().toISOString() },
  });
  onTestFinished(() => store.close());
  const { servers, submitted, replace } = startServers(url, folder);
  await Promise.all(servers.map(({ ready }) => ready));

  let longestMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(300 + ((round * 137) % 700));
    const index = round % 2;
    const victim = servers[index];
    if (victim === undefined) throw new Error('there are two servers');
    const held = await heldBy(store, victim.name);
    if (round % 4 < 2) {
      victim.process.kill('SIGKILL');
      const tookMs = await until(
        'open operations go on',
        TAKEOVER_LIMIT_MS,
        async () => (await leftAlone(store, held)) === 0,
      );
      longestMs = Math.max(longestMs, tookMs);
      await replace(index).ready;
    } else {
      victim.process.kill('SIGSTOP');
      await sleep(PAUSE_MS);
      victim.process.kill('SIGCONT');
    }
  }
  for (const { process: server } of servers) server.stdin?.write('stop\n');
  await Promise.all(servers.map(({ quiet }) => quiet));
  await until('all operations end', 60_000, async () => {
    const rows = await store.read({
      sql: 'select count(*) as open from operation where ended_at_ms is null',
      values: [],
    });
    return rows[0]?.['open'] === 0;
  });

  const operations = await store.read({ sql: 'select id, state, input, last_event from operation', values: [] });
  const known = new Set(operations.map((row) => row['id']));
  expect(
    submitted.filter((id) => !known.has(id)),
    'recorded and lost',
  ).toEqual([]);

  const lines = new Map<string, number>();
  for (let ledger = 0; ledger < LEDGERS; ledger += 1) {
    for (const line of readFileSync(join(folder, `ledger-${ledger}`), 'utf8')
      .split('\n')
      .filter(Boolean)) {
      lines.set(line, (lines.get(line) ?? 0) + 1);
    }
  }
  const problems: string[] = [];
  const ends = new Map<string, number>();
  for (const row of operations) {
    const state = String(row['state']);
    ends.set(state, (ends.get(state) ?? 0) + 1);
    const id = String(row['id']);
    const { name, shouts } = JSON.parse(String(row['input'])) as { name: string; shouts: boolean };
    const found = (key: string): number => {
      const count = lines.get(`${name}-${key}`) ?? 0;
      lines.delete(`${name}-${key}`);
      return count;
    };
    const wanted = state === 'failed' ? 0 : 1;
    for (const key of ['first', 'second', 'last']) {
      const count = found(key);
      if (count !== wanted) problems.push(`${state} ${id}: ${key} is there ${count} times`);
    }
    const heard = found('shout');
    const fits = state === 'unknown' ? heard <= 1 : heard === (shouts && state === 'succeeded' ? 1 : 0);
    if (!fits) problems.push(`${state} ${id}: shout is there ${heard} times`);
    const again = replay(await eventsOf(store, id));
    if (again.name !== state || again.lastEvent !== row['last_event']) problems.push(`${id}: log and state differ`);
  }
  expect(problems).toEqual([]);
  expect([...lines.keys()], 'lines of nobody').toEqual([]);
  expect(ends.get('succeeded')).toBeGreaterThan(ROUNDS);
  const counts = [...ends].map(([state, count]) => `${count} ${state}`).join(', ');
  console.log(
    `${operations.length} operations: ${counts}; after a kill the last went on after ${longestMs} ms (aim: 10 s)`,
  );
});
