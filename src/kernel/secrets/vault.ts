import type { Clock } from '../clock.ts';
import { type Row, type Statement, type Store, statement } from '../store/index.ts';
import { newDataKey, openDataKey } from './data-key.ts';
import { open, seal } from './seal.ts';
import type { SealingKey } from './sealing-key.ts';
import type { Secret } from './secret.ts';

interface Tables {
  data_key: { id: number; sealed: string; created_at_ms: number };
  secret: { id: string; sealed: string; updated_at_ms: number };
}

/**
 * Secrets in the store, each sealed for its own id: a row that is moved under another id does not open.
 *
 * `sealing` and `forgetting` give statements and write nothing, so that a secret becomes durable in the same batch as
 * the row that names it.
 */
export interface Vault {
  /** Stores a secret, or replaces the one under the same id. */
  sealing(id: string, secret: Secret): Statement;
  forgetting(id: string): Statement;
  /** @throws SECRETS_KEY_WRONG, SECRETS_SEAL_BROKEN, SECRETS_SEAL_MALFORMED */
  find(id: string): Promise<Secret | undefined>;
}

/**
 * Opens the vault of a store; the first start makes its data key.
 *
 * ```ts
 * const vault = await openVault({ store, masterKey, clock });
 * await store.write([vault.sealing('account/7', new Secret('s3cret')), ...]);
 * ```
 *
 * @throws SECRETS_KEY_WRONG when the store was made with another master key
 */
export async function openVault(options: {
  readonly store: Store;
  readonly masterKey: SealingKey;
  readonly clock: Clock;
}): Promise<Vault> {
  const { store, clock } = options;
  const query = store.query<Tables>();
  const dataKey = await ensureDataKey(options);
  const context = (id: string): string => `secret/${id}`;
  return {
    sealing: (id, secret) => {
      const row = { sealed: seal(dataKey, secret, context(id)), updated_at_ms: clock.now() };
      const insert = query.insertInto('secret').values({ id, ...row });
      return statement(insert.onConflict((on) => on.column('id').doUpdateSet(row)).compile());
    },
    forgetting: (id) => statement(query.deleteFrom('secret').where('id', '=', id).compile()),
    find: async (id) => {
      const rows = await store.read(
        statement(query.selectFrom('secret').select('sealed').where('id', '=', id).compile()),
      );
      const sealed = sealedOf(rows);
      return sealed === undefined ? undefined : open(dataKey, sealed, context(id));
    },
  };
}

/** Whether a store has no data key yet, so that nothing in it is sealed. */
export async function isUnsealed(store: Store): Promise<boolean> {
  return sealedOf(await store.read(selectDataKey(store))) === undefined;
}

async function ensureDataKey({
  store,
  masterKey,
  clock,
}: {
  readonly store: Store;
  readonly masterKey: SealingKey;
  readonly clock: Clock;
}): Promise<SealingKey> {
  const query = store.query<Tables>();
  if (await isUnsealed(store)) {
    const row = { id: 1, sealed: newDataKey(masterKey).sealed, created_at_ms: clock.now() };
    // Of two servers that start at once on one PostgreSQL store, one makes the key and both use it.
    await store.write([
      statement(
        query
          .insertInto('data_key')
          .values(row)
          .onConflict((on) => on.doNothing())
          .compile(),
      ),
    ]);
  }
  return openDataKey(masterKey, sealedOf(await store.read(selectDataKey(store))) ?? '');
}

function selectDataKey(store: Store): Statement {
  return statement(store.query<Tables>().selectFrom('data_key').select('sealed').compile());
}

function sealedOf(rows: readonly Row[]): string | undefined {
  const sealed = rows[0]?.['sealed'];
  return typeof sealed === 'string' ? sealed : undefined;
}
