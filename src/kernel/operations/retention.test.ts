import { expect, it } from 'vitest';
import { createRetention } from './retention.ts';
import { addShelf, boxMigrations, mark, newFloor, storeBox } from './testing/boxes.ts';
import { newStore, partsOn, startEngine } from './testing/engines.ts';

const DAY_MS = 86_400_000;

it('removes operations that ended long ago with all that belongs to them, and no others', async () => {
  let ahead = 0;
  const timer = {
    now: () => Date.now() + ahead,
    sleep: (ms: number) => new Promise<void>((r) => setTimeout(r, ms).unref()),
  };
  const store = await newStore(boxMigrations, timer);
  await store.write([addShelf('top', 50)]);
  const definition = storeBox((box) => [[mark(newFloor(), box)]]);
  const engine = await startEngine(store, [definition], { timer });
  const submit = async (box: string): Promise<string> => {
    const idempotency = { scope: 's', name: box, fingerprint: box };
    const id = await engine.submit({ kind: 'box.store', input: { box }, project: 'p', principal: 'ada', idempotency });
    await engine.wait(id, 5_000);
    return id;
  };
  const old = await submit('old');
  ahead = 91 * DAY_MS;
  const young = await submit('young');
  await createRetention(partsOn(store, [definition], { timer })).turn();
  await expect(engine.get(old)).rejects.toMatchObject({ code: 'OPERATION_NOT_FOUND' });
  expect((await engine.get(young)).state.name).toBe('succeeded');
  expect(await store.read({ sql: 'select distinct operation from operation_event', values: [] })).toEqual([
    { operation: young },
  ]);
});
