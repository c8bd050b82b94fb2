import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Migration, Store } from '../../store/index.ts';
import { inMemoryPlace } from '../../store/testing/in-memory.ts';
import type { AuditFact, AuditPort } from '../audit.ts';
import { createIdentity, type Identity } from '../create-identity.ts';
import { identityMigrations } from '../migrations.ts';
import type { IdentityParts } from '../parts.ts';
import type { Principal } from '../principal.ts';

export const START_MS = Date.UTC(2026, 0, 1);
export const ACTOR = { who: 'ada', from: '192.0.2.1' };
export const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };

const auditMigration: Migration = {
  name: '9003-g1-add-test-audit',
  statements: () => ['create table test_audit (number integer primary key, fact text not null)'],
};

const audit: AuditPort = (fact) => [
  {
    sql: 'insert into test_audit (number, fact) select count(*) + 1, cast($1 as text) from test_audit',
    values: [JSON.stringify(fact)],
    changes: 1,
  },
];

export interface TestIdentity extends Identity {
  readonly parts: IdentityParts;
  readonly store: Store;
  /** Moves the clock on, of this server and of the store. */
  readonly pass: (ms: number) => void;
  /** What was recorded, oldest first. */
  readonly facts: () => Promise<readonly AuditFact[]>;
  /** Another server on the same store. */
  readonly another: (changes?: Partial<IdentityParts>) => Identity;
  /** Warnings in the log. */
  readonly warnings: string[];
  readonly person: (name: string) => Promise<Principal>;
  /** A person with a role, everywhere or in a project. */
  readonly personWith: (name: string, role: string, project?: string) => Promise<Principal>;
}

/** Identity on a store in memory, with a clock that stands still and randomness that repeats itself. */
export async function anIdentity(changes: Partial<IdentityParts> = {}): Promise<TestIdentity> {
  let now = START_MS;
  let drawn = 0;
  const store = await inMemoryPlace(() => now).open([...identityMigrations, auditMigration]);
  onTestFinished(() => store.close());
  const warnings: string[] = [];
  const parts: IdentityParts = {
    store,
    clock: { now: () => now },
    randomBytes: (count) => {
      drawn += 1;
      return createHash('shake256', { outputLength: count }).update(String(drawn)).digest();
    },
    audit,
    log: { warn: (_, text) => warnings.push(text) },
    passwordCost: CHEAP,
    ...changes,
  };
  const identity = createIdentity(parts);
  const person = (name: string): Promise<Principal> => identity.manage.createPrincipal(ACTOR, { kind: 'person', name });
  return {
    ...identity,
    parts,
    store,
    warnings,
    pass: (ms) => {
      now += ms;
    },
    facts: async () => {
      const rows = await store.read({ sql: 'select fact from test_audit order by number', values: [] });
      return rows.map(({ fact }) => JSON.parse(String(fact)) as AuditFact);
    },
    another: (more = {}) => createIdentity({ ...parts, ...more }),
    person,
    personWith: async (name, role, project) => {
      const made = await person(name);
      const held = project === undefined ? { role } : { role, project };
      await identity.manage.grantRole(ACTOR, made.id, held);
      return made;
    },
  };
}
