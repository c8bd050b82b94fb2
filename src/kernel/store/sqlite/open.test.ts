import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { killAfter, linesOf, startChild } from '../../../../test/store/child-process.ts';
import { storeContract } from '../../../../test/store/contract.ts';
import { fixtureMigrations, owner, temporaryFolder } from '../../../../test/store/fixtures.ts';
import { viewContract } from '../../../../test/store/view-contract.ts';
import type { Migration } from '../migration.ts';
import type { Store } from '../store.ts';
import { checkSqlite, openSqlite } from './open.ts';

const newPath = (): string => join(temporaryFolder(), 'hostreeve.sqlite');

storeContract('sqlite', {
  newPlace: () => {
    const path = newPath();
    return Promise.resolve({ open: (migrations) => openSqlite({ path, migrations, owner }) });
  },
});

viewContract('sqlite', () => {
  const path = newPath();
  new DatabaseSync(path).close();
  return Promise.resolve(`sqlite:${path}`);
});

async function open(
  path: string,
  options: { maxPages?: number; migrations?: readonly Migration[] } = {},
): Promise<Store> {
  const store = await openSqlite({ path, migrations: fixtureMigrations, owner, ...options });
  onTestFinished(() => store.close());
  return store;
}

describe('a SQLite store', () => {
  it('refuses a second process, names the first, and is free again after kill -9', async () => {
    const path = newPath();
    const child = startChild(`sqlite:${path}`, 'hold');
    expect((await linesOf(child).next()).value).toBe('open');
    await expect(openSqlite({ path, migrations: [], owner })).rejects.toMatchObject({
      code: 'STORE_IN_USE',
      message: expect.stringContaining(`process ${child.pid}, since `),
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await open(path)).opened.migrated).toEqual([]);
  });

  it('keeps every acknowledged write through kill -9 under load', async () => {
    const path = newPath();
    const acknowledged = await killAfter(startChild(`sqlite:${path}`, 'write'), 2_000);
    const store = await open(path);
    const rows = await store.read({ sql: 'select id from pool', values: [] });
    const kept = new Set(rows.map((row) => row['id']));
    expect(acknowledged.length).toBeGreaterThanOrEqual(2_000);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });

  it('is migrated by one of several processes that start at once', async () => {
    const path = newPath();
    const ran = await Promise.all(
      [1, 2, 3, 4].map(async () => (await linesOf(startChild(`sqlite:${path}`, 'migrate')).next()).value),
    );
    expect(ran.filter((line) => line === 'migrated 1')).toHaveLength(1);
    expect(ran.filter((line) => line === 'migrated 0')).toHaveLength(3);
  });

  it('leaves a file alone that is no database', async () => {
    const path = newPath();
    writeFileSync(path, 'the quick brown fox jumps over the lazy dog'.repeat(100));
    await expect(openSqlite({ path, migrations: [], owner })).rejects.toMatchObject({ code: 'STORE_NOT_A_DATABASE' });
    expect(readFileSync(path, 'utf8')).toMatch(/^the quick brown fox/);
  });

  it('says what is damaged and where the backups are', async () => {
    const path = newPath();
    const store = await openSqlite({ path, migrations: fixtureMigrations, owner });
    await store.write(
      Array.from({ length: 2_000 }, (_, index) => ({
        sql: 'insert into pool (id, free) values ($1, $2)',
        values: [`pool-${index}`, index],
      })),
    );
    await store.close();
    const pages = Math.floor(statSync(path).size / 4096);
    const file = openSync(path, 'r+');
    for (let page = Math.floor(pages / 2); page < pages; page += 1)
      writeSync(file, Buffer.alloc(2048, 0xa5), 0, 2048, page * 4096);
    await expect(openSqlite({ path, migrations: fixtureMigrations, owner })).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringMatching(/damaged .*restore a backup: none in .*backups/),
    });
    expect(checkSqlite(path).problems.length).toBeGreaterThan(0);
  });

  it('refuses what does not fit on a full disk, keeps what was there, and goes on when there is room', async () => {
    const path = newPath();
    const store = await openSqlite({ path, migrations: fixtureMigrations, owner, maxPages: 40 });
    const big = 'x'.repeat(20_000);
    await store.write([{ sql: 'insert into pool (id, free) values ($1, 1)', values: ['small'] }]);
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 40; index += 1) {
        await store.write([{ sql: 'insert into pool (id, free) values ($1, 1)', values: [`${big}${index}`] }]);
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'STORE_FULL', retry: 'backoff' });
    expect(await store.read({ sql: 'select free from pool where id = $1', values: ['small'] })).toEqual([{ free: 1 }]);
    await store.write([{ sql: 'delete from pool where id <> $1', values: ['small'] }]);
    expect(await store.write([{ sql: 'insert into pool (id, free) values ($1, 1)', values: ['after'] }])).toMatchObject(
      {
        kind: 'committed',
      },
    );
    await store.close();
  });

  it('says that another program holds a lock on the file', async () => {
    const path = newPath();
    await (await openSqlite({ path, migrations: fixtureMigrations, owner })).close();
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    other.exec('begin exclusive');
    const add = { name: '9002-g1-add-more', statements: () => ['create table more (id text)'] };
    await expect(open(path, { migrations: [...fixtureMigrations, add] })).rejects.toMatchObject({
      code: 'STORE_LOCKED',
    });
  });

  it('says why a folder cannot be made', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, 'file', 'hostreeve.sqlite');
    await expect(openSqlite({ path, migrations: [], owner })).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
      message: expect.stringMatching(/cannot be opened: .*(ENOTDIR|EEXIST)/),
    });
  });

  it('says that a folder stands in the place of the file', async () => {
    const path = newPath();
    mkdirSync(path);
    await expect(openSqlite({ path, migrations: [], owner })).rejects.toMatchObject({ code: 'STORE_CANNOT_OPEN' });
  });

  it('copies the store before the first migration of a later release', async () => {
    const path = newPath();
    const first = await openSqlite({ path, migrations: fixtureMigrations, owner });
    await first.write([{ sql: 'insert into pool (id, free) values ($1, 1)', values: ['a'] }]);
    expect(first.opened.backup).toBeUndefined();
    await first.close();
    const add = { name: '9002-g2-add-colour', statements: () => ['alter table pool add column colour text'] };
    const { backup = '' } = (await open(path, { migrations: [...fixtureMigrations, add] })).opened;
    expect(existsSync(backup)).toBe(true);
    const copy = new DatabaseSync(backup, { readOnly: true });
    onTestFinished(() => copy.close());
    expect(copy.prepare('select * from pool').all()).toEqual([{ id: 'a', free: 1 }]);
  });
});
