import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, viewStore } from '../../src/kernel/store/index.ts';
import { fixtureMigrations, owner } from './fixtures.ts';

/** What both databases do when a store is looked at without being opened. `newUrl` gives that of a fresh, empty one. */
export function viewContract(name: string, newUrl: () => Promise<string>): void {
  const select = { sql: 'select free from pool where id = $1', values: ['a'] };
  const insert = (id: string) => [{ sql: 'insert into pool (id, free) values ($1, 1)', values: [id] }];

  async function opened() {
    const url = await newUrl();
    const store = await openStore({ url, migrations: fixtureMigrations, owner });
    onTestFinished(() => store.close());
    await store.write(insert('a'));
    return { url, store };
  }

  describe(`${name}: a view`, () => {
    it('shows one moment of a store that a server has open and writes to', async () => {
      const { url, store } = await opened();
      const count = { sql: 'select count(*) as pools from pool', values: [] };
      const sight = await viewStore({ url, migrations: fixtureMigrations }, async (view) => {
        const before = await view.read(count);
        await store.write(insert('b'));
        return [before, ...(await view.readTogether([count, select]))];
      });
      expect(sight).toEqual({ kind: 'seen', value: [[{ pools: 1 }], [{ pools: 1 }], [{ free: 1 }]] });
      expect(await store.read(count)).toEqual([{ pools: 2 }]);
    });

    it('writes nothing', async () => {
      const { url, store } = await opened();
      const sql = "delete from pool where id = 'a'";
      const look = viewStore({ url, migrations: fixtureMigrations }, (view) => view.read({ sql, values: [] }));
      await expect(look).rejects.toMatchObject({ code: expect.stringMatching(/^STORE_/) });
      expect(await store.read(select)).toEqual([{ free: 1 }]);
    });

    it('tells a store without tables and those of other releases, and looks at none of them', async () => {
      const look = (): never => {
        throw new Error('looked');
      };
      const { url } = await opened();
      expect(await viewStore({ url: await newUrl(), migrations: fixtureMigrations }, look)).toEqual({ kind: 'empty' });
      const later = { name: '9002-g1-add-more', statements: () => ['create table more (id text)'] };
      expect(await viewStore({ url, migrations: [...fixtureMigrations, later] }, look)).toEqual({ kind: 'older' });
      const far = { name: '9003-g9-drop-pool', statements: () => [] };
      const newer = await newUrl();
      const migrations = [far, { ...far, name: '9004-g10-add-more' }];
      await (await openStore({ url: newer, migrations, owner })).close();
      await expect(viewStore({ url: newer, migrations: fixtureMigrations }, look)).rejects.toMatchObject({
        code: 'STORE_TOO_NEW',
      });
    });
  });
}
