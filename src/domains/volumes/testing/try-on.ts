import type { MortalServer } from '../../../../test/simulation/mortal-server.ts';
import { createWorld, type World } from '../../../../test/simulation/world.ts';
import { eventMigrations } from '../../../kernel/events/index.ts';
import type { Row, SqlValue } from '../../../kernel/store/index.ts';
import { poolsOf, type SimulatedVolume } from '../gluster/simulated-pool.ts';
import { DEFAULT_SETTINGS, type VolumeSettings } from '../settings.ts';
import { volumeWorld } from './volume-world.ts';

const HOUR_MS = 3_600_000;

export interface Tried {
  readonly world: World;
  /** Asks for an operation, and waits for its end. */
  run(kind: string, input: unknown): ReturnType<MortalServer['engine']['wait']>;
  /** Several at once. */
  runAll(...wishes: readonly (readonly [kind: string, input: unknown])[]): Promise<readonly Ended[]>;
  /** Whatever is amiss once nothing is open any more. */
  problems(): Promise<readonly string[]>;
  volume(name: string): SimulatedVolume | undefined;
  read(sql: string, ...values: readonly SqlValue[]): Promise<readonly Row[]>;
}

type Ended = Awaited<ReturnType<MortalServer['engine']['wait']>>['state'] | Error;

type Things = Parameters<typeof volumeWorld>[0];

/** A world with these things in it and one server, for tests of single operations. */
export function tryOn(...things: Things): Promise<Tried> {
  return tryWith(DEFAULT_SETTINGS, ...things);
}

export async function tryWith(settings: VolumeSettings, ...things: Things): Promise<Tried> {
  const kind = volumeWorld(things, settings);
  const world = await createWorld({ ...kind, migrations: [...eventMigrations, ...kind.migrations] }, '1');
  const server = await world.addServer();
  const run = (kind: string, input: unknown) => submit(server, kind, input);
  return {
    world,
    run: (kind, input) => world.timer.run(run(kind, input)),
    runAll: (...wishes) =>
      world.timer.run(
        Promise.all(
          wishes.map(([kind, input]) =>
            run(kind, input).then(
              ({ state }): Ended => state,
              (error: unknown): Ended => (error instanceof Error ? error : new Error(String(error))),
            ),
          ),
        ),
      ),
    problems: () => world.timer.run(world.untilAllEnd().then(() => world.problems())),
    volume: (name) => poolsOf(world.fleet)[0]?.volumes[name],
    read: (sql, ...values) => world.store.read({ sql, values }),
  };
}

async function submit({ engine }: MortalServer, kind: string, input: unknown) {
  const id = await engine.submit({ project: 'default', principal: 'ada', kind, input });
  return engine.wait(id, HOUR_MS);
}

/** A statement among the things of a world. */
export const sql = (text: string, ...values: readonly SqlValue[]) => ({
  rows: () => [{ sql: text, values }],
  arrange: () => undefined,
});
