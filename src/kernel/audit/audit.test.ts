import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { secretMigrations } from '../secrets/index.ts';
import { SealingKey } from '../secrets/sealing-key.ts';
import { openVault } from '../secrets/vault.ts';
import type { Store } from '../store/index.ts';
import { inMemoryPlace } from '../store/testing/in-memory.ts';
import { openAuditKey } from './audit-key.ts';
import { auditStatement } from './audit-statement.ts';
import { auditMigrations } from './migrations.ts';
import { type AuditQuery, readAudit } from './read-audit.ts';
import { aFact, newWorld, note, sealerOn, untilSealed } from '../../../test/simulation/audit-world.ts';

describe('an audit entry', () => {
  it('is kept exactly if its batch is', async () => {
    const { store } = await newWorld();
    const entry = auditStatement(aFact('a'));
    await store.write([entry, { sql: 'update audit_head set has_key = 5 where has_key = 7', values: [], changes: 1 }]);
    expect((await readAudit(store, {})).entries).toEqual([]);
  });

  it('takes what a database does not take in a text, and refuses too much of it', async () => {
    const { store } = await newWorld();
    await store.write([auditStatement(aFact('a\0b\ud800', { body: { name: '\0' } }))]);
    const [entry] = (await readAudit(store, {})).entries;
    expect(entry).toMatchObject({ on: 'a\ufffdb\ufffd', body: '{"name":"\\u0000"}' });
    expect(() => auditStatement(aFact('x'.repeat(70_000)))).toThrow(/characters/);
  });
});

describe('reading the audit record', () => {
  it('comes newest first, by pages that lose and double nothing, with those that are not sealed yet', async () => {
    const world = await newWorld();
    const { store, timer } = world;
    sealerOn(store, timer);
    await note(store, 'a', 'b', 'c', 'd', 'e');
    await timer.run(untilSealed(world));
    await note(store, 'f');
    const seen: string[] = [];
    let before: number | undefined;
    do {
      const page = await readAudit(store, { limit: 2, ...(before === undefined ? {} : { before }) });
      seen.push(...page.entries.map(({ on, isSealed, number }) => `${on} ${isSealed} ${number}`));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(['f false undefined', 'e true 5', 'd true 4', 'c true 3', 'b true 2', 'a true 1']);
  });

  it('gives what fits all that was asked for', async () => {
    const { store } = await newWorld();
    await store.write([
      auditStatement(aFact('a', { who: 'ada', atMs: 10 })),
      auditStatement(aFact('b', { who: 'bob', result: 'refused', atMs: 20 })),
      auditStatement(aFact('b', { who: 'ada', action: 'box.shut', atMs: 30 })),
    ]);
    const times = async (query: AuditQuery): Promise<readonly number[]> =>
      (await readAudit(store, query)).entries.map(({ atMs }) => atMs);
    expect(await times({ who: 'ada' })).toEqual([30, 10]);
    expect(await times({ on: 'b', result: 'refused' })).toEqual([20]);
    expect(await times({ action: 'box.shut', who: 'bob' })).toEqual([]);
    expect(await times({ sinceMs: 10, untilMs: 30 })).toEqual([20, 10]);
  });
});

describe('the key of the chain', () => {
  const aVault = async (): Promise<{ store: Store; open: () => ReturnType<typeof openVault> }> => {
    const store = await inMemoryPlace(() => 1_000).open([...secretMigrations, ...auditMigrations]);
    const masterKey = new SealingKey(randomBytes(32));
    return { store, open: () => openVault({ store, masterKey, clock: { now: () => 1_000 } }) };
  };

  it('is made once, also by servers that start at the same time, and shows nothing', async () => {
    const { store, open } = await aVault();
    const vaults = await Promise.all([open(), open(), open()]);
    const keys = await Promise.all(vaults.map((vault) => openAuditKey(store, vault)));
    const again = await openAuditKey(store, await open());
    expect(keys.every((key) => key.equals(again))).toBe(true);
    expect(inspect(again) + JSON.stringify(again)).not.toContain(again.export().toString('hex').slice(0, 8));
  });

  it('is not made anew when it was lost', async () => {
    const { store, open } = await aVault();
    const vault = await open();
    await openAuditKey(store, vault);
    await store.write([vault.forgetting('audit/key')]);
    await expect(openAuditKey(store, vault)).rejects.toMatchObject({ code: 'AUDIT_KEY_MISSING' });
  });
});
