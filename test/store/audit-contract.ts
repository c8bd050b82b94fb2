import { expect, it } from 'vitest';
import {
  auditKeyOf,
  auditMigrations,
  auditStatement,
  readAudit,
  startSealer,
  verifyAudit,
} from '../../src/kernel/audit/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import type { Migration, Store } from '../../src/kernel/store/index.ts';
import { createTimer } from '../../src/kernel/timer.ts';

const timer = createTimer({ now: () => Date.now() });
const key = auditKeyOf(new Secret('a secret of a test'));
const PER_WRITER = 250;

/** The audit record on a real clock, with two servers where the store can have them. */
export function auditContract(
  name: string,
  newPlace: () => Promise<{ open(migrations: readonly Migration[]): Promise<Store> }>,
): void {
  it(`${name}: the audit record is sealed without gaps whoever wrote, verifies, and tells what was changed`, async () => {
    const place = await newPlace();
    const stores = [await place.open(auditMigrations), await place.open(auditMigrations)];
    const [store] = stores as [Store, Store];
    const warnings: object[] = [];
    const log = { warn: (fields: object) => warnings.push(fields) };
    const sealers = stores.map((one) => startSealer({ store: one, timer, key, log }));
    await Promise.all(
      stores.map(async (one, writer) => {
        for (let number = 0; number < PER_WRITER; number += 1) {
          const fact = { who: 'ada', action: 'box.open', on: `${writer}-${number}`, from: '::1', atMs: timer.now() };
          await one.write([auditStatement({ ...fact, result: 'done', body: { ü: 1.5, a: null } })]);
          if (number % 50 === 0) await timer.sleep(300);
        }
      }),
    );
    await expect
      .poll(() => verifyAudit({ store, key }), { timeout: 15_000 })
      .toMatchObject({
        kind: 'intact',
        sealed: 2 * PER_WRITER,
        unsealed: 0,
      });
    const page = await readAudit(store, { who: 'ada', on: '1-7', sinceMs: 5, limit: 1 });
    expect(page).toMatchObject({ entries: [{ on: '1-7', body: '{"ü":1.5,"a":null}', isSealed: true }] });
    await Promise.all(sealers.map((sealer) => sealer.stop()));
    await store.write([{ sql: "update audit_entry set remote = '::2' where number = 321", values: [] }]);
    expect(await verifyAudit({ store, key })).toMatchObject({ found: 'changed', what: 'entry', number: 321 });
    await store.write([{ sql: 'delete from audit_entry where number = 123', values: [] }]);
    expect(await verifyAudit({ store, key })).toMatchObject({ found: 'missing', what: 'entry', number: 123 });
    await Promise.all(stores.map((one) => one.close()));
    expect(warnings).toEqual([]);
  });
}
