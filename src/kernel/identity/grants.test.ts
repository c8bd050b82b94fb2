import { describe, expect, it } from 'vitest';
import type { Store } from '../store/index.ts';
import type { PrincipalId } from './principal.ts';
import { ACTOR, anIdentity } from './testing/an-identity.ts';

/** Counts the reads of grants; `before` runs while one is under way. */
function counting(store: Store, before: () => Promise<void> = async () => {}): { store: Store; reads: () => number } {
  let reads = 0;
  const read: Store['read'] = async (statement) => {
    const rows = await store.read(statement);
    if (statement.sql.includes('role_grant')) {
      reads += 1;
      await before();
    }
    return rows;
  };
  return { store: { ...store, read }, reads: () => reads };
}

describe('what a principal was granted', () => {
  it('is remembered', async () => {
    const { store, another, personWith } = await anIdentity();
    const { id } = await personWith('ada', 'viewer');
    const counted = counting(store);
    const server = another({ store: counted.store });
    for (let time = 0; time < 5; time += 1) await server.authorise(id, 'volume.read', []);
    expect(counted.reads()).toBe(1);
  });

  it('changes at once on the server that changes it, and within two seconds on others', async () => {
    const { another, authorise, manage, pass, personWith } = await anIdentity();
    const { id } = await personWith('ada', 'viewer');
    const other = another();
    const asked = [{ project: 'default' }];
    expect(await other.authorise(id, 'volume.read', asked)).toEqual({ kind: 'allowed' });
    await manage.revokeRole(ACTOR, id, { role: 'viewer' });
    expect(await authorise(id, 'volume.read', asked)).toMatchObject({ kind: 'denied' });
    pass(2_000);
    expect(await other.authorise(id, 'volume.read', asked)).toMatchObject({ kind: 'denied' });
  });

  it('is not kept from before a change that came while it was read', async () => {
    const { store, another, personWith } = await anIdentity();
    const { id } = await personWith('ada', 'viewer');
    let isFirst = true;
    const { store: slow } = counting(store, async () => {
      if (!isFirst) return;
      isFirst = false;
      await server.manage.revokeRole(ACTOR, id, { role: 'viewer' });
      // By this the server knows the newest version, while the older read has not come back yet.
      await server.authorise('somebody' as PrincipalId, 'volume.read', []);
    });
    const server = another({ store: slow });
    await server.authorise(id, 'volume.read', []);
    expect(await server.authorise(id, 'volume.read', [])).toMatchObject({ kind: 'denied' });
  });

  it('does not last longer when the clock is set back', async () => {
    const { another, manage, pass, personWith } = await anIdentity();
    const { id } = await personWith('ada', 'viewer');
    const other = another();
    await other.authorise(id, 'volume.read', []);
    await manage.revokeRole(ACTOR, id, { role: 'viewer' });
    pass(-3_600_000);
    expect(await other.authorise(id, 'volume.read', [])).toMatchObject({ kind: 'denied' });
  });

  it('is forgotten again when a thousand others come', async () => {
    const { store, another } = await anIdentity();
    const counted = counting(store);
    const server = another({ store: counted.store });
    const ask = (number: number): Promise<unknown> =>
      server.authorise(number.toString(16).padStart(32, '0') as PrincipalId, 'volume.read', []);
    for (let number = 0; number <= 1_000; number += 1) await ask(number);
    await ask(1_000);
    expect(counted.reads()).toBe(1_001);
    await ask(0);
    expect(counted.reads()).toBe(1_002);
  });
});
