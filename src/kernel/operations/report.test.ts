import { describe, expect, it } from 'vitest';
import { auditMigrations, readAudit } from '../audit/index.ts';
import { eventMigrations } from '../events/index.ts';
import { hostId } from '../remote/index.ts';
import type { Store } from '../store/index.ts';
import { createTimer } from '../timer.ts';
import { commandsFact } from './commands-fact.ts';
import type { Engine } from './engine.ts';
import { errors } from './errors.ts';
import { createOperationReport } from './report.ts';
import { addShelf, boxMigrations, broken, burn, type Floor, mark, newFloor, storeBox } from './testing/boxes.ts';
import { ada, newStore, startEngine } from './testing/engines.ts';

async function world(): Promise<{ store: Store; engine: Engine; floor: Floor }> {
  const floor = newFloor();
  const store = await newStore([...boxMigrations, ...eventMigrations, ...auditMigrations]);
  await store.write([addShelf('top', 1)]);
  const report = createOperationReport({ clock: createTimer({ now: () => Date.now() }) });
  const kind = storeBox((box) => (box === 'ash' ? [[burn(floor, box)]] : [[mark(floor, box)]]));
  return { store, engine: await startEngine(store, [kind], { report }), floor };
}

const store = (engine: Engine, box: string) =>
  engine.submit({ kind: 'box.store', input: { box }, project: 'default', principal: 'ada', from: '192.0.2.7' });

async function entries(of: Store) {
  const page = await readAudit(of, {});
  return page.entries
    .toReversed()
    .map(({ who, action, from, result, body }) => ({ who, action, from, result, body: JSON.parse(body) as unknown }));
}

async function events(of: Store) {
  const rows = await of.read({ sql: 'select topic, project, subject, body from event_outbox order by id', values: [] });
  return rows.map((row) => ({ ...row, body: JSON.parse(String(row['body'])) as { state: string } }));
}

describe('the report of operations', () => {
  it('says who asked for it, from where, and how it ended, in the audit record and as events', async () => {
    const { store: kept, engine } = await world();
    const id = await store(engine, 'red');
    await engine.wait(id, 5_000);
    expect(await entries(kept)).toMatchObject([
      { who: 'ada', action: 'box.store', from: '192.0.2.7', result: 'done' },
      { who: '[server]', action: 'box.store.end', result: 'done', body: { state: 'succeeded' } },
    ]);
    expect(await events(kept)).toMatchObject([
      { topic: 'operation.submitted', project: 'default', subject: id, body: { kind: 'box.store', state: 'running' } },
      { topic: 'operation.changed', subject: id, body: { state: 'succeeded' } },
    ]);
  });

  it('tells each state on the way to a failure, undone and about to be placed anew included', async () => {
    const { store: kept, engine, floor } = await world();
    floor.fault = (call) => (call === 'run red' ? broken() : undefined);
    await engine.wait(await store(engine, 'red'), 5_000);
    expect((await events(kept)).map(({ body }) => body.state)).toEqual(['running', 'undoing', 'running', 'failed']);
    expect((await events(kept)).at(-1)?.body).toMatchObject({ error: { code: 'TEST_BROKEN' } });
    expect((await entries(kept)).at(-1)).toMatchObject({ result: 'failed', body: { error: 'TEST_BROKEN' } });
  });

  it('says nothing of what the plan refused, since nothing was recorded', async () => {
    const { store: kept, engine } = await world();
    await engine.wait(await store(engine, 'red'), 5_000);
    const before = await entries(kept);
    await expect(store(engine, 'blue')).rejects.toMatchObject({ code: 'TEST_NO_ROOM' });
    expect(await entries(kept)).toEqual(before);
  });

  it('says who stepped in', async () => {
    const { store: kept, engine, floor } = await world();
    let isBroken = true;
    floor.fault = (call) => (call === 'run ash' && isBroken ? broken() : undefined);
    const id = await store(engine, 'ash');
    await engine.wait(id, 5_000);
    isBroken = false;
    await engine.retry(id, ada);
    await expect.poll(async () => (await engine.get(id)).state.name).toBe('succeeded');
    expect(await entries(kept)).toMatchObject([
      { action: 'box.store' },
      { who: 'ada', action: 'operation.retry', from: '[test]' },
      { action: 'box.store.end' },
    ]);
  });
});

describe('rows and conditions of an API', () => {
  const row = (id: string) => [{ sql: 'insert into shelf (id, room) values ($1, 0)', values: [id] }];

  it('keeps rows with the operation, in one piece', async () => {
    const { store: kept, engine } = await world();
    const asked = { kind: 'box.store', input: { box: 'red' }, project: 'default', principal: 'ada' };
    const id = await engine.submit({ ...asked, alongside: row });
    await engine.wait(id, 5_000);
    expect(await kept.read({ sql: 'select id from shelf where room = 0 and id <> $1', values: ['top'] })).toEqual([
      { id },
    ]);
  });

  it('refuses with the error of a condition that does not hold, and records nothing', async () => {
    const { store: kept, engine } = await world();
    const statement = { sql: 'select 1 as one from shelf where room > 7', values: [], changes: 1 };
    const refused = () => errors.OPERATION_QUEUE_FULL({ most: 7 });
    const submission = { kind: 'box.store', input: { box: 'red' }, project: 'default', principal: 'ada' };
    const asked = engine.submit({ ...submission, alongside: row, conditions: [{ statement, refused }] });
    await expect(asked).rejects.toMatchObject({ code: 'OPERATION_QUEUE_FULL' });
    expect((await engine.list({})).operations).toEqual([]);
    expect(await kept.read({ sql: 'select id from shelf', values: [] })).toEqual([{ id: 'top' }]);
  });
});

describe('what the audit record keeps of commands', () => {
  const command = { program: 'rmdir', argv: ['rmdir', '/x'], startedAtMs: 0, elapsedMs: 1, guarded: true };
  const texts = { stdout: '', stderr: '' };
  const h1 = hostId('h1');

  it('names host, program and end, and has a digest of the whole words', () => {
    const one = commandsFact([{ ...command, ...texts, host: h1, code: 1 }]);
    expect(one).toMatchObject({ result: 'done', body: { commands: [['h1', 'rmdir', 1]], count: 1 } });
    const other = commandsFact([{ ...command, ...texts, host: h1, code: 1, argv: ['rmdir', '/y'] }]);
    expect(other.body.digest).not.toBe(one.body.digest);
  });

  it('counts one of which nobody knows the end as failed', () => {
    const fact = commandsFact([{ ...command, ...texts, host: h1, error: 'HOST_LOST' }]);
    expect(fact).toMatchObject({ result: 'failed', body: { commands: [['h1', 'rmdir', 'HOST_LOST']] } });
  });

  it('stays within the bound of an entry, however many there are', () => {
    const many = Array.from({ length: 5_000 }, () => ({ ...command, ...texts, host: h1, code: 0 }));
    expect(commandsFact(many).body).toMatchObject({ count: 5_000, commands: { length: 400 } });
  });
});
