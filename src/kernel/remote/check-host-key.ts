import type { Account } from './account.ts';
import { errors } from './errors.ts';
import { type HostAddress, shownAddress } from './host-address.ts';
import { type HostKey, readHostKey } from './host-key.ts';

/**
 * Lets a key pass that is recorded, or that is admitted as the first one of its host.
 *
 * @throws {CodedError} HOST_KEY_UNKNOWN, HOST_KEY_CHANGED
 */
export async function checkHostKey(account: Account, key: HostKey, address: HostAddress): Promise<void> {
  const { host, hostKeys, onUnknownKey } = account;
  const known = hostKeys.map(readHostKey);
  if (known.some(({ line }) => line === key.line)) return;
  const fields = { host, address: shownAddress(address), keyType: key.type, fingerprint: key.fingerprint };
  if (known.length > 0) {
    throw errors.HOST_KEY_CHANGED({ ...fields, known: known.map(({ fingerprint }) => fingerprint) });
  }
  if (onUnknownKey === 'refuse' || !(await onUnknownKey(key, address))) throw errors.HOST_KEY_UNKNOWN(fields);
}
