import { onTestFinished } from 'vitest';
import { newDatabase } from '../../../../test/store/new-database.ts';
import type { Hosts } from '../../remote/index.ts';
import { type Migration, openStore, type Store } from '../../store/index.ts';
import { inMemoryPlace } from '../../store/testing/in-memory.ts';
import { createTimer, type Timer } from '../../timer.ts';
import type { AnyOperation } from '../definition.ts';
import { createDefinitions } from '../definitions.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { EngineLimits, EngineParts } from '../engine-parts.ts';
import { createLocalLocks } from '../local-locks.ts';
import { operationMigrations } from '../migrations.ts';
import { createReplica } from '../replica.ts';
import { type Person, silentReport } from '../report.ts';
import { seededIds } from '../seeded-ids.ts';

export const limits: EngineLimits = {
  running: 16,
  queued: 50,
  retryDelaysMs: [1, 2],
  // Long, so that a person in a test is always faster than the cleaner.
  firstTryMs: 60_000,
  longestTryMs: 60_000,
};

const noHosts: Hosts = {
  session: () => {
    throw new TypeError('this test has no hosts');
  },
  fence: () => Promise.reject(new TypeError('this test has no hosts')),
};

/**
 * A store for any number of engines: in memory, or with TEST_ENGINE_STORE=postgres on a database of its own, so that the
 * same tests hold for both.
 */
export async function newStore(
  migrations: readonly Migration[] = [],
  timer: Timer = createTimer({ now: () => Date.now() }),
): Promise<Store> {
  const all = [...operationMigrations, ...migrations];
  const store =
    process.env['TEST_ENGINE_STORE'] === 'postgres'
      ? await openStore({ url: await newDatabase(), migrations: all, owner: { pid: process.pid, since: 'now' } })
      : await inMemoryPlace(() => timer.now()).open(all);
  onTestFinished(() => store.close());
  return store;
}

let servers = 0;

export function partsOn(
  store: Store,
  definitions: readonly AnyOperation[],
  changes: Partial<EngineParts> = {},
): EngineParts {
  servers += 1;
  const timer = changes.timer ?? createTimer({ now: () => Date.now() });
  return {
    store,
    timer,
    replica: createReplica(store, timer, `server-${servers}`),
    definitions: createDefinitions(definitions),
    hosts: noHosts,
    localLocks: createLocalLocks(),
    newId: seededIds(`server-${servers}`),
    scrub: (text) => text,
    report: silentReport,
    log: { debug: () => undefined, warn: () => undefined, error: () => undefined },
    limits,
    ...changes,
  };
}

/** A started engine; it stops with the test. */
export async function startEngine(
  store: Store,
  definitions: readonly AnyOperation[],
  changes: Partial<EngineParts> = {},
): Promise<Engine> {
  const engine = createEngine(partsOn(store, definitions, changes));
  await engine.start();
  onTestFinished(() => engine.stop(1_000));
  return engine;
}

/** Somebody who steps in. */
export const ada: Person = { principal: 'ada', from: '[test]' };
