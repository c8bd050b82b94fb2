import { onTestFinished } from 'vitest';
import { createVirtualTimer, type VirtualTimer } from '../../src/simulator/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import type { Store } from '../../src/kernel/store/index.ts';
import { inMemoryPlace } from '../../src/kernel/store/testing/in-memory.ts';
import type { Timer } from '../../src/kernel/timer.ts';
import { auditKeyOf } from '../../src/kernel/audit/audit-key.ts';
import { type AuditFact, auditStatement } from '../../src/kernel/audit/audit-statement.ts';
import { auditMigrations } from '../../src/kernel/audit/migrations.ts';
import { type Sealer, startSealer } from '../../src/kernel/audit/sealer.ts';

export const key = auditKeyOf(new Secret('a secret of a test, of no use to anybody'));

export interface AuditWorld {
  readonly timer: VirtualTimer;
  readonly store: Store;
}

/** A store in memory on virtual time. */
export async function newWorld(): Promise<AuditWorld> {
  const timer = createVirtualTimer();
  return { timer, store: await inMemoryPlace(() => timer.now()).open(auditMigrations) };
}

/** @param warnings where to put what the sealer reports; without it, that is the test's failure */
export function sealerOn(store: Store, timer: Timer, warnings?: unknown[]): Sealer {
  const unexpected: unknown[] = [];
  onTestFinished(() => {
    if (unexpected.length > 0) throw new AggregateError(unexpected, 'a server warned');
  });
  const warn = (fields: object): void => {
    (warnings ?? unexpected).push((fields as { err?: unknown }).err);
  };
  return startSealer({ store, timer, key, log: { warn } });
}

export function aFact(on: string, changes: Partial<AuditFact> = {}): AuditFact {
  const fact = { who: 'ada', action: 'box.open', on, result: 'done', from: '192.0.2.7', atMs: 5 } as const;
  return { ...fact, body: { of: on }, ...changes };
}

/** One batch with an entry for each. */
export async function note(store: Store, ...on: readonly string[]): Promise<void> {
  await store.write(on.map((name) => auditStatement(aFact(name))));
}

/** Lets time pass until all entries are sealed. */
export async function untilSealed({ store, timer }: AuditWorld): Promise<void> {
  for (;;) {
    const [row] = await store.read({
      sql: `select count(*) as n from audit_entry
        where number is null or number > (select last_number from audit_head)`,
      values: [],
    });
    if (row?.['n'] === 0) return;
    await timer.sleep(100);
  }
}
