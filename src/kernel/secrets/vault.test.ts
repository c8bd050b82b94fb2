import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { owner, temporaryFolder } from '../../../test/store/fixtures.ts';
import { openStore, type Store } from '../store/index.ts';
import { secretMigrations } from './migrations.ts';
import { SealingKey } from './sealing-key.ts';
import { Secret } from './secret.ts';
import { openVault } from './vault.ts';

const clock = { now: () => 1_000 };
const masterKey = new SealingKey(randomBytes(32));

async function aStore(folder = temporaryFolder()): Promise<Store> {
  const store = await openStore({ url: `sqlite:${join(folder, 'v.sqlite')}`, migrations: secretMigrations, owner });
  onTestFinished(() => store.close());
  return store;
}

describe('the vault', () => {
  it('gives back what it sealed, also after a restart, and forgets on request', async () => {
    const store = await aStore();
    const vault = await openVault({ store, masterKey, clock });
    await store.write([vault.sealing('a', new Secret('first')), vault.sealing('b', new Secret('other'))]);
    await store.write([vault.sealing('a', new Secret('second'))]);
    const again = await openVault({ store, masterKey, clock });
    expect((await again.find('a'))?.reveal()).toBe('second');
    await store.write([again.forgetting('a')]);
    expect(await again.find('a')).toBeUndefined();
    expect((await again.find('b'))?.reveal()).toBe('other');
  });

  it('keeps the secret out of every file of the store', async () => {
    const folder = temporaryFolder();
    const store = await aStore(folder);
    const vault = await openVault({ store, masterKey, clock });
    await store.write([vault.sealing('a', new Secret('canary-in-the-vault'))]);
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes('canary-in-the-vault')).toBe(false);
    }
  });

  it('does not open with another master key', async () => {
    const store = await aStore();
    await openVault({ store, masterKey, clock });
    const other = new SealingKey(randomBytes(32));
    await expect(openVault({ store, masterKey: other, clock })).rejects.toMatchObject({ code: 'SECRETS_KEY_WRONG' });
  });

  it('does not open a secret that was moved under another id', async () => {
    const store = await aStore();
    const vault = await openVault({ store, masterKey, clock });
    await store.write([vault.sealing('a', new Secret('for a only'))]);
    await store.write([{ sql: 'update secret set id = $1 where id = $2', values: ['b', 'a'], changes: 1 }]);
    await expect(vault.find('b')).rejects.toMatchObject({ code: 'SECRETS_SEAL_BROKEN' });
  });
});
