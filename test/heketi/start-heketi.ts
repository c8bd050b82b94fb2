import { createServer, type IncomingMessage, type Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import { fastify } from 'fastify';
import { onTestFinished } from 'vitest';
import {
  type AdminState,
  type AdminStateName,
  createAdminState,
  heketiAppOptions,
  heketiMetrics,
  heketiMigrations,
  type HeketiSettings,
  registerHeketi,
} from '../../src/api/heketi/index.ts';
import {
  createVolumes,
  DEFAULT_SETTINGS,
  findStorageHost,
  findStorageName,
  lookAtNodes,
  volumeMigrations,
  volumeOperations,
  type VolumeSettings,
} from '../../src/domains/volumes/index.ts';
import { aCluster, type ClusterBuilder } from '../../src/domains/volumes/testing/a-cluster.ts';
import { TEST_DISKS } from '../../src/domains/volumes/testing/volume-world.ts';
import { simulatedVolumesWith } from '../../src/domains/volumes/simulated.ts';
import { auditMigrations, auditStatement } from '../../src/kernel/audit/index.ts';
import { eventMigrations } from '../../src/kernel/events/index.ts';
import { hostMigrations } from '../../src/kernel/hosts/index.ts';
import { createIdentity, type Identity, identityMigrations } from '../../src/kernel/identity/index.ts';
import { operationMigrations } from '../../src/kernel/operations/index.ts';
import { createHosts, type Transport } from '../../src/kernel/remote/index.ts';
import { Secret, secretMigrations } from '../../src/kernel/secrets/index.ts';
import { fixedVault, fixedVaultOn } from '../../src/kernel/secrets/testing/fixed-vault.ts';
import type { Statement, Store } from '../../src/kernel/store/index.ts';
import { inMemoryPlace } from '../../src/kernel/store/testing/in-memory.ts';
import { createTimer } from '../../src/kernel/timer.ts';
import { createFleet, type Fleet } from '../../src/simulator/index.ts';
import { createMortalServer, type MortalServer } from '../simulation/mortal-server.ts';
import { type Reply, send, type Wish } from './http-client.ts';
import { KEYS, tokenFor, type TokenOptions } from './tokens.ts';

export interface HeketiOptions {
  readonly settings?: Partial<HeketiSettings>;
  readonly volumes?: Partial<VolumeSettings>;
  /** At the start; `normal` without it. */
  readonly adminState?: AdminStateName;
  readonly isLoopback?: (request: IncomingMessage) => boolean;
  /** For several tests: whoever starts it stops it. */
  readonly isShared?: boolean;
  /** Operations at a time; with none everything stays in the queue. */
  readonly running?: number;
}

export interface CallOptions extends Omit<Wish, 'method' | 'path'> {
  readonly issuer?: 'admin' | 'user';
  /** False sends none; otherwise as tokenFor takes it. */
  readonly token?: false | string | TokenOptions;
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** One server: the API behind a port of its own. */
export interface HeketiServer {
  readonly port: number;
  readonly adminState: AdminState;
  readonly server: MortalServer;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** Polls the entry of a 202 as clients do, until its end. @throws when the reply is none */
  end(accepted: Reply, options?: CallOptions): Promise<Reply>;
}

export interface HeketiWorld extends HeketiServer {
  readonly store: Store;
  readonly fleet: Fleet;
  readonly identity: Identity;
  /** Why tokens were refused. */
  readonly refused: readonly string[];
  /** Issuers and keys of those that were taken. */
  readonly accepted: readonly string[];
  /** What was logged as a fault of the program. */
  readonly errors: readonly string[];
  readonly logLevel: () => string;
  /** The clock of tokens, in milliseconds; the real one again without an argument. */
  setTokenClock(nowMs?: number): void;
  /** Commands whose name this says yes to wait until it is called off by the function that it gives. */
  hold(isHeld: (name: string) => boolean): () => void;
  write(...statements: readonly Statement[]): Promise<void>;
  /** Puts a cluster there that nobody added over the API. */
  arrange(cluster: ClusterBuilder): Promise<void>;
  stop(): Promise<void>;
  /** Another server on the same store and hosts. */
  another(options?: HeketiOptions): Promise<HeketiServer>;
}

const GIB = 1024 ** 3;

/**
 * Heketi's whole API on simulated hosts, which answer at once: the real engine, store port, identity and domain, over
 * HTTP. Hosts come into being when they are asked for, with whatever disks are named.
 */
export async function startHeketi(options: HeketiOptions = {}): Promise<HeketiWorld> {
  const timer = createTimer({ now: () => Date.now() });
  const store = await inMemoryPlace(() => timer.now()).open([
    ...secretMigrations,
    ...operationMigrations,
    ...identityMigrations,
    ...eventMigrations,
    ...auditMigrations,
    ...hostMigrations,
    ...volumeMigrations,
    ...heketiMigrations,
  ]);
  const simulated = simulatedVolumesWith({ deviceSizeGib: 500 });
  const fleet = createFleet({
    timer,
    seed: 'heketi',
    programs: simulated.programs,
    onBoot: [simulated.onBoot],
    onReturn: [simulated.onReturn],
    onDemand: {
      prepare: [simulated.onNewHost],
      names: { find: (name) => findStorageHost(store, name), of: (host) => findStorageName(store, host) },
    },
    takesTime: false,
    latencyMs: { min: 0, max: 0 },
  });
  const held: { readonly isHeld: (name: string) => boolean; readonly open: Promise<void> }[] = [];
  const gate = (transport: Transport): Transport => ({
    run: async (host, argv, runOptions) => {
      await Promise.all(held.filter(({ isHeld }) => argv.some(isHeld)).map(({ open }) => open));
      return transport.run(host, argv, runOptions);
    },
    close: () => transport.close(),
  });
  let tokenNowMs: number | undefined;
  let logLevel = 'info';
  const refused: string[] = [];
  const accepted: string[] = [];
  const errors: string[] = [];
  const newId = (): string => randomBytes(16).toString('hex');
  const identity = createIdentity({
    store,
    clock: { now: () => tokenNowMs ?? Date.now() },
    randomBytes,
    audit: (fact) => [auditStatement({ ...fact, atMs: Date.now() })],
    log: { warn: () => undefined },
  });
  const volumes = createVolumes({ store, clock: timer, newId, vault: fixedVaultOn(store) });
  const note = (fields: object, message: string): void => {
    const { err } = fields as { err?: unknown };
    errors.push(`${message}: ${err instanceof Error ? (err.stack ?? err.message) : JSON.stringify(fields)}`);
  };

  const ends: (() => void | Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0)) await end();
  };
  if (options.isShared !== true) onTestFinished(stop);
  let servers = 0;
  const serve = async (given: HeketiOptions): Promise<HeketiServer> => {
    servers += 1;
    const settings = { ...DEFAULT_SETTINGS, ...given.volumes };
    const server = createMortalServer({
      name: `server-${servers}`,
      store,
      transport: gate(fleet.connect()),
      timer,
      definitions: volumeOperations(fixedVault, settings),
      newId,
      limits: { retryDelaysMs: [], ...(given.running === undefined ? {} : { running: given.running }) },
      onError: note,
    });
    await server.start();
    const hosts = createHosts({ transport: gate(fleet.connect()), clock: timer, newNonce: newId });
    const app = fastify({ ...heketiAppOptions, exposeHeadRoutes: false });
    const adminState = createAdminState(given.adminState ?? 'normal');
    registerHeketi(app, {
      volumes,
      lookAtNodes: (cluster, signal) => lookAtNodes({ store, timer, hosts, settings }, cluster, signal),
      engine: server.engine,
      identity,
      store,
      clock: timer,
      newId,
      settings: { ...SETTINGS, ...given.settings },
      adminState,
      log: { warn: () => undefined, error: note },
      getLogLevel: () => logLevel,
      setLogLevel: (level) => {
        logLevel = level;
      },
      isLoopback: given.isLoopback ?? (() => true),
      metrics: () => heketiMetrics(volumes, store, { warn: () => undefined }),
      onAccepted: (issuer, key) => accepted.push(`${issuer} ${key}`),
      onRefused: (reason) => refused.push(reason),
    });
    await app.ready();
    const http = createServer((request, response) => app.routing(request, response));
    const port = await listen(http);
    ends.push(async () => {
      http.closeAllConnections();
      http.close();
      await app.close();
      // A dead one never answers.
      if (server.isAlive()) await server.engine.stop(0);
    });
    const call: HeketiServer['call'] = (method, path, callOptions = {}) =>
      send(port, wishOf(method, path, callOptions));
    return { port, adminState, server, call, end: (accepted, callOptions) => endOf(call, accepted, callOptions) };
  };

  const write = async (...statements: readonly Statement[]): Promise<void> => {
    const outcome = await store.write(statements);
    if (outcome.kind === 'refused') throw new Error(`statement ${outcome.statement}: ${outcome.reason}`);
  };

  const first = await serve(options);
  return {
    ...first,
    stop,
    store,
    fleet,
    identity,
    refused,
    accepted,
    errors,
    logLevel: () => logLevel,
    setTokenClock: (nowMs) => {
      tokenNowMs = nowMs;
    },
    hold: (isHeld) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const entry = { isHeld, open: promise };
      held.push(entry);
      const release = (): void => {
        const index = held.indexOf(entry);
        if (index !== -1) held.splice(index, 1);
        resolve();
      };
      ends.push(release);
      return release;
    },
    arrange: async (cluster) => {
      for (const host of cluster.hosts) fleet.addHost(host, { disks: TEST_DISKS });
      await write(...cluster.rows());
      cluster.arrange(fleet);
    },
    write,
    another: (more = options) => serve(more),
  };
}

const SETTINGS: HeketiSettings = {
  keys: { admin: { current: new Secret(KEYS.admin) }, user: { current: new Secret(KEYS.user) } },
  userRole: 'wide',
  leewaySeconds: 120,
  maxInflightOperations: 8,
  project: 'default',
  optionsBefore: [''],
  optionsAfter: [''],
  hostingOptions: ['group gluster-block'],
  minBrickGib: 1,
  sshPort: 22,
  isReadOnly: false,
  exposeSecrets: false,
};

function wishOf(method: string, path: string, options: CallOptions): Wish {
  const {
    issuer = 'admin',
    token = {},
    json,
    headers = {},
    body = json === undefined ? undefined : JSON.stringify(json),
  } = options;
  const plain = path.replace(/\?.*/s, '');
  const bearer =
    token === false ? undefined : typeof token === 'string' ? token : tokenFor(method, plain, { issuer, ...token });
  return {
    method,
    path,
    headers: { ...(bearer === undefined ? {} : { authorization: `bearer ${bearer}` }), ...headers },
    ...(body === undefined ? {} : { body }),
    ...(options.isChunked === undefined ? {} : { isChunked: options.isChunked }),
  };
}

async function endOf(call: HeketiServer['call'], accepted: Reply, options: CallOptions = {}): Promise<Reply> {
  const { location } = accepted.headers;
  if (accepted.status !== 202 || typeof location !== 'string')
    throw new Error(`not accepted: ${accepted.status} ${accepted.body}`);
  for (;;) {
    const reply = await call('GET', location, options);
    if (reply.headers['x-pending'] === undefined) return reply;
  }
}

async function listen(http: Server): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  http.listen({ host: '127.0.0.1', port: 0 }, resolve);
  await promise;
  const address = http.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return address.port;
}

export { aCluster };

/** KiB of so many GiB. */
export const kib = (gib: number): number => (gib * GIB) / 1024;
