import { createHash, randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { auditMigrations, readAudit } from '../../audit/index.ts';
import type { Transport } from '../../remote/index.ts';
import { openVault, secretMigrations } from '../../secrets/index.ts';
import { SealingKey } from '../../secrets/sealing-key.ts';
import type { Migration, Store } from '../../store/index.ts';
import { inMemoryPlace } from '../../store/testing/in-memory.ts';
import { createHostInventory, type HostInventory } from '../inventory.ts';
import { hostMigrations } from '../migrations.ts';
import type { HostParts } from '../parts.ts';
import type { HostSettings } from '../settings.ts';
import type { Files } from '../watched-file.ts';

// The same for all servers of a store.
const masterKey = new SealingKey(randomBytes(32));
export const actor = { who: 'ada', from: '192.0.2.1' };
export const settings: HostSettings = {
  enrolment: { kind: 'refuse' },
  transport: 'ssh',
  port: 22,
  login: 'root',
  usesAgent: true,
};

// Two keys of nobody's, and what `ssh-keygen -lf` of OpenSSH 9.2 says of the first.
export const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
export const fingerprint = 'SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA';
export const otherLine = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA';

/** What a domain does whose rows point at a host. */
const worldMigration: Migration = {
  name: '9006-g1-add-test-world',
  statements: () => ['create table test_world (host text not null references host (id))'],
};

export const inventoryMigrations: readonly Migration[] = [
  ...secretMigrations,
  ...auditMigrations,
  ...hostMigrations,
  worldMigration,
];

export interface TestInventory extends HostInventory {
  readonly store: Store;
  readonly parts: HostParts;
  readonly pass: (ms: number) => void;
  /** Another server on the same store. */
  readonly another: (changes?: Partial<HostParts>) => HostInventory;
  /** Actions and bodies of the audit record, oldest first. */
  readonly audited: () => Promise<readonly object[]>;
}

const noTransport: Transport = {
  run: () => Promise.reject(new TypeError('this test runs no commands')),
  close: () => Promise.resolve(),
};

/** An inventory on a store in memory, with a clock that stands still and ids that repeat themselves. */
export async function anInventory(changes: Partial<HostParts> = {}): Promise<TestInventory> {
  let now = Date.UTC(2026, 0, 1);
  let drawn = 0;
  const clock = { now: () => now };
  const store = changes.store ?? (await inMemoryPlace(() => now).open(inventoryMigrations));
  const opened = store as Store;
  onTestFinished(() => opened.close());
  const vault = await openVault({ store: opened, masterKey, clock });
  const parts: HostParts = {
    store: opened,
    vault,
    clock,
    randomBytes: (count) => {
      drawn += 1;
      return createHash('shake256', { outputLength: count }).update(String(drawn)).digest();
    },
    settings,
    agentSocket: '/run/agent',
    transport: () => noTransport,
    ...changes,
  };
  return {
    ...createHostInventory(parts),
    store: opened,
    parts,
    pass: (ms) => {
      now += ms;
    },
    another: (more = {}) => createHostInventory({ ...parts, ...more }),
    audited: async () => {
      const { entries } = await readAudit(opened, {});
      return entries
        .map(({ who, from, action, on, body }) => ({ who, from, action, on, body: JSON.parse(body) as unknown }))
        .toReversed();
    },
  };
}

/** Files that are in memory; `set` gives one another content. */
export function someFiles(contents: Record<string, string>): Files & {
  readonly set: (path: string, text: string) => void;
  readonly reads: string[];
} {
  const versions = new Map<string, number>();
  const reads: string[] = [];
  const get = (path: string): string => {
    const text = contents[path];
    if (text === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
    return text;
  };
  return {
    reads,
    set: (path, text) => {
      contents[path] = text;
      versions.set(path, (versions.get(path) ?? 0) + 1);
    },
    version: async (path) => {
      get(path);
      return Promise.resolve(String(versions.get(path) ?? 0));
    },
    read: async (path) => {
      reads.push(path);
      return Promise.resolve(get(path));
    },
  };
}
