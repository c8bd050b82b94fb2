import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { Secret } from '../secrets/index.ts';
import type { Statement, Store } from '../store/index.ts';
import { errors } from './errors.ts';

const KEY_BYTES = 32;
const IN_VAULT = 'audit/key';
// Another use of the same secret would give other bytes.
const PURPOSE = 'hostreeve audit chain v1';

/** The key of the chain, from a secret of at least 32 random bytes in any form. Printed, it shows nothing. */
export function auditKeyOf(secret: Secret): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', PURPOSE, KEY_BYTES)));
}

/**
 * The key of this store's chain, out of the vault; the first start makes it. So it is sealed under the vault's data key,
 * and outlives it: a new data key seals it again, where a key derived from the old one would be lost.
 *
 * @throws AUDIT_KEY_MISSING, SECRETS_*, STORE_*
 */
export async function openAuditKey(
  store: Store,
  vault: {
    find(id: string): Promise<Secret | undefined>;
    sealing(id: string, secret: Secret): Statement;
  },
): Promise<KeyObject> {
  const found = await vault.find(IN_VAULT);
  if (found !== undefined) return auditKeyOf(found);
  // Of servers that start at once, one makes the key. It is made only once, since another one would verify nothing.
  await store.write([
    { sql: 'update audit_head set has_key = 1 where has_key = 0', values: [], changes: 1 },
    vault.sealing(IN_VAULT, new Secret(randomBytes(KEY_BYTES).toString('base64'))),
  ]);
  const made = await vault.find(IN_VAULT);
  if (made === undefined) throw errors.AUDIT_KEY_MISSING({});
  return auditKeyOf(made);
}
