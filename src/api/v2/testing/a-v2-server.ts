import { createHash } from 'node:crypto';
import { type FastifyInstance, fastify, type InjectOptions, type RouteOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { createWorld, type World } from '../../../../test/simulation/world.ts';
import { simulatedLimits } from '../../../../test/simulation/mortal-server.ts';
import { createVolumes, DEFAULT_SETTINGS, startExaminer } from '../../../domains/volumes/index.ts';
import { aCluster, type ClusterBuilder } from '../../../domains/volumes/testing/a-cluster.ts';
import { aSpareHost } from '../../../domains/volumes/testing/a-spare-host.ts';
import { volumeWorld } from '../../../domains/volumes/testing/volume-world.ts';
import {
  auditKeyOf,
  auditMigrations,
  auditStatement,
  readAudit,
  startSealer,
  verifyAudit,
} from '../../../kernel/audit/index.ts';
import { eventMigrations, startEventStream } from '../../../kernel/events/index.ts';
import { createHostInventory } from '../../../kernel/hosts/index.ts';
import { fingerprint, line, settings } from '../../../kernel/hosts/testing/an-inventory.ts';
import { createIdentity, identityMigrations, type PrincipalId } from '../../../kernel/identity/index.ts';
import { CHEAP } from '../../../kernel/identity/testing/an-identity.ts';
import {
  type AnyOperation,
  createDefinitions,
  createEngine,
  createLocalLocks,
  createOperationReport,
  createReplica,
  type EngineLimits,
} from '../../../kernel/operations/index.ts';
import { addShelf, boxMigrations } from '../../../kernel/operations/testing/boxes.ts';
import { createHosts, readHostKey } from '../../../kernel/remote/index.ts';
import { openVault, Secret } from '../../../kernel/secrets/index.ts';
import { fixedVaultOn } from '../../../kernel/secrets/testing/fixed-vault.ts';
import { SealingKey } from '../../../kernel/secrets/sealing-key.ts';
import { requireAccessOfRoutes } from '../../http/index.ts';
import { registerV2 } from '../index.ts';
import type { HeketiState, V2Parts } from '../parts.ts';
import { checkAnswers } from './check-answers.ts';

const ACTOR = { who: '[test]', from: '[test]' };

export interface Asked extends Omit<InjectOptions, 'url' | 'body' | 'path'> {
  /** An administrator's without it; none when empty. */
  readonly token?: string;
  readonly body?: unknown;
}

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // Tests look into bodies by `toMatchObject`, and take out single texts.
  readonly body: Body;
}

interface Parts {
  readonly [key: string]: Body;
}

export type Body = Parts & { toString(): string };

export interface TestV2 {
  readonly app: FastifyInstance;
  readonly world: World;
  readonly parts: V2Parts;
  readonly cluster: ClusterBuilder;
  /** Every route that the app was given. */
  readonly routes: readonly RouteOptions[];
  /** A request below `/api/v2`, as `GET /volumes`; time passes until it is answered. */
  readonly ask: (what: string, asked?: Asked) => Promise<Got>;
  /** The token of a new user with these roles. */
  readonly tokenWith: (...roles: readonly { readonly role: string; readonly project?: string }[]) => Promise<string>;
  /** Starts an operation by a request, lets time pass until it has ended, and gives it. */
  readonly carryOut: (what: string, asked?: Asked) => Promise<Body>;
  /** All items of a list, page by page. */
  readonly pages: (what: string, limit: number, asked?: Asked) => Promise<readonly (readonly Body[])[]>;
  /** Lets time pass while something goes on. */
  readonly run: <Value>(promise: Promise<Value>) => Promise<Value>;
  readonly stop: () => void;
}

export interface V2Changes {
  readonly limits?: Partial<EngineLimits>;
  /** Further kinds of operations: see boxes.ts of the engine. */
  readonly definitions?: readonly AnyOperation[];
}

/**
 * The API on real parts: a store in memory, an engine, and a simulated fleet in virtual time. It has a cluster of three
 * nodes with two devices each, and the host `spare`, which is in no cluster.
 */
export async function aV2Server(changes: V2Changes = {}): Promise<TestV2> {
  const cluster = aCluster('c1').withNodes(3).withDevices(2);
  const kind = volumeWorld([cluster, aSpareHost('spare')]);
  const migrations = [
    ...identityMigrations,
    ...eventMigrations,
    ...auditMigrations,
    ...kind.migrations,
    ...boxMigrations,
  ];
  const world = await createWorld({ ...kind, migrations, rows: [...kind.rows, addShelf('shelf', 1_000)] }, '1');
  const { store, timer, fleet } = world;
  let drawn = 0;
  const randomBytes = (count: number): Buffer => {
    drawn += 1;
    return createHash('shake256', { outputLength: count }).update(`v2 ${drawn}`).digest();
  };
  const newId = (): string => randomBytes(16).toString('hex');
  const log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  const identity = createIdentity({
    store,
    clock: timer,
    randomBytes,
    audit: (fact) => [auditStatement({ ...fact, atMs: timer.now() })],
    log,
    passwordCost: CHEAP,
  });
  const transport = fleet.connect();
  const engine = createEngine({
    store,
    timer,
    replica: createReplica(store, timer, 'server-1'),
    definitions: createDefinitions([...kind.definitions, ...(changes.definitions ?? [])]),
    hosts: createHosts({ transport, clock: timer, newNonce: newId }),
    localLocks: createLocalLocks(),
    newId,
    scrub: (text) => text,
    report: createOperationReport({ clock: timer }),
    log,
    limits: { ...simulatedLimits, ...changes.limits },
  });
  const vault = await openVault({ store, masterKey: new SealingKey(randomBytes(32)), clock: timer });
  const hosts = createHostInventory({
    store,
    vault,
    clock: timer,
    randomBytes,
    settings,
    transport: () => transport,
    probeKeys: async () => [readHostKey(line)],
  });
  const key = auditKeyOf(new Secret('a secret of a test, of no use to anybody'));
  const sealer = startSealer({ store, timer, key, log });
  const events = startEventStream({ store, timer, log });
  const examiner = startExaminer({
    store,
    timer,
    hosts: createHosts({ transport, clock: timer, newNonce: newId }),
    log: { info: () => undefined, warn: () => undefined },
    settings: DEFAULT_SETTINGS,
    schedule: { everyS: 0 },
    thresholds: { poolAlarmPercent: 80 },
  });
  let heketiState: HeketiState = 'normal';
  const parts: V2Parts = {
    volumes: createVolumes({ store, clock: timer, newId, vault: fixedVaultOn(store) }),
    examiner,
    hosts,
    engine,
    identity,
    events,
    audit: {
      read: (query) => readAudit(store, query),
      verify: (anchor) => verifyAudit({ store, key, ...(anchor === undefined ? {} : { anchor }) }),
    },
    heketiState: {
      get: () => heketiState,
      set: async (_actor, state) => {
        heketiState = state;
      },
    },
    timer,
    version: '1.2.3',
    startedAtMs: timer.now(),
  };
  await timer.run(engine.start());

  const app = fastify({ exposeHeadRoutes: false, routerOptions: { maxParamLength: 4096 } });
  const routes: RouteOptions[] = [];
  requireAccessOfRoutes(app);
  app.addHook('onRoute', (route) => void routes.push(route));
  const untold = checkAnswers(app);
  const stopping = new AbortController();
  await registerV2(app, parts, stopping.signal);
  await app.ready();
  onTestFinished(async () => {
    stopping.abort();
    await app.close();
    await timer.run(Promise.all([engine.stop(0), examiner.stop(), events.stop(), sealer.stop()]));
    await store.close();
    if (untold.size > 0) throw new Error(`the document does not tell of this: ${[...untold].join('; ')}`);
  });

  let users = 0;
  const tokenOf = async (id: PrincipalId): Promise<string> =>
    (await identity.manage.createToken(ACTOR, id, { name: 'test' })).secret.reveal();
  const tokenWith: TestV2['tokenWith'] = async (...roles) => {
    users += 1;
    const { id } = await identity.manage.createUser(ACTOR, { name: `user-${users}`, kind: 'person', roles });
    return tokenOf(id);
  };
  const admin = await tokenWith({ role: 'admin' });

  const ask: TestV2['ask'] = async (what, { token = admin, headers, body, ...rest } = {}) => {
    const [method = '', path = ''] = what.split(' ');
    const answer = await timer.run(
      app.inject({
        ...rest,
        method: method as 'GET',
        url: `/api/v2${path}`,
        headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
    );
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: (isJson && answer.body !== '' ? JSON.parse(answer.body) : {}) as Body,
    };
  };
  return {
    app,
    world,
    parts,
    cluster,
    routes,
    ask,
    tokenWith,
    carryOut: async (what, asked) => {
      const started = await ask(what, asked);
      if (started.status !== 202) throw new Error(`${what} was answered with ${started.status}: ${started.text}`);
      for (;;) {
        const { body } = await ask(`GET /operations/${String(started.body['id'])}?waitMs=30000`);
        if (body['endedAt'] !== undefined) return body;
        if (String(body['state']) === 'stuck') throw new Error(`${what} is stuck: ${JSON.stringify(body['error'])}`);
      }
    },
    pages: async (what, limit, asked) => {
      const found: (readonly Body[])[] = [];
      const join = what.includes('?') ? '&' : '?';
      for (let next = ''; ; ) {
        const { status, body, text } = await ask(`${what}${join}limit=${limit}${next}`, asked);
        if (status !== 200) throw new Error(`${what} was answered with ${status}: ${text}`);
        found.push(body['items'] as unknown as readonly Body[]);
        if (body['next'] === undefined) return found;
        next = `&after=${String(body['next'])}`;
      }
    },
    run: (promise) => timer.run(promise),
    stop: () => stopping.abort(),
  };
}

export { fingerprint, line };
