import type { Store } from '../../store/index.ts';
import { open, seal } from '../seal.ts';
import { SealingKey } from '../sealing-key.ts';
import type { Vault } from '../vault.ts';

const key = new SealingKey(Buffer.alloc(32, 'a key of tests, of no use to anybody'));
const context = (id: string): string => `secret/${id}`;

/**
 * What seals as the vault does, for tests whose operations are made before there is a store: its data key is always the
 * same one.
 */
export const fixedVault: Pick<Vault, 'sealing' | 'forgetting'> = {
  sealing: (id, secret) => ({
    sql: `insert into secret (id, sealed, updated_at_ms) values ($1, $2, 0)
      on conflict (id) do update set sealed = excluded.sealed`,
    values: [id, seal(key, secret, context(id))],
  }),
  forgetting: (id) => ({ sql: 'delete from secret where id = $1', values: [id] }),
};

/** The other side of it, on a store. */
export function fixedVaultOn(store: Pick<Store, 'read'>): Pick<Vault, 'find'> {
  return {
    find: async (id) => {
      const [row] = await store.read({ sql: 'select sealed from secret where id = $1', values: [id] });
      return row === undefined ? undefined : open(key, String(row['sealed']), context(id));
    },
  };
}
