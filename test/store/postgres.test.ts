import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../src/server/migrations.ts';
import { openStore, type Store } from '../../src/kernel/store/index.ts';
import { killAfter, linesOf, startChild } from './child-process.ts';
import { auditContract } from './audit-contract.ts';
import { storeContract, type StoreKind } from './contract.ts';
import { eventContract } from './event-contract.ts';
import { fixtureMigrations, owner } from './fixtures.ts';
import { hostContract } from './host-contract.ts';
import { administer, newDatabase } from './new-database.ts';
import { dumpPostgresSchema } from './schema-dump.ts';
import { viewContract } from './view-contract.ts';

const server = process.env['TEST_POSTGRES_URL'] ?? '';

beforeAll(() => {
  if (server === '') throw new Error('no PostgreSQL: run eval "$(lab/postgres up)" first');
});

async function open(url: string): Promise<Store> {
  const store = await openStore({ url, migrations: fixtureMigrations, owner });
  onTestFinished(() => store.close());
  return store;
}

const insert = (id: string) => [{ sql: 'insert into pool (id, free) values ($1, 1)', values: [id] }];

const newPlace: StoreKind['newPlace'] = async () => {
  const url = await newDatabase();
  return { open: (migrations) => openStore({ url, migrations, owner }) };
};

storeContract('postgres', { newPlace });
viewContract('postgres', () => newDatabase());
eventContract('postgres', newPlace);
auditContract('postgres', newPlace);
hostContract('postgres', newPlace);

describe('a PostgreSQL store', () => {
  it('keeps every acknowledged write through kill -9 of a server under load', async () => {
    const url = await newDatabase();
    const acknowledged = await killAfter(startChild(url, 'write'), 2_000);
    const store = await open(url);
    const rows = await store.read({ sql: 'select id from pool', values: [] });
    const kept = new Set(rows.map((row) => row['id']));
    expect(acknowledged.length).toBeGreaterThanOrEqual(2_000);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });

  it('is migrated by one of several processes that start at once', async () => {
    const url = await newDatabase();
    const ran = await Promise.all(
      [1, 2, 3, 4].map(async () => (await linesOf(startChild(url, 'migrate')).next()).value),
    );
    expect(ran.filter((line) => line === 'migrated 1')).toHaveLength(1);
    expect(ran.filter((line) => line === 'migrated 0')).toHaveLength(3);
  });

  it('is shared by two servers, which never give out more than there is', async () => {
    const url = await newDatabase();
    const [one, other] = [await open(url), await open(url)];
    await one.write([{ sql: 'insert into pool (id, free) values ($1, $2)', values: ['a', 100] }]);
    const take = (store: Store, index: number) =>
      store.write([
        { sql: 'update pool set free = free - 1 where id = $1 and free >= 1', values: ['a'], changes: 1 },
        {
          sql: 'insert into item (id, pool, name, size_bytes) values ($1, $2, $3, 1)',
          values: [`i${index}`, 'a', `n${index}`],
        },
      ]);
    const outcomes = await Promise.all(Array.from({ length: 160 }, (_, index) => take(index % 2 ? one : other, index)));
    expect(outcomes.filter((outcome) => outcome.kind === 'committed')).toHaveLength(100);
    expect(await other.read({ sql: 'select free from pool', values: [] })).toEqual([{ free: 0 }]);
  });

  it('sends a group again that lost a deadlock', async () => {
    const url = await newDatabase();
    const [one, other] = [await open(url), await open(url)];
    await one.write([...insert('a'), ...insert('b')]);
    const add = (id: string) => ({ sql: 'update pool set free = free + 1 where id = $1', values: [id], changes: 1 });
    const slowly = { sql: 'select pg_sleep(0.05)::text as slept', values: [] };
    for (let round = 0; round < 3; round += 1) {
      const outcomes = await Promise.all([
        one.write([add('a'), slowly, add('b')]),
        other.write([add('b'), slowly, add('a')]),
      ]);
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['committed', 'committed']);
    }
    expect(await one.read({ sql: 'select sum(free) as n from pool', values: [] })).toEqual([{ n: '14' }]);
  });

  it('does not wait for ever behind a lock of somebody else', async () => {
    const url = await newDatabase();
    const store = await open(url);
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query('begin');
    await other.query('lock table pool in access exclusive mode');
    await expect(store.write(insert('a'))).rejects.toMatchObject({ code: 'STORE_LOCKED', retry: 'backoff' });
    await other.end();
    expect(await store.write(insert('a'))).toMatchObject({ kind: 'committed' });
  });

  it('keeps its promise of durability whatever options the URL brings', async () => {
    const url = new URL(await newDatabase());
    await administer(`alter database ${url.pathname.slice(1)} set synchronous_commit = off`);
    url.searchParams.set('options', '-c work_mem=8MB');
    const store = await open(url.href);
    const settings = "select current_setting('synchronous_commit') as s, current_setting('work_mem') as w";
    expect(await store.read({ sql: settings, values: [] })).toEqual([{ s: 'on', w: '8MB' }]);
    const written = await store.write([{ sql: settings, values: [] }]);
    expect(written).toMatchObject({ results: [{ rows: [{ s: 'on', w: '8MB' }] }] });
  });

  it('is not confused by a schema beside it', async () => {
    const url = await newDatabase();
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query('create schema other; create table other.schema_migration (name text)');
    await other.end();
    expect((await open(url)).opened.migrated).toEqual(['9001-g1-add-fixtures']);
  });

  it('says so when its connections are cut, and goes on with new ones', async () => {
    const url = await newDatabase();
    const store = await open(url);
    await store.write(insert('a'));
    const during = store.write([{ sql: 'select pg_sleep(20)', values: [] }]);
    const failed = expect(during).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      fields: { outcome: 'not-applied' },
    });
    const name = new URL(url).pathname.slice(1);
    const writing = `select count(*)::int as n from pg_stat_activity where datname = '${name}' and query like '%pg_sleep(20)%' and state = 'active' and pid <> pg_backend_pid()`;
    const watcher = new Client({ connectionString: server });
    await watcher.connect();
    await expect
      .poll(async () => (await watcher.query<{ n: number }>(writing)).rows[0]?.n, { timeout: 10_000 })
      .toBe(1);
    await watcher.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await watcher.end();
    await failed;
    expect(await store.write(insert('b'))).toMatchObject({ kind: 'committed' });
    expect(await store.read({ sql: 'select count(*) as n from pool', values: [] })).toEqual([{ n: 2 }]);
  });

  it('listens again after its connections were cut, and then calls everybody who may have missed something', async () => {
    const url = await newDatabase();
    const [one, other] = [await open(url), await open(url)];
    let told = 0;
    other.onNotice('red', () => {
      told += 1;
    });
    const tell = () => one.write([{ sql: 'update pool set free = 1', values: [], notify: 'red' }]);
    const untilTold = (act: () => Promise<unknown>) => {
      const before = told;
      return expect.poll(async () => (await act(), told), { timeout: 10_000 }).toBeGreaterThan(before);
    };
    await untilTold(tell);
    const name = new URL(url).pathname.slice(1);
    await administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'
      and application_name = 'hostreeve listener'`);
    await untilTold(() => Promise.resolve());
    await untilTold(tell);
  });

  it('keeps every acknowledged write through a crash of the database server, and goes on after it', async () => {
    const url = await newDatabase();
    const store = await open(url);
    const acknowledged: string[] = [];
    const crash = new AbortController();
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (let index = 0; !crash.signal.aborted; index += 1) {
        await store.write(insert(`${lane}-${index}`));
        acknowledged.push(`${lane}-${index}`);
      }
    });
    const ended = Promise.allSettled(lanes);
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(200);
    execFileSync(process.env['TEST_POSTGRES_CONTROL'] ?? 'lab/postgres', ['restart']);
    crash.abort();
    const codes = (await ended).flatMap((end) =>
      end.status === 'rejected' ? [(end.reason as { code: string }).code] : [],
    );
    expect(new Set(codes)).toEqual(new Set(codes.length > 0 ? ['STORE_UNAVAILABLE'] : []));
    await expect
      .poll(async () => (await store.write(insert(`after-${Date.now()}`))).kind, { timeout: 20_000 })
      .toBe('committed');
    const kept = new Set((await store.read({ sql: 'select id from pool', values: [] })).map((row) => row['id']));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });

  it('names the server and no password when it cannot be reached or entered', async () => {
    const nobody = new URL(server);
    nobody.port = '1';
    await expect(openStore({ url: nobody.href, migrations: [], owner })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/^(?!.*lab-only-password).*127\.0\.0\.1:1.*ECONNREFUSED/s),
    });
    const error: unknown = await openStore({ url: server, password: 'wrong-canary', migrations: [], owner }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: 'STORE_CANNOT_OPEN' });
    expect(JSON.stringify([error, String(error)])).not.toMatch(/wrong-canary|lab-only-password/);
  });

  it('is reached through a socket with a password', async () => {
    const url = new URL(await newDatabase());
    const password = decodeURIComponent(url.password);
    const socket = `postgres:///${url.pathname.slice(1)}?host=${process.env['LAB_POSTGRES_HOME']}&port=${url.port}&user=hostreeve`;
    const store = await openStore({ url: socket, password, migrations: [], owner });
    onTestFinished(() => store.close());
    expect(await store.read({ sql: 'select inet_client_addr() is null as local', values: [] })).toEqual([
      { local: true },
    ]);
    expect(store.path).not.toContain(password);
  });

  it('refuses a database that is not UTF8', async () => {
    const url = await newDatabase("encoding 'SQL_ASCII' locale 'C' template template0");
    await expect(openStore({ url, migrations: [], owner })).rejects.toMatchObject({
      code: 'STORE_UNSUPPORTED',
      message: expect.stringContaining('SQL_ASCII'),
    });
  });

  it('says that it is read-only where the database is', async () => {
    const url = await newDatabase();
    await (await openStore({ url, migrations: fixtureMigrations, owner })).close();
    const name = new URL(url).pathname.slice(1);
    await administer(`alter database ${name} set default_transaction_read_only = on`);
    const store = await open(url);
    await expect(store.write(insert('a'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  });

  it('has the schema of its golden file', async () => {
    const url = await newDatabase();
    await (await openStore({ url, migrations, owner })).close();
    await expect(await dumpPostgresSchema(url)).toMatchFileSnapshot('../../src/server/__golden__/schema.postgres.txt');
  });
});
