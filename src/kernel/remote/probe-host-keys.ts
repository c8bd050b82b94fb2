import { reasonOf } from '../errors.ts';
import type { Timer } from '../timer.ts';
import { errors } from './errors.ts';
import { type HostAddress, shownAddress } from './host-address.ts';
import type { HostId } from './host-id.ts';
import { type HostKey, hostKeyOf } from './host-key.ts';
import { openSshClient } from './ssh-client.ts';

// A server shows one key for a connection, so that each kind is asked for by itself.
const kinds = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
] as const;

/**
 * The public keys of a host, from the first address that shows any, without a login: so that a person can compare their
 * fingerprints before the host is enrolled.
 *
 * @throws {CodedError} HOST_UNREACHABLE
 */
export async function probeHostKeys(options: {
  readonly host: HostId;
  readonly addresses: readonly HostAddress[];
  readonly timer: Timer;
  /** For each of three connections. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}): Promise<readonly HostKey[]> {
  const { host, addresses, timer, timeoutMs, signal = new AbortController().signal } = options;
  const reasons: string[] = [];
  for (const address of addresses) {
    const found: HostKey[] = [];
    let reason = '';
    for (const kind of kinds) {
      const hostVerifier = (blob: Buffer, verify: (isKnown: boolean) => void): void => {
        found.push(hostKeyOf(blob));
        verify(false);
      };
      const config = { username: 'nobody', hostVerifier, algorithms: { serverHostKey: [...kind] } };
      // It always throws: the key is refused, or there is none of this kind, or nobody answers.
      reason = await openSshClient(address, config, { timer, timeoutMs, signal }).then(() => '', reasonOf);
    }
    if (found.length > 0) return found;
    reasons.push(`${shownAddress(address)}: ${reason}`);
  }
  throw errors.HOST_UNREACHABLE({ host, reason: reasons.length === 0 ? 'it has no address' : reasons.join('; ') });
}
