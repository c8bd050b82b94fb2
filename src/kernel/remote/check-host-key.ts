import type { Account } from './account.ts';
import { errors } from './errors.ts';
import { type HostAddress, shownAddress } from './host-address.ts';
import { type HostKey, readHostKey } from './host-key.ts';

/**
 * Lets a key pass that is recorded, or that is admitted as the first one of its host, unless it is revoked.
 *
 * @throws {CodedError} HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, HOST_KEY_REVOKED
 */
export async function checkHostKey(account: Account, key: HostKey, address: HostAddress): Promise<void> {
  const { host, name = host, hostKeys, revokedKeys = [], onUnknownKey } = account;
  const known = hostKeys.map(readHostKey);
  if (revokedKeys.some((line) => readHostKey(line).line === key.line)) {
    const { type: keyType, fingerprint } = key;
    throw errors.HOST_KEY_REVOKED({ host, name, address: shownAddress(address), keyType, fingerprint });
  }
  if (known.some(({ line }) => line === key.line)) return;
  const fields = { host, name, address: shownAddress(address), keyType: key.type, fingerprint: key.fingerprint };
  if (known.length > 0) {
    throw errors.HOST_KEY_CHANGED({ ...fields, known: known.map(({ fingerprint }) => fingerprint) });
  }
  if (onUnknownKey === 'refuse' || !(await onUnknownKey(key, address))) throw errors.HOST_KEY_UNKNOWN(fields);
}
