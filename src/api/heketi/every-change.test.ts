import { describe, expect, it } from 'vitest';
import { aChangeOfEach } from '../../../test/heketi/a-change-of-each.ts';
import { startHeketi } from '../../../test/heketi/start-heketi.ts';
import { heketiRoutes } from './routes.ts';

describe('every route that changes something', () => {
  it('is one of those that are tried below', async () => {
    const tried = new Set((await aChangeOfEach(await startHeketi())).map(({ route }) => route));
    const listed = heketiRoutes.filter(({ changes }) => changes).map(({ method, path }) => `${method} ${path}`);
    expect([...tried].toSorted()).toEqual(listed.toSorted());
  });

  it('Q14: is refused with 500 on a read-only database, and changes nothing', async () => {
    const world = await startHeketi();
    const wishes = await aChangeOfEach(world);
    const readOnly = await world.another({ settings: { isReadOnly: true } });
    const state = async (): Promise<unknown> => [
      (await world.call('GET', '/db/dump')).body,
      await world.store.read({ sql: 'select count(*) as count from operation', values: [] }),
    ];
    const before = await state();
    for (const { route, method, path, json } of wishes) {
      const { status, body } = await readOnly.call(method, path, { json });
      expect([route, status, body]).toEqual([route, 500, 'database is in read-only mode\n']);
    }
    expect(await state()).toEqual(before);
  });

  it('ck73: is refused with 429 and without Retry-After where it takes a place and none is free, and only then', async () => {
    const world = await startHeketi();
    const wishes = await aChangeOfEach(world);
    const full = await world.another({ settings: { maxInflightOperations: 1 } });
    world.hold((name) => name.includes('mkfs'));
    expect((await full.call('POST', '/volumes', { json: { size: 1 } })).status).toBe(202);
    for (const { route, method, path, json, isTracked } of wishes.toSorted(byPlace)) {
      const { status, body, headers } = await full.call(method, path, { json });
      if (!isTracked) expect([route, status]).not.toEqual([route, 429]);
      else
        expect([route, status, body, headers['retry-after']]).toEqual([
          route,
          429,
          'Server busy. Retry operation later.\n',
          undefined,
        ]);
    }
  });
});

/** Those that take a place first: they are refused, and what they are about is still there for the others. */
function byPlace(a: { readonly isTracked: boolean }, b: { readonly isTracked: boolean }): number {
  return Number(b.isTracked) - Number(a.isTracked);
}
