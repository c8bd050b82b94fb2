import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Statement, Store } from '../store/index.ts';
import { Secret } from '../secrets/index.ts';
import { auditKeyOf } from './audit-key.ts';
import { type AuditWorld, key, newWorld, note, sealerOn, untilSealed } from '../../../test/simulation/audit-world.ts';
import { type Anchor, verifyAudit } from './verify-audit.ts';

const BATCHES = 4;
const IN_BATCH = 3;
const ENTRIES = BATCHES * IN_BATCH;

/** Four batches of three entries each, and nobody who seals any more. */
async function aRecord(): Promise<AuditWorld> {
  const world = await newWorld();
  const sealer = sealerOn(world.store, world.timer);
  await world.timer.run(world.timer.sleep(1));
  for (let batch = 0; batch < BATCHES; batch += 1) {
    await note(world.store, ...Array.from({ length: IN_BATCH }, (_, index) => `${batch}-${index}`));
    await world.timer.run(untilSealed(world));
  }
  await world.timer.run(sealer.stop());
  return world;
}

const run = (sql: string, ...values: Statement['values']): Statement => ({ sql, values });
const verify = (store: Store, anchor?: Anchor) =>
  verifyAudit({ store, key, ...(anchor === undefined ? {} : { anchor }) });

const TEXTS = { audit_entry: ['who', 'action', 'target', 'result', 'remote', 'body'], audit_seal: ['marks', 'mac'] };
const NUMBERS = {
  audit_entry: ['id', 'number', 'at_ms'],
  audit_seal: ['batch', 'first_number', 'last_number', 'entries'],
};
const KEYS = { audit_entry: 'number', audit_seal: 'batch' } as const;
type Table = keyof typeof KEYS;

const table = fc.constantFrom<Table>('audit_entry', 'audit_seal');
const rowOf = (name: Table) => fc.integer({ min: 1, max: name === 'audit_entry' ? ENTRIES : BATCHES });

const textChange = table.chain((name) =>
  fc
    .record({
      column: fc.constantFrom(...TEXTS[name]),
      row: rowOf(name),
      kind: fc.constantFrom(
        (column: string) => `${column} || 'x'`,
        (column: string) => `' ' || ${column}`,
        (column: string) => `substr(${column}, 2)`,
        (column: string) => `upper(${column}) || lower(${column})`,
        () => `''`,
      ),
    })
    .map(({ column, row, kind }) => [
      run(`update ${name} set ${column} = ${kind(column)} where ${KEYS[name]} = $1`, row),
    ]),
);
const numberChange = table.chain((name) =>
  fc
    .record({
      column: fc.constantFrom(...NUMBERS[name]),
      row: rowOf(name),
      by: fc.integer({ min: -30, max: 1_000_000 }).filter((by) => by !== 0),
    })
    .map(({ column, row, by }) => [
      run(`update ${name} set ${column} = ${column} + $1 where ${KEYS[name]} = $2`, by, row),
    ]),
);
const headChange = fc
  .constantFrom('batches = batches + 1', 'last_number = last_number - 1', "last_mac = last_mac || '0'", "mac = ''")
  .map((change) => [run(`update audit_head set ${change}`)]);
const deletion = table.chain((name) =>
  rowOf(name).map((row) => [run(`delete from ${name} where ${KEYS[name]} = $1`, row)]),
);
/** Two rows of a table in each other's place, by the key that says where they stand. */
const swap = table.chain((name) =>
  fc
    .uniqueArray(rowOf(name), { minLength: 2, maxLength: 2 })
    .map(([one = 1, other = 2]) => [
      run(`update ${name} set ${KEYS[name]} = -1 where ${KEYS[name]} = $1`, one),
      run(`update ${name} set ${KEYS[name]} = $1 where ${KEYS[name]} = $2`, one, other),
      run(`update ${name} set ${KEYS[name]} = $1 where ${KEYS[name]} = -1`, other),
    ]),
);
/** A copy of an entry, put in before the first or among the others, those behind it moved by one. */
const insertion = rowOf('audit_entry').chain((from) =>
  fc.integer({ min: 0, max: ENTRIES }).map((at) => [
    run('update audit_entry set number = -number where number >= $1', at),
    run('update audit_entry set number = 1 - number where number < 0'),
    run(
      `insert into audit_entry (number, at_ms, who, action, target, result, remote, body)
        select $1, at_ms, who, action, target, result, remote, body from audit_entry where id = $2`,
      at,
      from,
    ),
  ]),
);

describe('verifying the audit record', () => {
  it('finds any single change to any column, any deletion, swap and insertion', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(textChange, numberChange, headChange, deletion, swap, insertion), async (tampering) => {
        const { store } = await aRecord();
        const outcome = await store.write(tampering);
        // A constraint may forbid it; whoever drops the constraint is found, as the insertions are.
        fc.pre(outcome.kind === 'committed');
        expect(await verify(store)).toMatchObject({ kind: 'broken' });
      }),
      { numRuns: 400 },
    );
  });

  it('finds nothing in a record that nobody changed, and counts what is not sealed yet', async () => {
    const { store } = await aRecord();
    await note(store, 'new');
    expect(await verify(store)).toEqual({
      kind: 'intact',
      sealed: ENTRIES,
      unsealed: 1,
      anchor: { batch: BATCHES, mac: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await verify((await newWorld()).store)).toEqual({
      kind: 'intact',
      sealed: 0,
      unsealed: 0,
      anchor: { batch: 0, mac: '' },
    });
  });

  it.each([
    ['changed', 'entry', 5, [run("update audit_entry set who = 'eve' where number = 5")]],
    ['missing', 'entry', 12, [run('delete from audit_entry where number = 12')]],
    ['missing', 'batch', 2, [run('delete from audit_seal where batch = 2')]],
    [
      'reordered',
      'entry',
      4,
      [
        run('update audit_entry set number = -1 where number = 4'),
        run('update audit_entry set number = 4 where number = 6'),
        run('update audit_entry set number = 6 where number = -1'),
      ],
    ],
    ['inserted', 'entry', 0, [run('update audit_entry set number = 0 where number is null')]],
    ['inserted', 'entry', 99, [run('update audit_entry set number = 99 where number is null')]],
    [
      'cut-off',
      'entry',
      7,
      [run('delete from audit_entry where number > 6'), run('delete from audit_seal where batch > 2')],
    ],
    ['changed', 'batch', 3, [run("update audit_seal set marks = upper(marks) || '0' where batch = 3")]],
    ['missing', 'head', 0, [run('delete from audit_head')]],
  ] as const)('says %s of the %s %i', async (found, what, number, tampering) => {
    const { store } = await aRecord();
    await note(store, 'new');
    expect(await store.write(tampering)).toMatchObject({ kind: 'committed' });
    expect(await verify(store)).toEqual({ kind: 'broken', found, what, number });
  });

  it('finds with an anchor what only somebody who knows an older state could hide', async () => {
    const world = await aRecord();
    const { store } = world;
    const old = await store.read({ sql: 'select batches, last_number, last_mac, mac from audit_head', values: [] });
    const sealer = sealerOn(store, world.timer);
    await note(store, 'cover me');
    await world.timer.run(untilSealed(world));
    await world.timer.run(sealer.stop());
    const before = await verify(store);
    if (before.kind === 'broken') throw new Error('broken');
    const { batches = 0, last_number = 0, last_mac = '', mac = '' } = old[0] ?? {};
    await store.write([
      run(
        'update audit_head set batches = $1, last_number = $2, last_mac = $3, mac = $4',
        batches,
        last_number,
        last_mac,
        mac,
      ),
      run('delete from audit_seal where batch > $1', batches),
      run('delete from audit_entry where number > $1', last_number),
    ]);
    expect(await verify(store)).toMatchObject({ kind: 'intact', sealed: ENTRIES });
    expect(await verify(store, before.anchor)).toEqual({
      kind: 'broken',
      found: 'cut-off',
      what: 'entry',
      number: ENTRIES + 1,
    });
    expect(await verify(store, { batch: 2, mac: before.anchor.mac })).toMatchObject({ what: 'batch', number: 2 });
  });

  it('verifies with no other key', async () => {
    const { store } = await aRecord();
    const other = auditKeyOf(new Secret('another one'));
    expect(await verifyAudit({ store, key: other })).toMatchObject({ kind: 'broken', found: 'changed', what: 'head' });
  });
});
