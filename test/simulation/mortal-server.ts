import {
  type AnyOperation,
  createDefinitions,
  createEngine,
  createLocalLocks,
  createReplica,
  type Engine,
  type EngineLimits,
  silentReport,
} from '../../src/kernel/operations/index.ts';
import { createHosts, type Transport } from '../../src/kernel/remote/index.ts';
import type { Store } from '../../src/kernel/store/index.ts';
import type { Timer } from '../../src/kernel/timer.ts';
import { createMortality, type Mortality, mortalTimer } from './mortality.ts';

export interface Contact {
  readonly kind: 'read' | 'write' | 'run';
  readonly moment: 'before' | 'after';
  /** Counts the contacts of this server of this moment, from 1 on, since it was started. */
  readonly number: number;
}

/** A server of a simulation. Dead, it does nothing more, and nothing that is under way comes back to it. */
export interface MortalServer extends Omit<Mortality, 'pass'> {
  readonly name: string;
  readonly engine: Engine;
  start(): Promise<void>;
  /** Contacts with the store and the hosts so far, of one moment. */
  contacts(): number;
}

export interface MortalOptions {
  readonly name: string;
  readonly store: Store;
  readonly transport: Transport;
  readonly timer: Timer;
  readonly definitions: readonly AnyOperation[];
  readonly newId: () => string;
  /** Called at each contact with the world; it may kill or pause, and what it throws is the contact's failure. */
  readonly onContact?: (contact: Contact, server: MortalServer) => void;
  readonly limits?: Partial<EngineLimits>;
  readonly onError?: (fields: object, message: string) => void;
}

export const simulatedLimits: EngineLimits = {
  running: 16,
  queued: 1_000,
  retryDelaysMs: [200, 1_000],
  firstTryMs: 10_000,
  longestTryMs: 60_000,
};

/** An engine whose every contact with the world can be its last. */
export function createMortalServer(options: MortalOptions): MortalServer {
  const { store, transport, timer } = options;
  const counts = { before: 0, after: 0 };
  const life = createMortality();
  let isStarted = false;

  const contact = async (kind: Contact['kind'], moment: Contact['moment']): Promise<void> => {
    await life.pass();
    if (!isStarted) return;
    counts[moment] += 1;
    options.onContact?.({ kind, moment, number: counts[moment] }, server);
    await life.pass();
  };
  const through = async <Result>(kind: Contact['kind'], act: () => Promise<Result>): Promise<Result> => {
    await contact(kind, 'before');
    try {
      return await act();
    } finally {
      await contact(kind, 'after');
    }
  };
  const ownTimer = mortalTimer(timer, life);
  const mortalStore: Store = {
    ...store,
    write: (batch) => through('write', () => store.write(batch)),
    read: (statement) => through('read', () => store.read(statement)),
  };
  const mortalTransport: Transport = {
    run: (host, argv, runOptions) => through('run', () => transport.run(host, argv, runOptions)),
    close: () => transport.close(),
  };
  const engine = createEngine({
    store: mortalStore,
    timer: ownTimer,
    replica: createReplica(mortalStore, ownTimer, options.name),
    definitions: createDefinitions(options.definitions),
    hosts: createHosts({ transport: mortalTransport, clock: ownTimer, newNonce: options.newId }),
    localLocks: createLocalLocks(),
    newId: options.newId,
    scrub: (text) => text,
    report: silentReport,
    log: {
      debug: () => undefined,
      warn: () => undefined,
      error: (fields, message) => options.onError?.(fields, message),
    },
    limits: { ...simulatedLimits, ...options.limits },
  });
  const server: MortalServer = {
    name: options.name,
    engine,
    start: async () => {
      await engine.start();
      isStarted = true;
    },
    contacts: () => counts.before,
    isAlive: () => life.isAlive(),
    kill: () => life.kill(),
    pause: () => life.pause(),
    resume: () => life.resume(),
  };
  return server;
}
