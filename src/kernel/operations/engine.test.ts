import { describe, expect, it } from 'vitest';
import { addShelf, boxMigrations, broken, burn, type Floor, mark, newFloor, shout, storeBox } from './testing/boxes.ts';
import type { EngineLimits } from './engine-parts.ts';
import { ada, limits, newStore, startEngine } from './testing/engines.ts';
import type { AnyOperation } from './definition.ts';
import type { Engine } from './engine.ts';
import type { Store } from '../store/index.ts';
import { replay } from './state.ts';

const me = { project: 'default', principal: 'ada' };

async function world(
  define: (floor: Floor) => AnyOperation,
  room = 3,
  changes: Partial<EngineLimits> = {},
): Promise<{ store: Store; engine: Engine; floor: Floor }> {
  const floor = newFloor();
  const store = await newStore(boxMigrations);
  await store.write([addShelf('top', room)]);
  const engine = await startEngine(store, [define(floor)], { limits: { ...limits, ...changes } });
  return { store, engine, floor };
}

const threeSteps = (floor: Floor): AnyOperation =>
  storeBox((box) => [[mark(floor, `${box}-a`), mark(floor, `${box}-b`)], [mark(floor, `${box}-c`)]]);

async function run(engine: Engine, box = 'red') {
  const id = await engine.submit({ ...me, kind: 'box.store', input: { box } });
  return engine.wait(id, 5_000);
}

const roomOf = async (store: Store): Promise<unknown> =>
  (await store.read({ sql: 'select room from shelf', values: [] }))[0]?.['room'];

describe('the engine', () => {
  it('runs the groups of a stage one after the other and settles it', async () => {
    const { store, engine, floor } = await world(threeSteps);
    const { state } = await run(engine);
    expect(state).toMatchObject({ name: 'succeeded', result: { box: 'red', shelf: 'top' } });
    expect(floor.calls.toSorted()).toEqual([
      'after red-a',
      'after red-b',
      'after red-c',
      'run red-a',
      'run red-b',
      'run red-c',
    ]);
    expect(floor.calls.at(-1)).toBe('after red-c');
    expect(await roomOf(store)).toBe(2);
    expect(await store.read({ sql: 'select ready from box', values: [] })).toEqual([{ ready: 1 }]);
  });

  it('writes the ends of steps together that come together', async () => {
    const batchesWith = async (steps: number): Promise<number> => {
      const { store, engine } = await world((floor) =>
        storeBox((box) => [Array.from({ length: steps }, (_, number) => mark(floor, `${box}-${number}`))]),
      );
      const before = store.statistics().batches;
      await run(engine);
      return store.statistics().batches - before;
    };
    expect((await batchesWith(20)) - (await batchesWith(1))).toBeLessThan(10);
  });

  it('undoes all of a stage when a step fails, in the opposite order, and gives back what it had taken', async () => {
    const { store, engine, floor } = await world(threeSteps);
    floor.fault = (call) => (call === 'after red-c' ? broken() : undefined);
    const { state } = await run(engine);
    expect(state).toMatchObject({ name: 'failed', error: { code: 'TEST_BROKEN' } });
    expect(floor.marks.size).toBe(0);
    expect(floor.calls.filter((call) => call.startsWith('undo'))[0]).toBe('undo red-c');
    expect(await roomOf(store)).toBe(3);
  });

  it('refuses at once what the plan refuses, and records nothing', async () => {
    const { store, engine } = await world(threeSteps, 0);
    await expect(run(engine)).rejects.toMatchObject({ code: 'TEST_NO_ROOM' });
    expect((await engine.list({})).operations).toEqual([]);
    expect(await roomOf(store)).toBe(0);
  });

  it('refuses an input that does not fit, and says where', async () => {
    const { engine } = await world(threeSteps);
    await expect(engine.submit({ ...me, kind: 'box.store', input: { box: 3 } })).rejects.toMatchObject({
      code: 'OPERATION_INPUT_INVALID',
      message: expect.stringContaining('box'),
    });
    await expect(engine.submit({ ...me, kind: 'box.burn', input: {} })).rejects.toMatchObject({
      code: 'OPERATION_KIND_UNKNOWN',
    });
  });

  it('takes what fails for a while as done when it finds it done', async () => {
    const { engine, floor } = await world(threeSteps);
    floor.fault = (call, count) => (call === 'after red-a' && count === 1 ? broken('backoff') : undefined);
    const { state } = await run(engine);
    expect(state.name).toBe('succeeded');
    expect(floor.calls.filter((call) => call === 'run red-a')).toHaveLength(1);
    expect(floor.marks.get('red-a')).toBe(1);
  });

  it('goes only forward behind a step without a way back, and is stuck until that works', async () => {
    const { store, engine, floor } = await world((f) =>
      storeBox((box) => [[mark(f, `${box}-a`)], [burn(f, `${box}-b`)]]),
    );
    let isBroken = true;
    floor.fault = (call) => (call === 'run red-b' && isBroken ? broken() : undefined);
    const { head, state } = await run(engine);
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'TEST_BROKEN' }, tries: 1 });
    expect(await roomOf(store)).toBe(2);
    isBroken = false;
    await engine.retry(head.id, ada);
    await expect.poll(async () => (await engine.get(head.id)).state.name).toBe('succeeded');
    expect(floor.marks.get('red-a')).toBe(1);
  });

  it('tries a stuck operation again by itself, each time after a longer delay', async () => {
    const often = { firstTryMs: 20, longestTryMs: 100 };
    const { engine, floor } = await world((f) => storeBox((box) => [[burn(f, box)]]), 3, often);
    floor.fault = (call, count) => (call === 'run red' && count < 4 ? broken() : undefined);
    const { head } = await run(engine);
    await expect.poll(async () => (await engine.get(head.id)).state.name, { timeout: 5_000 }).toBe('succeeded');
    const delays = (await engine.log(head.id)).flatMap(({ event }) =>
      event.type === 'stuck' ? [event.nextTryInMs] : [],
    );
    expect(delays.length).toBeGreaterThanOrEqual(3);
    expect(delays[1]).toBeGreaterThan(delays[0] ?? 0);
  });

  it('tells the end of what it runs, that it goes on, or that it is not here', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { engine } = await world((floor) =>
      storeBox((box) => [[{ ...mark(floor, box), run: async () => (await gate, box) }]]),
    );
    const id = await engine.submit({ ...me, kind: 'box.store', input: { box: 'red' } });
    expect(await engine.endHere(id, 0)).toBe('goes-on');
    const end = engine.endHere(id, 5_000);
    open();
    expect(await end).toMatchObject({ name: 'succeeded', result: { box: 'red' } });
    expect(await engine.endHere(id, 0)).toBe('elsewhere');
    expect(await engine.endHere('no such', 0)).toBe('elsewhere');
  });

  it('goes on over a step that a person has done by hand', async () => {
    const { engine, floor } = await world((f) => storeBox((box) => [[burn(f, box)]]));
    floor.fault = (call) => (call === 'run red' ? broken() : undefined);
    const { head } = await run(engine);
    await expect(engine.skip(head.id, 'blue', ada)).rejects.toMatchObject({ code: 'OPERATION_STEP_NOT_OPEN' });
    await engine.skip(head.id, 'red', ada);
    await expect.poll(async () => (await engine.get(head.id)).state.name).toBe('succeeded');
  });

  it('ends a stuck operation that a person gives up, and gives its reservation back', async () => {
    const { store, engine, floor } = await world((f) => storeBox((box) => [[burn(f, box)]]));
    floor.fault = (call) => (call === 'run red' ? broken() : undefined);
    const { head } = await run(engine);
    await engine.abandon(head.id, ada);
    expect((await engine.get(head.id)).state).toMatchObject({ name: 'failed', error: { code: 'OPERATION_ABANDONED' } });
    expect(await roomOf(store)).toBe(3);
    await expect(engine.retry(head.id, ada)).rejects.toMatchObject({ code: 'OPERATION_NOT_STUCK' });
  });

  it('never repeats an at-most-once step, and says that its end is not known', async () => {
    const { engine, floor } = await world((f) => storeBox((box) => [[shout(f, box)]]));
    floor.fault = (call) => (call === 'after red' ? broken('backoff') : undefined);
    const { state } = await run(engine);
    expect(state.name).toBe('unknown');
    expect(floor.calls).toEqual(['run red', 'after red']);
  });

  it('undoes a cancelled operation', async () => {
    let arrived = (): void => undefined;
    const there = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { store, engine, floor } = await world((f) =>
      storeBox((box) => [
        [mark(f, `${box}-a`)],
        [
          mark(f, `${box}-b`, {
            run: ({ signal }) =>
              new Promise((_, reject) => {
                arrived();
                signal.addEventListener('abort', () => reject(broken('backoff')));
              }),
          }),
        ],
      ]),
    );
    const id = await engine.submit({ ...me, kind: 'box.store', input: { box: 'red' } });
    await there;
    await engine.cancel(id, ada);
    const { state } = await engine.wait(id, 5_000);
    expect(state).toMatchObject({ name: 'cancelled', error: { code: 'OPERATION_CANCELLED', fields: { by: 'ada' } } });
    expect(floor.marks.size).toBe(0);
    expect(await roomOf(store)).toBe(3);
    await expect(engine.cancel(id, ada)).rejects.toMatchObject({ code: 'OPERATION_ENDED' });
  });

  it('says how far it is, and where a stuck one stands', async () => {
    const { engine, floor } = await world((f) =>
      storeBox((box) => [[mark(f, `${box}-a`)], [burn(f, `${box}-b`)], [mark(f, `${box}-c`)]]),
    );
    floor.fault = (call) => (call === 'run red-b' ? broken() : undefined);
    const { head } = await run(engine);
    expect(await engine.progress(head.id)).toEqual({
      stagesSettled: 0,
      stage: {
        name: 'store',
        isUndoing: false,
        stepsDone: 1,
        stepsTotal: 3,
        steps: [
          { key: 'red-a', title: 'put red-a on the floor', hosts: [], status: 'done', wayBack: 'undo' },
          {
            key: 'red-b',
            title: 'put red-b on the floor',
            hosts: [],
            status: 'failed',
            wayBack: { none: 'what is burnt is burnt' },
            error: 'the floor gave way',
          },
          { key: 'red-c', title: 'put red-c on the floor', hosts: [], status: 'waiting', wayBack: 'undo' },
        ],
      },
    });
  });

  it('tells what an operation is, what it ran, and a page of its log, without reading the rest of the log', async () => {
    const { store, engine } = await world(threeSteps);
    const { head } = await run(engine);
    // Whoever reads this event fails.
    const spoil = `update operation_event set body = 'null' where operation = $1 and number = 1`;
    await store.write([{ sql: spoil, values: [head.id], changes: 1 }]);
    await expect(engine.get(head.id)).rejects.toThrow(TypeError);
    expect(await engine.head(head.id)).toEqual(head);
    expect(await engine.commands(head.id)).toEqual([]);
    expect((await engine.log(head.id, 1, 2)).map(({ number }) => number)).toEqual([2, 3]);
  });

  it('keeps a log that gives the same state again', async () => {
    const { engine, floor } = await world(threeSteps);
    floor.fault = (call) => (call === 'run red-c' ? broken() : undefined);
    const { head, state } = await run(engine);
    expect(replay((await engine.log(head.id)).map(({ event }) => event))).toEqual(state);
  });

  it('plans anew after a failed attempt, as often as its kind allows', async () => {
    const { store, engine, floor } = await world((f) => storeBox((box) => [[mark(f, box)]], { attempts: 2 }));
    floor.fault = (call, count) => (call === 'run red' && count <= 3 ? broken('backoff') : undefined);
    const { state } = await run(engine);
    expect(state).toMatchObject({ name: 'succeeded', attempt: 2 });
    expect(await roomOf(store)).toBe(2);
  });
});

describe('a dry run', () => {
  it('changes nothing, and its plan can be carried out', async () => {
    const { store, engine } = await world(threeSteps);
    const trial = await engine.dryRun({ ...me, kind: 'box.store', input: { box: 'red' } });
    expect(trial).toMatchObject({ plan: { box: 'red', shelf: 'top' }, reasons: ['it has the most room'] });
    expect(trial.stages[0]?.steps).toHaveLength(3);
    expect(await roomOf(store)).toBe(3);
    expect((await engine.list({})).operations).toEqual([]);
    const id = await engine.submit({ ...me, kind: 'box.store', input: { box: 'red' }, ifPlan: trial.planId });
    expect((await engine.wait(id, 5_000)).state.name).toBe('succeeded');
  });

  it('gives a plan for its own request only, and while it holds', async () => {
    const { engine } = await world(threeSteps, 1);
    const submission = { ...me, kind: 'box.store', input: { box: 'red' } };
    const { planId: ifPlan } = await engine.dryRun(submission);
    const notFound = { code: 'OPERATION_PLAN_NOT_FOUND', status: 412 };
    await expect(engine.submit({ ...submission, ifPlan, principal: 'eve' })).rejects.toMatchObject(notFound);
    await expect(engine.submit({ ...submission, ifPlan, input: { box: 'blue' } })).rejects.toMatchObject(notFound);
    await run(engine, 'green');
    await expect(engine.submit({ ...submission, ifPlan })).rejects.toMatchObject({ code: 'OPERATION_PLAN_STALE' });
  });
});

describe('an idempotency key', () => {
  const idempotency = { scope: 'ada POST /boxes', name: 'k1', fingerprint: 'red' };

  it('gives the operation of the first time, also when the second would be refused', async () => {
    const { engine } = await world(threeSteps, 1);
    const submission = { ...me, kind: 'box.store', input: { box: 'red' }, idempotency };
    const first = await engine.submit(submission);
    expect(await engine.submit(submission)).toBe(first);
    await engine.wait(first, 5_000);
    expect(await engine.submit(submission)).toBe(first);
    expect((await engine.list({})).operations).toHaveLength(1);
  });

  it('is refused for another request', async () => {
    const { engine } = await world(threeSteps);
    const submission = { ...me, kind: 'box.store', input: { box: 'red' }, idempotency };
    const operation = await engine.submit(submission);
    const other = { ...submission, input: { box: 'blue' }, idempotency: { ...idempotency, fingerprint: 'blue' } };
    await expect(engine.submit(other)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', fields: { operation } });
  });
});
