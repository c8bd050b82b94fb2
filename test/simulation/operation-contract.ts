import { describe, expect, it } from 'vitest';
import { CodedError } from '../../src/kernel/errors.ts';
import type { AnyOperation, Step } from '../../src/kernel/operations/index.ts';
import type { Fault } from '../../src/simulator/index.ts';
import type { MortalServer } from './mortal-server.ts';
import { createWorld, type World, type WorldKind } from './world.ts';

const ada = { principal: 'ada', from: '[test]' };

/**
 * What every operation does, whatever it is for. Each test makes one undisturbed run first, to know how many moments
 * there are, and then one run for each moment at which something goes wrong.
 */
export interface OperationCase {
  readonly name: string;
  readonly world: WorldKind;
  readonly submission: { readonly kind: string; readonly input: unknown };
  /** Ends that are right when a step fails for good; `succeeded` where it is placed elsewhere. */
  readonly endsAfterFailure: readonly string[];
  /** Besides `cancelled` and `succeeded`. */
  readonly endsAfterCancellation?: readonly string[];
}

const asker = { project: 'default', principal: 'ada' };

type Disturb = (world: World, step: Step) => Step;

const asItIs: Disturb = (_, step) => step;

/** The definitions with their steps changed. */
function disturbed(world: World, definitions: readonly AnyOperation[], disturb: Disturb): readonly AnyOperation[] {
  return definitions.map((definition) => ({
    ...definition,
    stages: definition.stages.map((stage) => ({
      ...stage,
      groups: (data, operation) =>
        stage.groups(data, operation).map((group) => group.map((step) => disturb(world, step))),
    })),
  }));
}

async function readyWorld(kind: WorldKind): Promise<World> {
  const world = await createWorld(kind, '1');
  const server = await world.addServer();
  await world.timer.run(prepare(world, server, kind));
  return world;
}

async function prepare(world: World, server: MortalServer, kind: WorldKind): Promise<void> {
  for (const submission of kind.before ?? []) {
    const id = await server.engine.submit({ ...submission, ...asker });
    const { state } = await server.engine.wait(id, 3_600_000);
    if (state.name !== 'succeeded') throw new Error(`preparing: ${submission.kind} ${JSON.stringify(state)}`);
  }
  await server.engine.stop(60_000);
  await world.fleet.quiet();
}

/** Runs the operation under test; gives its end once nothing is open any more. */
async function end(
  world: World,
  server: MortalServer,
  at: OperationCase,
  onSubmitted: () => void = () => undefined,
): Promise<string> {
  const id = await submitSurely(world, server, at);
  onSubmitted();
  await world.untilAllEnd();
  const rows = await world.store.read({ sql: 'select state from operation where id = $1', values: [id] });
  return String(rows[0]?.['state']);
}

/** A server that dies in the middle of a submission gives no answer; then the store says whether there is one. */
async function submitSurely(world: World, server: MortalServer, at: OperationCase): Promise<string> {
  const asked = server.engine.submit({ ...at.submission, ...asker });
  const id = await Promise.race([asked, world.timer.sleep(30_000).then(() => undefined)]);
  if (id !== undefined) return id;
  const sql = 'select id from operation where kind = $1 order by created_at_ms desc, id desc limit 1';
  const rows = await world.store.read({ sql, values: [at.submission.kind] });
  const before = at.world.before?.some(({ kind }) => kind === at.submission.kind) ?? false;
  return rows.length === 0 || before ? 'never recorded' : String(rows[0]?.['id']);
}

const brokenForGood = new CodedError('TEST_BROKEN', { status: 500, retry: 'never' }, 'the test broke it', {});

/** What a lost connection to the store looks like: the change was kept or not, and nobody says which. */
const noAnswer = (moment: 'before' | 'after'): CodedError =>
  new CodedError('STORE_UNAVAILABLE', { status: 503, retry: 'backoff' }, `no answer ${moment} it`, {
    outcome: 'unknown',
  });

interface Count {
  steps: number;
}

/** Makes the n-th run of a step fail, before or after its effect. */
function failStep(at: number, moment: 'before' | 'after', count: Count): Disturb {
  return (_, step) => ({
    ...step,
    run: async (context) => {
      count.steps += 1;
      const isIt = count.steps === at;
      if (isIt && moment === 'before') throw brokenForGood;
      const result = await step.run(context);
      if (isIt) throw brokenForGood;
      return result;
    },
  });
}

const twice: Disturb = (_, step) => {
  if ('atMostOnce' in step) return step;
  const again = {
    ...step,
    run: async (context: Parameters<Step['run']>[0]) => {
      await step.run(context);
      return step.run(context);
    },
  };
  if (!('undo' in step)) return again;
  return {
    ...again,
    undo: async (context: Parameters<Step['run']>[0]) => {
      await step.undo(context);
      await step.undo(context);
    },
  };
};

/** Each case runs an operation some hundred times, which takes its time on a machine that has other work. */
const UNHURRIED = { timeout: 180_000 };

export function operationContract(at: OperationCase): void {
  const kind = at.world;

  const tried = async (disturb: Disturb): Promise<{ world: World; state: string; contacts: number }> => {
    const world = await readyWorld(kind);
    const server = await world.addServer({ definitions: disturbed(world, kind.definitions, disturb) });
    const state = await world.timer.run(end(world, server, at));
    return { world, state, contacts: server.contacts() };
  };
  const problemsOf = (world: World): Promise<readonly string[]> => world.timer.run(world.problems());

  describe(`${at.name}, like every operation`, UNHURRIED, () => {
    it('succeeds when nothing goes wrong, and leaves nothing amiss', async () => {
      const { world, state } = await tried(asItIs);
      expect(await problemsOf(world)).toEqual([]);
      expect(state).toBe('succeeded');
    });

    it('bears each of its steps twice', async () => {
      const { world, state } = await tried(twice);
      expect(await problemsOf(world)).toEqual([]);
      expect(state).toBe('succeeded');
    });

    it('ends well when any step fails for good, before or after its effect, and each undo is done twice', async () => {
      const all: Count = { steps: 0 };
      await tried(failStep(0, 'before', all));
      for (const moment of ['before', 'after'] as const) {
        for (let step = 1; step <= all.steps; step += 1) {
          const fail = failStep(step, moment, { steps: 0 });
          const { world, state } = await tried((w, each) => fail(w, twice(w, each)));
          const where = `step ${step} of ${all.steps} failed ${moment} its effect`;
          expect(await problemsOf(world), where).toEqual([]);
          expect(at.endsAfterFailure, where).toContain(state);
        }
      }
    });

    it.each(['before', 'after'] as const)(
      'goes on when its server dies, %s each contact with the world',
      async (moment) => {
        const { contacts } = await tried(asItIs);
        for (let death = 1; death <= contacts; death += 1) {
          const world = await readyWorld(kind);
          const first = await world.addServer({
            onContact: (contact, server) => {
              if (contact.moment === moment && contact.number === death) server.kill();
            },
          });
          const second = world.addServer();
          const state = await world.timer.run(second.then(() => end(world, first, at)));
          const where = `dead ${moment} contact ${death} of ${contacts}`;
          expect(await problemsOf(world), where).toEqual([]);
          expect(['succeeded', 'unknown', 'undefined'], where).toContain(state);
        }
      },
    );

    it.each(['before', 'after'] as const)('goes on when the store fails for a moment, %s any write', async (moment) => {
      const { contacts } = await tried(asItIs);
      for (let failure = 2; failure <= contacts; failure += 1) {
        const world = await readyWorld(kind);
        let isSubmitted = false;
        const server = await world.addServer({
          onContact: (contact) => {
            const isIt = contact.kind === 'write' && contact.moment === moment && contact.number === failure;
            if (isIt && isSubmitted) throw noAnswer(moment);
          },
        });
        const state = await world.timer.run(
          end(world, server, at, () => {
            isSubmitted = true;
          }),
        );
        const where = `no answer ${moment} contact ${failure} of ${contacts}`;
        expect(await problemsOf(world), where).toEqual([]);
        expect(state, where).toBe('succeeded');
      }
    });

    it('is undone by another server when its own dies while undoing', async () => {
      const all: Count = { steps: 0 };
      await tried(failStep(0, 'before', all));
      const failing = (): Disturb => failStep(all.steps, 'after', { steps: 0 });
      const { contacts } = await tried(failing());
      for (let death = Math.floor(contacts / 2); death <= contacts; death += 1) {
        const world = await readyWorld(kind);
        const first = await world.addServer({
          definitions: disturbed(world, kind.definitions, failing()),
          onContact: (contact, server) => {
            if (contact.moment === 'after' && contact.number === death) server.kill();
          },
        });
        const second = world.addServer();
        const state = await world.timer.run(second.then(() => end(world, first, at)));
        const where = `dead after contact ${death} of ${contacts}`;
        expect(await problemsOf(world), where).toEqual([]);
        // Half of a short operation's contacts is its submission.
        expect([...at.endsAfterFailure, 'succeeded', 'unknown', 'undefined'], where).toContain(state);
      }
    });

    it('is undone without trouble, or finished, when it is cancelled at any contact', async () => {
      const { contacts } = await tried(asItIs);
      for (let moment = 1; moment <= contacts; moment += 1) {
        const world = await readyWorld(kind);
        const cancelling: Promise<unknown>[] = [];
        const server = await world.addServer({
          onContact: (contact, { engine }) => {
            if (contact.moment !== 'before' || contact.number !== moment) return;
            const cancel = async (): Promise<void> => {
              const sql = 'select id from operation where kind = $1 and ended_at_ms is null';
              const [row] = await world.store.read({ sql, values: [at.submission.kind] });
              if (row !== undefined) await engine.cancel(String(row['id']), ada).catch(() => 'ended');
            };
            cancelling.push(cancel());
          },
        });
        const state = await world.timer.run(end(world, server, at));
        await Promise.all(cancelling);
        const where = `cancelled at contact ${moment} of ${contacts}`;
        expect(await problemsOf(world), where).toEqual([]);
        expect(['cancelled', 'succeeded', ...(at.endsAfterCancellation ?? [])], where).toContain(state);
        const sql = `select body from operation_event where body like '%"step-undo-failed"%' or body like '%"stuck"%'`;
        expect(await world.store.read({ sql, values: [] }), where).toEqual([]);
      }
    });

    it('has no second effect when its server is paused past its lease, at any contact', async () => {
      const { contacts } = await tried(asItIs);
      for (let pause = 1; pause <= contacts; pause += 1) {
        const world = await readyWorld(kind);
        const first = await world.addServer({
          onContact: (contact, server) => {
            if (contact.moment === 'before' && contact.number === pause) server.pause();
          },
        });
        const second = world.addServer();
        const state = await world.timer.run(second.then(() => end(world, first, at)));
        const before = effects(world);
        first.resume();
        await world.timer.run(world.timer.sleep(120_000).then(() => world.untilAllEnd()));
        const where = `paused at contact ${pause} of ${contacts}`;
        expect(await problemsOf(world), where).toEqual([]);
        if (state !== 'undefined') expect(effects(world), where).toEqual(before);
      }
    });

    it.each<Fault>([
      { kind: 'unreachable' },
      { kind: 'lost-before' },
      { kind: 'lost-during' },
      { kind: 'lost-after' },
      // It comes to its host when somebody has gone on without it.
      { kind: 'late', ms: 3_000 },
      { kind: 'late', ms: 30_000 },
    ])('bears that any one of its commands is $kind', async (fault) => {
      const { world: calm } = await tried(asItIs);
      const commands = calm.fleet.journal.length;
      for (let serial = 1; serial <= commands; serial += 1) {
        const world = await readyWorld(kind);
        const before = world.fleet.journal.length;
        const server = await world.addServer();
        world.fleet.faultPlan = (command) => (command.serial === before + serial ? fault : undefined);
        const state = await world.timer.run(end(world, server, at));
        const where = `${fault.kind} at command ${serial} of ${commands}`;
        expect(await problemsOf(world), where).toEqual([]);
        expect([...at.endsAfterFailure, 'succeeded', 'unknown'], where).toContain(state);
      }
    });

    it('cleans up, or goes on, after a host lost its power in the middle of any command', async () => {
      const { world: calm } = await tried(asItIs);
      const commands = calm.fleet.journal.length;
      for (let serial = 1; serial <= commands; serial += 1) {
        const world = await readyWorld(kind);
        const before = world.fleet.journal.length;
        const server = await world.addServer();
        const back: Promise<void>[] = [];
        world.fleet.faultPlan = (command) => {
          if (command.serial !== before + serial) return undefined;
          back.push(world.timer.sleep(90_000).then(() => world.fleet.powerOn(command.host)));
          return { kind: 'power-cut-during' };
        };
        const state = await world.timer.run(end(world, server, at).then((each) => Promise.all(back).then(() => each)));
        await world.timer.run(world.untilAllEnd());
        const where = `no power in command ${serial} of ${commands}`;
        expect(await problemsOf(world), where).toEqual([]);
        expect([...at.endsAfterFailure, 'succeeded', 'unknown'], where).toContain(state);
      }
    });
  });
}

/** What was changed on hosts, without the guard's own. */
function effects({ fleet }: World): readonly string[] {
  return fleet.journal
    .filter(({ effect, name }) => effect && name !== 'fence')
    .map(({ serial, host, argv }) => `${serial} ${host} ${argv.join(' ')}`);
}
