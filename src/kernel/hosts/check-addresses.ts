import { reasonOf } from '../errors.ts';
import { type Account, type HostKey, readHostKey, shownAddress } from '../remote/index.ts';
import { type Finding, finding } from './findings.ts';
import type { Host } from './host.ts';
import type { AddressReport } from './host-report.ts';
import type { HostParts } from './parts.ts';

export interface AddressesFound {
  readonly addresses: readonly AddressReport[];
  readonly findings: readonly Finding[];
}

/** Asks each address of a host for its keys, and compares them with those by which the host is known. */
export async function checkAddressesOf(
  { probeKeys }: Pick<HostParts, 'probeKeys'>,
  host: Host,
  account: Account | undefined,
): Promise<AddressesFound> {
  if (probeKeys === undefined) return { addresses: [], findings: [] };
  const found = await Promise.all(
    host.addresses.map(async (each) => {
      const address = shownAddress(each);
      try {
        const keys = await probeKeys(host.id, each);
        return { address: { address, answers: true, keys: keys.map((key) => judge(key, account)) }, keys };
      } catch (error) {
        return { address: { address, answers: false, reason: reasonOf(error), keys: [] }, keys: [] };
      }
    }),
  );
  const addresses: AddressReport[] = found.map(({ address }) => address);
  return { addresses, findings: addresses.flatMap((address) => findingsOf(address, host, account)) };
}

function judge(key: HostKey, account: Account | undefined): AddressReport['keys'][number] {
  const has = (lines: readonly string[] = []): boolean => lines.some((line) => readHostKey(line).line === key.line);
  const state = has(account?.revokedKeys) ? 'revoked' : has(account?.hostKeys) ? 'known' : 'unknown';
  return { type: key.type, fingerprint: key.fingerprint, state };
}

function findingsOf(
  { address, answers, reason = '', keys }: AddressReport,
  { name }: Host,
  account: Account | undefined,
): Finding[] {
  if (!answers) {
    const remedy = 'Check that sshd listens there and that no firewall is in between, or remove the address.';
    return [finding('address-silent', `${address} does not answer: ${reason}`, remedy)];
  }
  const revoked = keys.find(({ state }) => state === 'revoked');
  if (revoked !== undefined) {
    const text = `${address} shows the key ${revoked.fingerprint}, which is revoked`;
    return [finding('key-revoked', text, 'Make a new key on the host, and accept it.')];
  }
  // Certificates are looked at by the system's ssh when it connects.
  const isCertified = (account?.hostAuthorities ?? []).length > 0;
  if (account === undefined || isCertified || keys.some(({ state }) => state === 'known')) return [];
  const shown = keys.map(({ type, fingerprint }) => `${type} ${fingerprint}`).join(', ');
  if (account.hostKeys.length > 0) {
    const remedy =
      'Find out what answers there before anything else. If the host has new keys, compare them on the host itself, accept one, and remove the old ones.';
    return [finding('key-changed', `${address} shows other keys than the recorded ones: ${shown}`, remedy)];
  }
  if (account.onUnknownKey !== 'refuse') return [];
  const [first] = keys;
  const remedy = `Compare it on the host itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then: hostreeve host accept-key ${name} ${first?.fingerprint ?? ''}`;
  return [finding('key-unknown', `${address} shows keys that are not recorded: ${shown}`, remedy)];
}
