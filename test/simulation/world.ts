import {
  type AnyOperation,
  type NumberedEvent,
  operationMigrations,
  replay,
} from '../../src/kernel/operations/index.ts';
import type { SimulatedProgram } from '../../src/kernel/remote/index.ts';
import type { Migration, Statement, Store } from '../../src/kernel/store/index.ts';
import { inMemoryPlace } from '../../src/kernel/store/testing/in-memory.ts';
import {
  createFleet,
  createVirtualTimer,
  type Fleet,
  type FleetOptions,
  type VirtualTimer,
} from '../../src/simulator/index.ts';
import { createMortalServer, type MortalOptions, type MortalServer } from './mortal-server.ts';

/** What a kind of operation needs to be tried. */
export interface WorldKind {
  readonly migrations: readonly Migration[];
  readonly definitions: readonly AnyOperation[];
  readonly programs: readonly SimulatedProgram[];
  readonly hosts: FleetOptions['hosts'];
  readonly onBoot?: FleetOptions['onBoot'];
  readonly onReturn?: FleetOptions['onReturn'];
  /** What is on the hosts before anything happens. */
  readonly arrange?: (fleet: Fleet) => void;
  /** Rows that are there before anything happens. */
  readonly rows: readonly Statement[];
  /** Operations that make ready what the one under test works on. */
  readonly before?: readonly { readonly kind: string; readonly input: unknown }[];
  /** Whatever should not be, once no operation is open: on hosts and in the store. */
  readonly problems: (world: World) => Promise<readonly string[]>;
}

/** A store, a fleet and a clock; servers come and go in it. */
export interface World {
  readonly timer: VirtualTimer;
  readonly store: Store;
  readonly fleet: Fleet;
  addServer(options?: Partial<Pick<MortalOptions, 'onContact' | 'definitions' | 'limits'>>): Promise<MortalServer>;
  /** Lets time pass until no operation is open any more. @throws when that takes more than two hours */
  untilAllEnd(): Promise<void>;
  /** All that must hold for any kind of operation at such a time, and what the kind itself says. */
  problems(): Promise<readonly string[]>;
  /** What the servers thought to be faults of the program. */
  readonly errors: readonly string[];
}

export async function createWorld(kind: WorldKind, seed: string): Promise<World> {
  const timer = createVirtualTimer();
  const store = await inMemoryPlace(() => timer.now()).open([...operationMigrations, ...kind.migrations]);
  if (kind.rows.length > 0) {
    const outcome = await store.write(kind.rows);
    if (outcome.kind === 'refused') throw new Error(`row ${outcome.statement} of the world: ${outcome.reason}`);
  }
  const fleet = createFleet({
    timer,
    seed,
    hosts: kind.hosts ?? {},
    programs: kind.programs,
    ...(kind.onBoot === undefined ? {} : { onBoot: kind.onBoot }),
    ...(kind.onReturn === undefined ? {} : { onReturn: kind.onReturn }),
  });
  kind.arrange?.(fleet);
  timer.explain(() => fleet.waiting());
  const errors: string[] = [];
  let servers = 0;
  let ids = 0;
  const world: World = {
    timer,
    store,
    fleet,
    errors,
    addServer: async (options = {}) => {
      servers += 1;
      const server = createMortalServer({
        name: `server-${servers}`,
        store,
        transport: fleet.connect(),
        timer,
        definitions: kind.definitions,
        newId: () => {
          ids += 1;
          return ids.toString(16).padStart(32, '0');
        },
        onError: (fields, message) => errors.push(`${message}: ${describe(fields)}`),
        ...options,
      });
      await server.start();
      return server;
    },
    untilAllEnd: async () => {
      const untilMs = timer.now() + 2 * 3_600_000;
      while ((await openOperations(store)).length > 0) {
        if (timer.now() > untilMs) throw new Error(`still open: ${(await openOperations(store)).join('; ')}`);
        await timer.sleep(1_000);
      }
      await fleet.quiet();
    },
    problems: async () => [
      ...errors,
      ...fleet.faults.map(({ message }) => message),
      ...(await recordProblems(store)),
      ...(await kind.problems(world)),
    ],
  };
  return world;
}

function describe(fields: object): string {
  const { err } = fields as { err?: unknown };
  return err instanceof Error ? (err.stack ?? err.message) : JSON.stringify(fields);
}

async function openOperations(store: Store): Promise<readonly string[]> {
  const rows = await store.read({
    sql: 'select id, kind, state, error from operation where ended_at_ms is null order by id',
    values: [],
  });
  return rows.map((row) => `${String(row['kind'])} ${String(row['state'])} ${String(row['error'])}`);
}

/** Each log must give the state that the head of its operation has. */
async function recordProblems(store: Store): Promise<string[]> {
  const heads = await store.read({ sql: 'select id, kind, state, last_event, error from operation', values: [] });
  const problems: string[] = [];
  for (const head of heads) {
    const rows = await store.read({
      sql: 'select body from operation_event where operation = $1 order by number',
      values: [head['id'] ?? null],
    });
    const state = replay(rows.map((row) => JSON.parse(String(row['body'])) as NumberedEvent['event']));
    if (state.name !== head['state'] || state.lastEvent !== head['last_event']) {
      problems.push(`${String(head['kind'])}: the log says ${state.name}, the head ${String(head['state'])}`);
    }
  }
  return problems;
}
