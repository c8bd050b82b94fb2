import type { MortalServer } from '../../../../test/simulation/mortal-server.ts';
import { createWorld, type World } from '../../../../test/simulation/world.ts';
import { eventMigrations } from '../../../kernel/events/index.ts';
import { createHosts } from '../../../kernel/remote/index.ts';
import { type Examiner, startExaminer } from '../examination/examiner.ts';
import { type FindingInfo, openFindingsOf } from '../examination/read-findings.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { volumeWorld } from './volume-world.ts';

type End = Awaited<ReturnType<MortalServer['engine']['wait']>>['state'];

export interface Examined {
  readonly world: World;
  readonly server: MortalServer;
  readonly examiner: Examiner;
  /** Examines the first cluster. */
  examine(): Promise<readonly FindingInfo[]>;
  /** The codes that an examination finds, sorted. */
  codes(): Promise<readonly string[]>;
  findings(): Promise<readonly FindingInfo[]>;
  /** An operation, to its end. */
  run(kind: string, input: unknown): Promise<End>;
  /** Topics and bodies of events about drift, in their order. */
  told(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

type Things = Parameters<typeof volumeWorld>[0];

/** A world with these things in it, a server and an examiner, for tests of what examinations find. */
export async function examineOn(things: Things, everyS = 0): Promise<Examined> {
  const kind = volumeWorld(things);
  const world = await createWorld({ ...kind, migrations: [...eventMigrations, ...kind.migrations] }, '1');
  const server = await world.addServer();
  const examiner = examinerOf(world, everyS);
  const [{ id: cluster }] = things as unknown as readonly [{ readonly id: string }];
  const examine = (): Promise<readonly FindingInfo[]> => world.timer.run(examiner.examine(cluster));
  return {
    world,
    server,
    examiner,
    examine,
    codes: async () => (await examine()).map(({ code }) => code).toSorted(),
    findings: () => openFindingsOf(world.store, cluster),
    run: (what, input) => world.timer.run(carryOut(server, what, input)),
    told: async () => {
      const rows = await world.store.read({
        sql: `select topic, body from event_outbox where topic like 'drift.%' order by id`,
        values: [],
      });
      return rows.map((row) => `${String(row['topic'])} ${(JSON.parse(String(row['body'])) as { code: string }).code}`);
    },
    stop: () => world.timer.run(examiner.stop()),
  };
}

/** On a world of its own making, such as that of a simulated day. */
export function examinerOf(world: World, everyS = 0): Examiner {
  const { store, timer, fleet } = world;
  let nonces = 0;
  const newNonce = (): string => {
    nonces += 1;
    return `e${nonces}`.padStart(32, '0');
  };
  const log = { info: () => undefined, warn: () => undefined };
  return startExaminer({
    store,
    timer,
    hosts: createHosts({ transport: fleet.connect(), clock: timer, newNonce }),
    log,
    settings: DEFAULT_SETTINGS,
    schedule: { everyS },
    thresholds: { poolAlarmPercent: 80 },
  });
}

async function carryOut({ engine }: MortalServer, kind: string, input: unknown): Promise<End> {
  const id = await engine.submit({ project: 'default', principal: 'ada', kind, input });
  return (await engine.wait(id, 3_600_000)).state;
}
