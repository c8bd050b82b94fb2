import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Migration, type Statement, type Store, statement } from '../../src/kernel/store/index.ts';
import { fixtureMigrations } from './fixtures.ts';

/** Opens stores of one kind: each `place` is a fresh, empty one that can be opened again. */
export interface StoreKind {
  newPlace(): Promise<{ open(migrations: readonly Migration[]): Promise<Store> }>;
}

interface Tables {
  pool: { id: string; free: number };
  item: { id: string; pool: string; name: string; size_bytes: number; body: Uint8Array | null; facts: string | null };
}

const makePool = (id: string, free: number): Statement => ({
  sql: 'insert into pool (id, free) values ($1, $2)',
  values: [id, free],
});

const takeFrom = (id: string, units: number): Statement => ({
  sql: 'update pool set free = free - $1 where id = $2 and free >= $1',
  values: [units, id],
  changes: 1,
});

const makeItem = (id: string, pool: string | null, name: string): Statement => ({
  sql: 'insert into item (id, pool, name, size_bytes) values ($1, $2, $3, $4)',
  values: [id, pool, name, 1],
});

/** What every implementation of the store's port does. */
export function storeContract(name: string, kind: StoreKind): void {
  const openFresh = async (): Promise<Store> => {
    const place = await kind.newPlace();
    const store = await place.open(fixtureMigrations);
    onTestFinished(() => store.close());
    return store;
  };
  const poolRow = async (store: Store, id: string): Promise<unknown> =>
    (await store.read({ sql: 'select free from pool where id = $1', values: [id] }))[0];

  describe(`${name}: writing`, () => {
    it('shows a committed batch to every reader, and after the store was opened again', async () => {
      const place = await kind.newPlace();
      const store = await place.open(fixtureMigrations);
      expect(await store.write([makePool('a', 5), takeFrom('a', 2)])).toMatchObject({ kind: 'committed' });
      for (let reader = 0; reader < 4; reader += 1) expect(await poolRow(store, 'a')).toEqual({ free: 3 });
      await store.close();
      const again = await place.open(fixtureMigrations);
      onTestFinished(() => again.close());
      expect(again.opened.migrated).toEqual([]);
      expect(await poolRow(again, 'a')).toEqual({ free: 3 });
    });

    it('has a clock and counters of its own', async () => {
      const store = await openFresh();
      const [clock] = await store.read({ sql: `select ${store.words.nowMs} as now`, values: [] });
      expect(clock).toEqual({ now: expect.any(Number) });
      const numbers: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const outcome = await store.write([{ sql: store.words.next('ticket'), values: [] }]);
        if (outcome.kind === 'committed') numbers.push(outcome.results[0]?.rows[0]?.['number'] as number);
      }
      expect(numbers).toEqual([1, 2, 3]);
    });

    it('gives the number of changes and the rows of `returning`', async () => {
      const store = await openFresh();
      const outcome = await store.write([
        makePool('a', 5),
        { sql: 'update pool set free = free + 1 where id = $1 returning id, free', values: ['a'] },
        { sql: 'delete from pool where id = $1', values: ['nobody'] },
      ]);
      expect(outcome).toEqual({
        kind: 'committed',
        results: [
          { changes: 1, rows: [] },
          { changes: 1, rows: [{ id: 'a', free: 6 }] },
          { changes: 0, rows: [] },
        ],
      });
    });

    it('refuses a batch whose statement changes another number of rows, and keeps nothing of it', async () => {
      const store = await openFresh();
      await store.write([makePool('a', 5)]);
      expect(await store.write([takeFrom('a', 3), makePool('b', 1), takeFrom('a', 3)])).toEqual({
        kind: 'refused',
        statement: 2,
        reason: 'changes',
      });
      expect(await poolRow(store, 'a')).toEqual({ free: 5 });
      expect(await poolRow(store, 'b')).toBeUndefined();
    });

    it.each([
      ['unique', [makeItem('i', 'a', 'same'), makeItem('j', 'a', 'same')], 1],
      ['foreign-key', [makeItem('i', 'no such pool', 'n')], 0],
      ['not-null', [makeItem('i', null, 'n')], 0],
      ['check', [{ sql: 'update pool set free = -1 where id = $1', values: ['a'] }], 0],
    ] as const)('refuses a batch that breaks a %s constraint', async (reason, batch, index) => {
      const store = await openFresh();
      await store.write([makePool('a', 5)]);
      expect(await store.write(batch)).toEqual({ kind: 'refused', statement: index, reason });
      expect(await store.read({ sql: 'select id from item', values: [] })).toEqual([]);
    });

    it('lets one refused and one wrong batch leave a group without the others', async () => {
      const store = await openFresh();
      const wrong = store.write([makePool('w', 1), { sql: 'update no_such_table set x = $1', values: [1] }]);
      const [failed, first, refused, last] = await Promise.all([
        wrong.catch((error: unknown) => error),
        store.write([makePool('a', 1)]),
        store.write([makePool('r', 1), takeFrom('a', 99)]),
        store.write([makePool('b', 1)]),
      ]);
      expect(failed).toMatchObject({ code: 'STORE_STATEMENT_FAILED' });
      expect([first.kind, refused.kind, last.kind]).toEqual(['committed', 'refused', 'committed']);
      const rows = await store.read({ sql: 'select id from pool order by id', values: [] });
      expect(rows).toEqual([{ id: 'a' }, { id: 'b' }]);
    });

    it('lets a batch that breaks a constraint leave a group without those after it', async () => {
      const store = await openFresh();
      await store.write([makePool('taken', 1)]);
      const outcomes = await Promise.all([
        store.write([makePool('a', 1)]),
        store.write([makePool('taken', 1)]),
        store.write([makePool('b', 1)]),
        store.write([takeFrom('taken', 1)]),
      ]);
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['committed', 'refused', 'committed', 'committed']);
    });

    it('refuses a value that no database takes, and goes on', async () => {
      const store = await openFresh();
      for (const value of [() => 1, undefined, Number.NaN, {}, true]) {
        const batch = [{ sql: 'insert into pool (id, free) values ($1, 1)', values: [value as never] }];
        await expect(store.write(batch)).rejects.toMatchObject({ code: 'STORE_STATEMENT_FAILED' });
      }
      expect(await store.write([makePool('a', 1)])).toMatchObject({ kind: 'committed' });
    });

    it('lets batches that wait together share a commit', async () => {
      const store = await openFresh();
      const before = store.statistics();
      await Promise.all(Array.from({ length: 300 }, (_, index) => store.write([makePool(`p${index}`, index)])));
      const after = store.statistics();
      expect(after.batches - before.batches).toBe(300);
      expect(after.commits - before.commits).toBeLessThan(150);
    });

    it('never gives out more than there is, however many ask at once', async () => {
      const store = await openFresh();
      await store.write([makePool('a', 100)]);
      const outcomes = await Promise.all(
        Array.from({ length: 150 }, (_, index) =>
          store.write([takeFrom('a', 1), makeItem(`i${index}`, 'a', `n${index}`)]),
        ),
      );
      expect(outcomes.filter((outcome) => outcome.kind === 'committed')).toHaveLength(100);
      expect(await poolRow(store, 'a')).toEqual({ free: 0 });
      expect(await store.read({ sql: 'select count(*) as n from item', values: [] })).toEqual([{ n: 100 }]);
    });

    it('keeps text, whole numbers, bytes and nulls as they are', async () => {
      const store = await openFresh();
      await store.write([makePool('a', 0)]);
      // PostgreSQL has no text with a NUL in it, and neither has a lone half of a surrogate pair a UTF-8 form.
      const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((value) => !value.includes('\0'));
      let count = 0;
      await fc.assert(
        fc.asyncProperty(text, fc.maxSafeInteger(), fc.option(fc.uint8Array({ maxLength: 80 })), async (t, n, b) => {
          count += 1;
          const id = `i${count}`;
          await store.write([
            {
              sql: 'insert into item (id, pool, name, size_bytes, body, facts) values ($1, $2, $3, $4, $5, $6)',
              values: [id, 'a', `${count} ${t}`, n, b, JSON.stringify({ t })],
            },
          ]);
          const [row] = await store.read({
            sql: 'select name, size_bytes, body, facts from item where id = $1',
            values: [id],
          });
          expect(row).toMatchObject({ name: `${count} ${t}`, size_bytes: n });
          expect(row?.['body'] === null ? null : [...((row?.['body'] ?? []) as Uint8Array)]).toEqual(
            b === null ? null : [...b],
          );
          expect(JSON.parse(row?.['facts'] as string)).toEqual({ t });
        }),
        { numRuns: 60 },
      );
    });
  });

  describe(`${name}: reading and closing`, () => {
    it('takes what Kysely compiles, for reads and for writes', async () => {
      const store = await openFresh();
      const query = store.query<Tables>();
      const insert = query.insertInto('pool').values({ id: 'k', free: 7 });
      expect(await store.write([statement(insert.compile(), 1)])).toMatchObject({ kind: 'committed' });
      const select = query.selectFrom('pool').select('free').where('id', '=', 'k').limit(1);
      expect(await store.read(statement(select.compile()))).toEqual([{ free: 7 }]);
    });

    it('reads several selects of one state, whatever is written meanwhile', async () => {
      const store = await openFresh();
      await store.write([makePool('a', 100), makePool('b', 0)]);
      const give: Statement = { sql: "update pool set free = free + 1 where id = 'b'", values: [], changes: 1 };
      const writes = Array.from({ length: 100 }, () => store.write([takeFrom('a', 1), give]));
      const free = (id: string): Statement => ({ sql: 'select free from pool where id = $1', values: [id] });
      for (let turn = 0; turn < 50; turn += 1) {
        const [[a] = [], [b] = []] = await store.readTogether([free('a'), free('b')]);
        expect(Number(a?.['free']) + Number(b?.['free'])).toBe(100);
      }
      expect((await Promise.all(writes)).every(({ kind: outcome }) => outcome === 'committed')).toBe(true);
      await expect(store.readTogether([free('a'), { sql: 'select nothing', values: [] }])).rejects.toMatchObject({
        code: 'STORE_STATEMENT_FAILED',
      });
      await expect(
        store.readTogether([free('a'), { sql: 'delete from pool returning id', values: [] }]),
      ).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
      expect(await store.readTogether([free('a'), free('b')])).toEqual([[{ free: 0 }], [{ free: 100 }]]);
    });

    it('does not write where it was asked to read', async () => {
      const store = await openFresh();
      await store.write([makePool('a', 1)]);
      await expect(store.read({ sql: 'delete from pool returning id', values: [] })).rejects.toMatchObject({
        code: 'STORE_READ_ONLY',
      });
      expect(await poolRow(store, 'a')).toEqual({ free: 1 });
    });

    it('reports a wrong select as a fault of ours', async () => {
      const store = await openFresh();
      await expect(store.read({ sql: 'select nothing from nowhere', values: [] })).rejects.toMatchObject({
        code: 'STORE_STATEMENT_FAILED',
      });
    });

    it('finds nothing wrong with a healthy store', async () => {
      const store = await openFresh();
      expect((await store.check()).problems).toEqual([]);
    });

    it('makes durable what was handed in before it closes, refuses what comes after, and closes twice', async () => {
      const place = await kind.newPlace();
      const store = await place.open(fixtureMigrations);
      const writes = Array.from({ length: 50 }, (_, index) => store.write([makePool(`p${index}`, 1)]));
      await Promise.all([store.close(), store.close()]);
      expect((await Promise.all(writes)).every((outcome) => outcome.kind === 'committed')).toBe(true);
      await expect(store.write([makePool('late', 1)])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect(store.read({ sql: 'select 1', values: [] })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      const again = await place.open(fixtureMigrations);
      onTestFinished(() => again.close());
      expect(await again.read({ sql: 'select count(*) as n from pool', values: [] })).toEqual([{ n: 50 }]);
    });
  });

  describe(`${name}: notices`, () => {
    const telling = (id: string, channel: string): Statement => ({ ...makePool(id, 1), notify: channel });

    it('tells those who listen on the channel, after the commit and until they stop', async () => {
      const store = await openFresh();
      const told: string[] = [];
      const seen: Promise<unknown>[] = [];
      const stop = store.onNotice('red', () => {
        told.push('red');
        seen.push(poolRow(store, 'a'));
      });
      onTestFinished(store.onNotice('blue', () => told.push('blue')));
      await store.write([makePool('p', 1), telling('a', 'red'), telling('b', 'red')]);
      expect(told).toEqual(['red']);
      expect(await seen[0]).toEqual({ free: 1 });
      stop();
      await store.write([telling('c', 'red'), telling('d', 'blue')]);
      expect(told).toEqual(['red', 'blue']);
    });

    it('tells nobody of a batch that was refused', async () => {
      const store = await openFresh();
      const told: string[] = [];
      store.onNotice('red', () => told.push('red'));
      await store.write([telling('a', 'red'), takeFrom('a', 5)]);
      expect(told).toEqual([]);
    });

    it('tells another server on the same store, where there can be one', async () => {
      const place = await kind.newPlace();
      const one = await place.open(fixtureMigrations);
      onTestFinished(() => one.close());
      if (!one.isShared) return;
      const other = await place.open(fixtureMigrations);
      onTestFinished(() => other.close());
      let told = 0;
      other.onNotice('red', () => {
        told += 1;
      });
      // Its listening connection may still be on the way.
      await expect
        .poll(async () => {
          await one.write([{ sql: 'update pool set free = 1', values: [], notify: 'red' }]);
          return told;
        })
        .toBeGreaterThan(0);
    });
  });

  describe(`${name}: migrations`, () => {
    const next = (migration: string, sql: string): Migration => ({ name: migration, statements: () => [sql] });
    const newer = [...fixtureMigrations, next('9002-g2-add-colour', 'alter table pool add column colour text')];

    it('runs what is new, once', async () => {
      const place = await kind.newPlace();
      for (const migrated of [['9001-g1-add-fixtures', '9002-g2-add-colour'], []]) {
        const store = await place.open(newer);
        expect(store.opened.migrated).toEqual(migrated);
        await store.close();
      }
    });

    it('works on a store that the next release has already added to', async () => {
      const place = await kind.newPlace();
      await (await place.open(newer)).close();
      const store = await place.open(fixtureMigrations);
      onTestFinished(() => store.close());
      expect(await store.write([makePool('a', 1)])).toMatchObject({ kind: 'committed' });
    });

    it('refuses a store of a later release, and says how to get back', async () => {
      const place = await kind.newPlace();
      const later = next('9003-g3-add-shape', 'alter table pool add column shape text');
      await (await place.open([...newer, later])).close();
      await expect(place.open(fixtureMigrations)).rejects.toMatchObject({
        code: 'STORE_TOO_NEW',
        message: expect.stringMatching(/9003-g3-add-shape.*(restore|backup)/),
      });
    });

    it('drops a column only when no release that needs it can run', async () => {
      const place = await kind.newPlace();
      const drop = next('9003-g2-drop-free', 'alter table item drop column facts');
      const second = await place.open([...newer, drop]);
      expect(second.opened.migrated).not.toContain(drop.name);
      await second.close();
      const third = await place.open([
        ...newer,
        drop,
        next('9004-g3-add-shape', 'alter table pool add column shape text'),
      ]);
      expect(third.opened.migrated).toEqual(['9003-g2-drop-free', '9004-g3-add-shape']);
      await third.close();
    });

    it('leaves nothing of a migration that fails halfway', async () => {
      const place = await kind.newPlace();
      await (await place.open(fixtureMigrations)).close();
      const good = next('9002-g1-add-good', 'create table good (id text primary key)');
      const bad = next('9003-g1-add-bad', 'create table good (id text primary key)');
      await expect(place.open([...fixtureMigrations, good, bad])).rejects.toMatchObject({
        code: 'STORE_MIGRATION_FAILED',
        fields: { migration: '9003-g1-add-bad' },
      });
      const store = await place.open([...fixtureMigrations, good]);
      onTestFinished(() => store.close());
      expect(store.opened.migrated).toEqual(['9002-g1-add-good']);
    });
  });
}
