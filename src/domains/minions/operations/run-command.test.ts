import { describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../../../test/simulation/world.ts';
import type { MortalServer } from '../../../../test/simulation/mortal-server.ts';
import { defineProgram, hostId, rest, sequence, simulate, words } from '../../../kernel/remote/index.ts';
import { minionMigrations } from '../migrations.ts';
import { countResults, type HostResult, readResults } from '../results.ts';
import { runCommand, type RunCommandInput } from './run-command.ts';

const ada = { principal: 'ada', from: '[test]' };

const asker = { project: 'default', principal: 'ada' };
const LONG_MS = 600_000;

/** What the simulated hosts can be told to do: `work MS CODE` takes so long, and ends with the code. */
const work = defineProgram({
  name: 'work',
  grammar: sequence(words('work'), rest('how')),
  parse: (result) => result,
});

interface CommandWorld extends World {
  readonly hosts: readonly string[];
  /** How often the command began on each host, whoever sent it. */
  runs(): readonly number[];
  mostAtOnce(): number;
  addCommander(options?: Parameters<World['addServer']>[0]): Promise<MortalServer>;
  submit(server: MortalServer, given?: Partial<RunCommandInput>): ReturnType<MortalServer['engine']['submit']>;
  /** Submits, and waits for the end. */
  run(server: MortalServer, given?: Partial<RunCommandInput>): ReturnType<MortalServer['engine']['wait']>;
  results(id: string): Promise<readonly HostResult[]>;
  states(id: string): Promise<readonly string[]>;
}

/** Plays in virtual time. At the end no host must have had the command twice, and each row must be true. */
async function play(hostCount: number, act: (world: CommandWorld) => Promise<unknown>): Promise<void> {
  const hosts = Array.from({ length: hostCount }, (_, index) => `web-${index}`);
  const begun = new Map<string, number>();
  let atOnce = 0;
  let mostAtOnce = 0;
  const doWork = simulate(work, { changes: true }, function* ({ id }, { how: [ms, code] }, { input, print }) {
    begun.set(id, (begun.get(id) ?? 0) + 1);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    try {
      print('stdout', `${id} ${input}`);
      yield Number(ms);
      return { code: Number(code) };
    } finally {
      atOnce -= 1;
    }
  });
  const base = await createWorld(
    {
      migrations: minionMigrations,
      definitions: [],
      programs: [doWork],
      hosts: Object.fromEntries(hosts.map((host) => [host, {}])),
      rows: [],
      problems: (world) => wrongRows(world, begun),
    },
    '1',
  );
  const { timer, store } = base;
  const world: CommandWorld = {
    ...base,
    hosts,
    runs: () => hosts.map((host) => begun.get(host) ?? 0),
    mostAtOnce: () => mostAtOnce,
    addCommander: (options = {}) => base.addServer({ definitions: [runCommand], ...options }),
    submit: ({ engine }, given = {}) => {
      const command: RunCommandInput = { hosts: [...hosts], argv: ['work', '1000', '0'], timeoutMs: 10_000 };
      return engine.submit({ ...asker, kind: 'minion.command', input: { ...command, ...given } });
    },
    run: async (server, given) => server.engine.wait(await world.submit(server, given), LONG_MS),
    results: async (id) => (await readResults(store, id)).results,
    states: async (id) => (await world.results(id)).map(({ state }) => state),
  };
  await timer.run(act(world).then(() => world.fleet.quiet()));
  expect(await timer.run(base.problems())).toEqual([]);
}

async function wrongRows({ store }: World, begun: ReadonlyMap<string, number>): Promise<string[]> {
  const rows = await store.read({
    sql: `select host, r.state as said from minion_result r join operation o on o.id = r.operation
      where o.ended_at_ms is not null`,
    values: [],
  });
  const possible: Readonly<Record<string, readonly number[]>> = {
    done: [1],
    failed: [1],
    unreachable: [0],
    'not-sent': [0],
    unknown: [0, 1],
  };
  return rows.flatMap((row) => {
    const [host, said] = [String(row['host']), String(row['said'])];
    const times = begun.get(host) ?? 0;
    return possible[said]?.includes(times) === true ? [] : [`${host} is ${said}, and had the command ${times} times`];
  });
}

type Fault = ReturnType<NonNullable<World['fleet']['faultPlan']>>;

/** Lets the command meet these faults, by host. */
function plan({ fleet }: World, faults: Readonly<Record<string, Fault>>): void {
  fleet.faultPlan = ({ host, name }) => (name === 'work' ? faults[host] : undefined);
}

/** The contacts of an undisturbed run with the store and the hosts. */
async function contactsOfRun(): Promise<number> {
  let contacts = 0;
  await play(5, async (world) => {
    const server = await world.addCommander();
    await world.run(server, { concurrency: 2 });
    contacts = server.contacts();
  });
  return contacts;
}

/** The state of the operation, once it is over. */
async function endOf(world: CommandWorld, id: string): Promise<unknown> {
  await world.untilAllEnd();
  const [row] = await world.store.read({ sql: 'select state from operation where id = $1', values: [id] });
  return row?.['state'];
}

describe('a command on many hosts', () => {
  it('runs once on each, and keeps what each said', () =>
    play(3, async (world) => {
      const { head, state } = await world.run(await world.addCommander(), { input: 'please' });
      const summary = { done: 3, failed: 0, unreachable: 0, unknown: 0, notSent: 0 };
      expect(state).toMatchObject({ name: 'succeeded', result: summary });
      expect(await world.results(head.id)).toMatchObject([
        { host: 'web-0', place: 0, state: 'done', code: 0, stdout: { text: 'web-0 please', isCut: false } },
        { host: 'web-1', place: 1, state: 'done', code: 0, stdout: { text: 'web-1 please', isCut: false } },
        { host: 'web-2', place: 2, state: 'done', code: 0, stdout: { text: 'web-2 please', isCut: false } },
      ]);
    }));

  it('tells hosts on which it failed, did not arrive, or may have run from each other, and succeeds', () =>
    play(8, async (world) => {
      plan(world, {
        'web-1': { kind: 'unreachable' },
        'web-2': { kind: 'lost-before' },
        'web-3': { kind: 'lost-during' },
        'web-4': { kind: 'lost-after' },
        'web-5': { kind: 'late', ms: 60_000 },
        'web-6': { kind: 'slow', ms: 60_000 },
        'web-7': { kind: 'power-cut-during', atYield: 1 },
      });
      const { head, state } = await world.run(await world.addCommander());
      const summary = { done: 3, failed: 0, unreachable: 1, unknown: 4, notSent: 0 };
      expect(state).toMatchObject({ name: 'succeeded', result: summary });
      const results = await world.results(head.id);
      // Of the lost ones, 3 and 4 are known from the records on their hosts.
      const states = 'done unreachable unknown done done unknown unknown unknown';
      expect(results.map((result) => result.state)).toEqual(states.split(' '));
      expect(results[1]?.reason).toMatch('web-1 cannot be reached');
      await world.timer.sleep(LONG_MS);
      expect(world.runs()).toEqual([1, 0, 0, 1, 1, 1, 0, 1]);
    }));

  it('keeps a code that is not 0 as the failure of its host alone', () =>
    play(2, async (world) => {
      const { head, state } = await world.run(await world.addCommander(), { argv: ['work', '1', '7'] });
      expect(state).toMatchObject({ name: 'succeeded', result: { done: 0, failed: 2 } });
      expect((await world.results(head.id))[0]).toMatchObject({
        state: 'failed',
        code: 7,
        elapsedMs: expect.any(Number),
      });
    }));

  it('runs on no more hosts side by side than it was told', () =>
    play(23, async (world) => {
      const { state } = await world.run(await world.addCommander(), { concurrency: 4 });
      expect(state.result).toMatchObject({ done: 23 });
      expect(world.mostAtOnce()).toBe(4);
    }));

  it('runs on two thousand hosts', () =>
    play(2_000, async (world) => {
      const { head, state } = await world.run(await world.addCommander(), { concurrency: 100 });
      expect(state.result).toMatchObject({ done: 2_000 });
      expect(await countResults(world.store, head.id)).toMatchObject({ done: 2_000, waiting: 0, running: 0 });
    }));

  it('gives its results by pages, in the order of the hosts, all or those in one state', () =>
    play(5, async (world) => {
      plan(world, { 'web-1': { kind: 'unreachable' }, 'web-3': { kind: 'unreachable' } });
      const { head } = await world.run(await world.addCommander(), { hosts: world.hosts.toReversed() });
      const page = async (query: Parameters<typeof readResults>[2]): Promise<unknown> => {
        const { results, next } = await readResults(world.store, head.id, query);
        return { hosts: results.map(({ host }) => host), next };
      };
      expect(await page({ limit: 2 })).toEqual({ hosts: ['web-4', 'web-3'], next: 1 });
      expect(await page({ limit: 3, after: 1 })).toEqual({ hosts: ['web-2', 'web-1', 'web-0'], next: undefined });
      expect(await page({ state: 'unreachable' })).toEqual({ hosts: ['web-3', 'web-1'], next: undefined });
    }));

  it.each([
    ['a word that is no program', { argv: ['PATH=/tmp', 'work'] }, 'MINION_COMMAND_INVALID'],
    ['an input that is no text', { input: 'a\0b' }, 'OPERATION_INPUT_INVALID'],
    ['no host', { hosts: [] }, 'OPERATION_INPUT_INVALID'],
    ['a host twice', { hosts: ['web-0', 'web-0'] }, 'OPERATION_INPUT_INVALID'],
    ['a host with a wrong id', { hosts: ['web-0; reboot'] }, 'OPERATION_INPUT_INVALID'],
    ['no time', { timeoutMs: 0 }, 'OPERATION_INPUT_INVALID'],
  ])('refuses %s', (_, given, code) =>
    play(1, async (world) => {
      const server = await world.addCommander();
      await expect(world.submit(server, given)).rejects.toMatchObject({ code });
    }),
  );
});

describe('a cancelled command', () => {
  it('is sent to no further host, and is ended where it runs', () =>
    play(7, async (world) => {
      const server = await world.addCommander();
      const id = await world.submit(server, { concurrency: 2 });
      await world.timer.sleep(1_500);
      await server.engine.cancel(id, ada);
      const { state } = await server.engine.wait(id, LONG_MS);
      expect(state).toMatchObject({ name: 'cancelled', error: { code: 'OPERATION_CANCELLED' } });
      expect(await world.states(id)).toEqual('done done unknown unknown not-sent not-sent not-sent'.split(' '));
      expect(world.runs()).toEqual([1, 1, 1, 1, 0, 0, 0]);
    }));

  it.each(['before', 'after'] as const)('tells where it was not sent, cancelled %s any contact', async (moment) => {
    const contacts = await contactsOfRun();
    for (let at = 1; at <= contacts; at += 1) {
      await play(5, async (world) => {
        const asked = new Set<string>();
        world.fleet.faultPlan = ({ host }) => {
          asked.add(host);
          return undefined;
        };
        const begun: { id?: string; cancelled?: Promise<unknown> } = {};
        const server = await world.addCommander({
          onContact: (contact, { engine }) => {
            if (begun.id === undefined || contact.moment !== moment || contact.number < at) return;
            begun.cancelled ??= Promise.allSettled([engine.cancel(begun.id, ada)]);
          },
        });
        begun.id = await world.submit(server, { concurrency: 2 });
        expect(['cancelled', 'succeeded'], `cancelled ${moment} ${at}`).toContain(await endOf(world, begun.id));
        const unknown = (await world.results(begun.id)).filter(({ state }) => state === 'unknown');
        expect(unknown.filter(({ host }) => !asked.has(host))).toEqual([]);
        await begun.cancelled;
      });
    }
  });

  it('that has not begun leaves all hosts alone', () =>
    play(2, async (world) => {
      const full = await world.addCommander({ limits: { running: 0 } });
      const id = await world.submit(full);
      await full.engine.cancel(id, ada);
      const server = await world.addCommander();
      expect((await server.engine.wait(id, LONG_MS)).state.name).toBe('cancelled');
      expect(await world.states(id)).toEqual(['not-sent', 'not-sent']);
      expect(world.runs()).toEqual([0, 0]);
    }));
});

describe('a command whose server ends in the middle', () => {
  const given = { concurrency: 3, timeoutMs: 60_000 };

  it('has the ends that the hosts have kept, and is not sent to those that had not had their turn', () =>
    play(9, async (world) => {
      const [first, second] = [await world.addCommander(), await world.addCommander()];
      const id = await world.submit(first, given);
      await world.timer.sleep(1_500);
      first.kill();
      expect((await second.engine.wait(id, LONG_MS)).state).toMatchObject({
        name: 'failed',
        error: { code: 'MINION_COMMAND_CUT_SHORT', fields: { notSent: 3, hosts: 9 } },
      });
      expect(await countResults(world.store, id)).toMatchObject({ done: 6, 'not-sent': 3 });
    }));

  it('succeeds when it was sent to all, and all can tell how it ended', () =>
    play(3, async (world) => {
      const [first, second] = [await world.addCommander(), await world.addCommander()];
      const id = await world.submit(first, { ...given, argv: ['work', '20000', '7'] });
      await world.timer.sleep(1_500);
      first.kill();
      const { state } = await second.engine.wait(id, LONG_MS);
      expect(state).toMatchObject({ name: 'succeeded', result: { done: 0, failed: 3 } });
      expect((await world.results(id))[0]).toMatchObject({ code: 7, stdout: { text: 'web-0 ' } });
    }));

  it('ends unknown when a host cannot tell', () =>
    play(7, async (world) => {
      const [first, second] = [await world.addCommander(), await world.addCommander()];
      const id = await world.submit(first, given);
      await world.timer.sleep(1_500);
      first.kill();
      world.fleet.powerOff(hostId('web-4'));
      const { state } = await second.engine.wait(id, LONG_MS);
      expect(state).toMatchObject({ name: 'unknown', error: { code: 'OPERATION_UNKNOWN_END' } });
      expect(await world.states(id)).toEqual('done done done done unknown done not-sent'.split(' '));
    }));

  it.each(['before', 'after'] as const)(
    'tells the truth when it dies, %s each contact with the world',
    async (moment) => {
      const contacts = await contactsOfRun();
      for (let death = 1; death <= contacts; death += 1) {
        await play(5, async (world) => {
          let isSubmitted = false;
          const first = await world.addCommander({
            onContact: (contact, server) => {
              if (isSubmitted && contact.moment === moment && contact.number >= death) server.kill();
            },
          });
          const id = await world.submit(first, { ...given, concurrency: 2 });
          isSubmitted = true;
          await world.addCommander();
          expect(['succeeded', 'failed', 'unknown'], `dead ${moment} ${death}`).toContain(await endOf(world, id));
        });
      }
    },
  );

  it('is sent no further by a server that only slept, at any contact', async () => {
    const contacts = await contactsOfRun();
    for (let pause = 1; pause <= contacts; pause += 1) {
      await play(5, async (world) => {
        let isSubmitted = false;
        const first = await world.addCommander({
          onContact: (contact, server) => {
            if (isSubmitted && contact.moment === 'before' && contact.number === pause) server.pause();
          },
        });
        const id = await world.submit(first, { ...given, concurrency: 2 });
        isSubmitted = true;
        await world.addCommander();
        await endOf(world, id);
        const before = await world.results(id);
        first.resume();
        await world.timer.sleep(60_000);
        expect(await world.results(id), `paused at ${pause}`).toEqual(before);
      });
    }
  });
});
