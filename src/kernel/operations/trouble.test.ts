import { describe, expect, it } from 'vitest';
import { CodedError } from '../errors.ts';
import type { Store } from '../store/index.ts';
import type { AnyOperation, Step } from './definition.ts';
import type { Engine, Operation } from './engine.ts';
import { addShelf, boxMigrations, broken, burn, type Floor, mark, newFloor, shout, storeBox } from './testing/boxes.ts';
import { ada, newStore, startEngine } from './testing/engines.ts';

const me = { project: 'default', principal: 'ada' };

interface World {
  readonly store: Store;
  readonly engine: Engine;
  readonly floor: Floor;
}

async function world(define: (floor: Floor) => AnyOperation): Promise<World> {
  const floor = newFloor();
  const store = await newStore(boxMigrations);
  await store.write([addShelf('top', 5)]);
  return { store, floor, engine: await startEngine(store, [define(floor)]) };
}

const submit = (engine: Engine, box = 'red') => engine.submit({ ...me, kind: 'box.store', input: { box } });
const run = async (engine: Engine, box?: string): Promise<Operation> => engine.wait(await submit(engine, box), 10_000);
const room = async (store: Store): Promise<unknown> =>
  (await store.read({ sql: 'select room from shelf', values: [] }))[0]?.['room'];

/** A step that waits for its cancellation, and tells when it has begun. */
function waiting(floor: Floor, key: string, begun: () => void): Step {
  return mark(floor, key, {
    deadlineMs: 60_000,
    run: ({ signal }) =>
      new Promise((resolve, reject) => {
        begun();
        signal.addEventListener('abort', () => reject(broken('backoff')));
        setTimeout(() => resolve(key), 600);
      }),
  });
}

describe('cancellation', () => {
  it('does not end the undoing that it has begun', async () => {
    const begun = Promise.withResolvers<void>();
    const { engine, floor } = await world((f) =>
      storeBox((box) => [
        [
          mark(f, `${box}-a`, {
            undo: async ({ signal }) => {
              f.calls.push(signal.aborted ? 'undo, aborted' : 'undo, free');
              f.marks.delete(`${box}-a`);
            },
          }),
        ],
        [waiting(f, `${box}-b`, begun.resolve)],
      ]),
    );
    const id = await submit(engine);
    await begun.promise;
    await engine.cancel(id, ada);
    expect((await engine.wait(id, 10_000)).state.name).toBe('cancelled');
    expect(floor.calls).toContain('undo, free');
    expect(floor.calls).not.toContain('undo, aborted');
  });

  it('lets a stage be finished that has no way back, and ends before the next', async () => {
    const begun = Promise.withResolvers<void>();
    const { engine } = await world((f) =>
      storeBox((box) => [[burn(f, `${box}-a`)], [waiting(f, `${box}-b`, begun.resolve)]]),
    );
    const id = await submit(engine);
    await begun.promise;
    await engine.cancel(id, ada);
    const { state } = await engine.wait(id, 10_000);
    expect(state.name).toBe('succeeded');
    expect((await engine.log(id)).map(({ event }) => event.type)).not.toContain('stuck');
  });
});

describe('a step of which it is too late to undo it', () => {
  const late = (floor: Floor, key: string, isTooLate: () => Promise<boolean>): Step => mark(floor, key, { isTooLate });

  it('has the stage finished, with what was undone before done anew', async () => {
    const { engine, floor, store } = await world((f) =>
      storeBox((box) => [
        [late(f, `${box}-a`, async () => f.marks.has(`${box}-a`))],
        [mark(f, `${box}-b`)],
        [mark(f, `${box}-c`)],
      ]),
    );
    floor.fault = (call, count) => (call === 'after red-c' && count === 1 ? broken() : undefined);
    const { head, state } = await run(engine);
    expect(state.name).toBe('succeeded');
    expect([...floor.marks]).toEqual([
      ['red-a', 1],
      ['red-b', 1],
      ['red-c', 1],
    ]);
    expect(floor.calls.filter((call) => call.startsWith('undo'))).toEqual(['undo red-c', 'undo red-b']);
    expect((await engine.log(head.id)).map(({ event }) => event.type)).toContain('undo-given-up');
    expect(await room(store)).toBe(4);
  });

  it('is not undone by anything that fails later: the operation is stuck until it works', async () => {
    const { engine, floor } = await world((f) =>
      storeBox((box) => [[late(f, `${box}-a`, () => Promise.resolve(true))], [mark(f, `${box}-b`)]]),
    );
    floor.fault = (call) => (call === 'run red-b' ? broken() : undefined);
    const { head, state } = await run(engine);
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'TEST_BROKEN' }, stage: { mustFinish: true } });
    await engine.cancel(head.id, ada);
    floor.fault = () => undefined;
    await expect.poll(async () => (await engine.get(head.id)).state.name).toBe('succeeded');
    expect(floor.calls).not.toContain('undo red-a');
  });

  it('keeps the operation stuck while nobody can tell, where nothing is left to clean up', async () => {
    let answer: () => Promise<boolean> = () => Promise.reject(broken());
    const { engine, floor, store } = await world((f) =>
      storeBox((box) => [[late(f, `${box}-a`, () => answer())], [mark(f, `${box}-b`)]]),
    );
    floor.fault = (call) => (call === 'run red-b' ? broken() : undefined);
    const { head, state } = await run(engine);
    expect(state).toMatchObject({ name: 'stuck', stage: { steps: { 'red-a': { status: 'undo-failed' } } } });
    expect(floor.marks.has('red-a')).toBe(true);
    answer = () => Promise.resolve(false);
    await engine.retry(head.id, ada);
    await expect.poll(async () => (await engine.get(head.id)).state.name).toBe('failed');
    expect(floor.marks.has('red-a')).toBe(false);
    expect(await room(store)).toBe(5);
  });
});

describe('a stage with more steps than it may have', () => {
  const steps = (f: Floor, count: number) => [Array.from({ length: count }, (_, index) => mark(f, `step-${index}`))];

  it('is refused before anything is recorded, in a dry run too', async () => {
    const { engine, store } = await world((f) => storeBox((box) => steps(f, box === 'huge' ? 1_001 : 1_000)));
    const wish = { ...me, kind: 'box.store', input: { box: 'huge' } };
    const tooLarge = { code: 'OPERATION_TOO_LARGE', fields: { stage: 'store', steps: 1_001, most: 1_000 } };
    await expect(engine.submit(wish)).rejects.toMatchObject(tooLarge);
    await expect(engine.dryRun(wish)).rejects.toMatchObject(tooLarge);
    await engine.dryRun({ ...wish, input: { box: 'large' } });
    expect(await store.read({ sql: 'select 1 from operation', values: [] })).toEqual([]);
  });

  it('ends an operation that has come to it, with nothing taken', async () => {
    const { engine, store } = await world((f) => {
      const small = storeBox((box) => (box === 'red' ? [[mark(f, box)]] : steps(f, 1_001)));
      const next: AnyOperation['next'] = (plan, settled) => ({
        kind: 'stage',
        name: 'store',
        data: settled.length === 0 ? plan : { ...(plan as { shelf: string }), box: 'huge' },
      });
      return { ...small, next };
    });
    const { state } = await run(engine);
    expect(state).toMatchObject({ name: 'failed', error: { code: 'OPERATION_TOO_LARGE' } });
    expect(await room(store)).toBe(4);
  });
});

describe('a fault of the program', () => {
  it('makes an operation stuck that a person can end, and leaves the server to others, those beside it too', async () => {
    const define = (f: Floor): AnyOperation => {
      const good = storeBox((box) => [[mark(f, box)]]);
      const [stage] = good.stages;
      if (stage === undefined) throw new Error('it has a stage');
      const faulty: typeof stage = {
        ...stage,
        settle: (data, ...more) => {
          if ((data as { box: string }).box === 'bad') throw new TypeError('no such column');
          return stage.settle(data, ...more);
        },
      };
      return { ...good, stages: [faulty] };
    };
    const { engine, store } = await world(define);
    const [{ head, state }, beside] = await Promise.all([run(engine, 'bad'), run(engine, 'beside')]);
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'OPERATION_BROKE' } });
    expect(beside.state.name).toBe('succeeded');
    expect((await run(engine, 'good')).state.name).toBe('succeeded');
    await engine.abandon(head.id, ada);
    expect((await engine.get(head.id)).state).toMatchObject({ name: 'failed', error: { code: 'OPERATION_ABANDONED' } });
    expect(await room(store)).toBe(3);
  });

  it('ends an operation whose reservation cannot be given back, and says that it stays', async () => {
    const { engine, store, floor } = await world((f) => storeBox((box) => [[mark(f, box)]]));
    floor.fault = (call) => {
      if (call !== 'run red') return undefined;
      return broken();
    };
    const id = await submit(engine);
    await store.write([{ sql: "delete from box where id = 'red'", values: [] }]);
    const { state } = await engine.wait(id, 10_000);
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'OPERATION_RECORD_REFUSED' } });
    await engine.abandon(id, ada);
    const { state: ended } = await engine.get(id);
    expect(ended).toMatchObject({ name: 'failed', error: { code: 'OPERATION_ABANDONED' } });
    expect(ended.error?.message).toMatch(/stays reserved/);
  });

  it('fails what cannot be planned on, where the domain says why', async () => {
    let isGone = false;
    const gone = new CodedError('TEST_GONE', { status: 404, retry: 'never' }, 'the shelf is gone', {});
    const { engine } = await world((f) => {
      const good = storeBox((box) => [[mark(f, box)]]);
      const next: AnyOperation['next'] = (...all) => good.next(...all);
      return {
        ...good,
        next,
        view: async (...all) => {
          if (isGone) throw gone;
          isGone = true;
          return good.view(...all);
        },
      };
    });
    expect((await run(engine)).state).toMatchObject({ name: 'failed', error: { code: 'TEST_GONE' } });
  });
});

describe('a guard', () => {
  const guarded = (floor: Floor, step: Step): Step => ({
    ...step,
    guard: () => {
      floor.calls.push(`guard ${step.key}`);
      return [{ sql: 'update shelf set room = room where room = 99', values: [], changes: 1 }];
    },
  });

  it('keeps a step from starting, and the stage is undone', async () => {
    const { engine, store, floor } = await world((f) =>
      storeBox((box) => [[mark(f, `${box}-a`)], [mark(f, `${box}-b`), guarded(f, mark(f, `${box}-c`))]]),
    );
    const { state } = await run(engine);
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'OPERATION_GUARD_REFUSED', fields: { step: 'put red-c on the floor' } },
    });
    expect(floor.calls.filter((call) => call.startsWith('run'))).toEqual(['run red-a']);
    expect(await room(store)).toBe(5);
  });

  it('of a step without a way back does not make the stage one', async () => {
    const { engine } = await world((f) =>
      storeBox((box) => [[mark(f, `${box}-a`)], [guarded(f, burn(f, `${box}-b`))]]),
    );
    expect((await run(engine)).state).toMatchObject({ name: 'failed', error: { code: 'OPERATION_GUARD_REFUSED' } });
  });

  it('that the store cannot run takes nothing from the log of the steps beside it', async () => {
    const wrong = (f: Floor): Step => ({
      ...mark(f, 'red-b'),
      run: async (context) => {
        await context.write([{ sql: 'no such statement', values: [] }]);
        return null;
      },
    });
    const { engine } = await world((f) => storeBox(() => [[mark(f, 'red-a'), wrong(f)]]));
    const { head } = await run(engine);
    const log = (await engine.log(head.id)).map(({ event }) => event);
    expect(log).toContainEqual({ type: 'step-succeeded', step: 'red-a', result: 'red-a' });
  });
});

describe('a step that must not be repeated', () => {
  it('is learnt about before anything is undone, when its server died beside a failure', async () => {
    const floor = newFloor();
    const store = await newStore(boxMigrations);
    await store.write([addShelf('top', 5)]);
    const never = new Promise<never>(() => undefined);
    const learnt: string[] = [];
    const define = (isFirst: boolean): AnyOperation =>
      storeBox((box) => [
        [
          mark(floor, `${box}-a`, isFirst ? { run: () => Promise.reject(broken()) } : {}),
          {
            ...shout(floor, `${box}-b`, async () => {
              learnt.push(box);
              return undefined;
            }),
            ...(isFirst ? { run: () => never } : {}),
          },
        ],
      ]);
    const first = await startEngine(store, [define(true)]);
    const id = await submit(first);
    await expect.poll(async () => (await first.log(id)).map(({ event }) => event.type)).toContain('step-failed');
    // As after the death of the first one: its lease is over.
    await store.write([
      { sql: 'update replica set lease_until_ms = 0', values: [] },
      { sql: "update operation set owner = 'gone' where id = $1", values: [id] },
    ]);
    const second = await startEngine(store, [define(false)]);
    expect((await second.wait(id, 10_000)).state.name).toBe('unknown');
    expect(learnt).toEqual(['red']);
  });
});

it('gives the operation of the first time when the second loses what the first has taken', async () => {
  const { engine } = await world((f) => storeBox((box) => [[mark(f, box)]]));
  const idempotency = { scope: 'ada', name: 'k', fingerprint: 'red' };
  const both = { ...me, kind: 'box.store', input: { box: 'red' }, idempotency };
  const [one, other] = await Promise.all([engine.submit(both), engine.submit(both)]);
  expect(other).toBe(one);
  expect(await engine.submit(both)).toBe(one);
});

it('carries operations of an older version to their end, and makes new ones of the newest', async () => {
  const floor = newFloor();
  const store = await newStore(boxMigrations);
  await store.write([addShelf('top', 5)]);
  const old = storeBox((box) => [[mark(floor, `old-${box}`)]]);
  const young = { ...storeBox((box) => [[mark(floor, `young-${box}`)]]), version: 2 };
  const before = await startEngine(store, [old], {
    limits: { running: 0, queued: 9, retryDelaysMs: [], firstTryMs: 1, longestTryMs: 1 },
  });
  const left = await submit(before, 'a');
  const engine = await startEngine(store, [young, old]);
  expect((await engine.wait(left, 10_000)).state.name).toBe('succeeded');
  await run(engine, 'b');
  expect([...floor.marks.keys()]).toEqual(['old-a', 'young-b']);
});
