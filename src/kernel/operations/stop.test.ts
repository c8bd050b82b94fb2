import { expect, it } from 'vitest';
import type { Store } from '../store/index.ts';
import type { Engine } from './engine.ts';
import { addShelf, boxMigrations, newFloor, shout, storeBox } from './testing/boxes.ts';
import { newStore, startEngine } from './testing/engines.ts';

it('a stop never leaves a step in doubt that must not be repeated and was not begun', async () => {
  const floor = newFloor();
  const store = await newStore(boxMigrations);
  await store.write([addShelf('top', 3)]);
  const engines: Engine[] = [];
  const stops: Promise<void>[] = [];
  const stopping: Store = {
    ...store,
    write: async (batch) => {
      const outcome = await store.write(batch);
      if (JSON.stringify(batch).includes('step-started')) stops.push(...engines.map((each) => each.stop(5_000)));
      return outcome;
    },
  };
  const kind = () => storeBox((box) => [[shout(floor, `${box}-a`)]]);
  const engine = await startEngine(stopping, [kind()]);
  engines.push(engine);
  const id = await engine.submit({ project: 'default', principal: 'ada', kind: 'box.store', input: { box: 'red' } });
  await engine.stop(5_000);
  await Promise.all(stops);
  const next = await startEngine(store, [kind()]);
  expect((await next.wait(id, 5_000)).state).toMatchObject({ name: 'succeeded' });
  expect(floor.calls.filter((call) => call.startsWith('run'))).toHaveLength(1);
});
