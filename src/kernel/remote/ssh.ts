import { createLinkedTransport, type LinkedTransportOptions } from './linked-transport.ts';
import { connectBySsh2 } from './ssh-link.ts';
import type { Transport } from './transport.ts';

/**
 * Commands on hosts over SSH, by the ssh2 library: one connection for a host, kept while it is used, and one session for
 * each command. The login shell of the account must be a POSIX shell.
 *
 * @example
 * const transport = createSshTransport({ findAccount, timer, newNonce: () => randomBytes(8).toString('hex') });
 * await transport.run(host, ['uname', '-r'], { timeoutMs: 5_000 });
 *
 * Throws what the port says (transport.ts), and HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, HOST_KEY_REVOKED,
 * ARGUMENT_UNSENDABLE, each of them before anything was started.
 */
export function createSshTransport(options: LinkedTransportOptions): Transport {
  const timeoutMs = options.bounds?.connectTimeoutMs ?? 10_000;
  return createLinkedTransport(connectBySsh2({ timer: options.timer, timeoutMs }), options);
}
