import { describe, expect, it } from 'vitest';
import type { AnyOperation } from './definition.ts';
import type { Engine } from './engine.ts';
import { addShelf, boxMigrations, type Floor, mark, newFloor, storeBox } from './testing/boxes.ts';
import { ada, limits, newStore, startEngine } from './testing/engines.ts';

/** Boxes whose step waits until the test opens the gate. */
function gated(floor: Floor): { readonly definition: AnyOperation; readonly open: () => void } {
  const gate = Promise.withResolvers<void>();
  const definition = storeBox((box) => [
    [
      mark(floor, box, {
        run: async () => {
          await gate.promise;
          floor.calls.push(box);
          return box;
        },
        deadlineMs: 60_000,
      }),
    ],
  ]);
  return { definition, open: () => gate.resolve() };
}

const submit = (engine: Engine, box: string, project = 'default'): Promise<string> =>
  engine.submit({ kind: 'box.store', input: { box }, project, principal: 'ada' });

describe('the queue', () => {
  it('takes operations beyond the free places, project by project in turn', async () => {
    const floor = newFloor();
    const store = await newStore(boxMigrations);
    await store.write([addShelf('top', 50)]);
    const { definition, open } = gated(floor);
    const engine = await startEngine(store, [definition], { limits: { ...limits, running: 1 } });
    const ids = [await submit(engine, 'first')];
    for (const box of ['a1', 'a2', 'a3']) ids.push(await submit(engine, box, 'a'));
    for (const box of ['b1', 'b2']) ids.push(await submit(engine, box, 'b'));
    expect((await engine.list({ state: 'queued' })).operations).toHaveLength(5);
    open();
    for (const id of ids) expect((await engine.wait(id, 20_000)).state.name).toBe('succeeded');
    expect(floor.calls).toEqual(['first', 'a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('has a bound, and says so with an error that asks to come back', async () => {
    const floor = newFloor();
    const store = await newStore(boxMigrations);
    await store.write([addShelf('top', 50)]);
    const { definition, open } = gated(floor);
    const engine = await startEngine(store, [definition], { limits: { ...limits, running: 1, queued: 2 } });
    const ids = [await submit(engine, 'r'), await submit(engine, 'q1'), await submit(engine, 'q2')];
    await expect(submit(engine, 'q3')).rejects.toMatchObject({
      code: 'OPERATION_QUEUE_FULL',
      status: 429,
      retry: 'backoff',
    });
    expect(await store.read({ sql: "select id from box where id = 'q3'", values: [] })).toEqual([]);
    open();
    for (const id of ids) await engine.wait(id, 20_000);
  });

  it('ends a cancelled operation that has not begun, and gives back what it had reserved', async () => {
    const floor = newFloor();
    const store = await newStore(boxMigrations);
    await store.write([addShelf('top', 50)]);
    const { definition, open } = gated(floor);
    const engine = await startEngine(store, [definition], { limits: { ...limits, running: 1 } });
    const running = await submit(engine, 'r');
    const queued = await submit(engine, 'q');
    await engine.cancel(queued, ada);
    open();
    expect((await engine.wait(running, 20_000)).state.name).toBe('succeeded');
    expect((await engine.wait(queued, 20_000)).state.name).toBe('cancelled');
    expect(floor.calls).toEqual(['r']);
    expect(await store.read({ sql: 'select id from box', values: [] })).toEqual([{ id: 'r' }]);
  });

  it('leaves an operation of a version that it does not know to a server that does', async () => {
    const floor = newFloor();
    const store = await newStore(boxMigrations);
    await store.write([addShelf('top', 50)]);
    const newer = { ...storeBox((box) => [[mark(floor, box)]]), version: 2 };
    const older = await startEngine(store, [storeBox((box) => [[mark(floor, box)]])]);
    const stopped = await startEngine(store, [newer], { limits: { ...limits, running: 0 } });
    const id = await submit(stopped, 'new');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await older.get(id)).state.name).toBe('queued');
    await expect(older.retry(id, ada)).rejects.toMatchObject({ code: 'OPERATION_NOT_STUCK' });
    const able = await startEngine(store, [newer]);
    expect((await able.wait(id, 20_000)).state.name).toBe('succeeded');
  });
});
