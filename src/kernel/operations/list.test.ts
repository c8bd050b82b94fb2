import { describe, expect, it } from 'vitest';
import { addShelf, boxMigrations, mark, newFloor, storeBox } from './testing/boxes.ts';
import { newStore, startEngine } from './testing/engines.ts';

describe('the list of operations', () => {
  it('comes newest first, by pages that lose and double nothing', async () => {
    const store = await newStore(boxMigrations);
    await store.write([addShelf('top', 50)]);
    const engine = await startEngine(store, [storeBox((box) => [[mark(newFloor(), box)]])]);
    const ids: string[] = [];
    for (let number = 0; number < 7; number += 1) {
      const project = number % 2 === 0 ? 'even' : 'odd';
      const id = await engine.submit({ kind: 'box.store', input: { box: `b${number}` }, project, principal: 'ada' });
      await engine.wait(id, 5_000);
      ids.push(id);
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await engine.list({ limit: 3, ...(after === undefined ? {} : { after }) });
      seen.push(...page.operations.map((operation) => operation.id));
      after = page.next;
    } while (after !== undefined);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    const odd = await engine.list({ project: 'odd', state: 'succeeded', kind: 'box.store' });
    expect(odd.operations.map(({ project }) => project)).toEqual(['odd', 'odd', 'odd']);
    expect(odd.next).toBeUndefined();
  });

  it('refuses a place that is from no page', async () => {
    const engine = await startEngine(await newStore(), []);
    await expect(engine.list({ after: "1'; drop" })).rejects.toMatchObject({ code: 'OPERATION_INPUT_INVALID' });
    await expect(engine.get('f'.repeat(32))).rejects.toMatchObject({ code: 'OPERATION_NOT_FOUND' });
  });
});
