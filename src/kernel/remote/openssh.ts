import { createLinkedTransport, type LinkedTransportOptions } from './linked-transport.ts';
import { connectByOpenSsh } from './openssh-link.ts';
import type { OpenSshOptions } from './openssh-master.ts';
import type { Transport } from './transport.ts';

export type OpenSshTransportOptions = LinkedTransportOptions & Omit<OpenSshOptions, 'timer' | 'timeoutMs'>;

/**
 * Commands on hosts over the system's ssh, for what ssh2 lacks: jump hosts, Kerberos, keys in hardware, the site's
 * configuration.
 * It has the bounds of `createSshTransport`, and takes a process for each connection and each command.
 *
 * Throws what the port says (transport.ts), and HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, HOST_KEY_REVOKED,
 * HOST_CERTIFICATE_REFUSED, ARGUMENT_UNSENDABLE, each of them before anything was started.
 */
export function createOpenSshTransport(options: OpenSshTransportOptions): Transport {
  const timeoutMs = options.bounds?.connectTimeoutMs ?? 10_000;
  return createLinkedTransport(connectByOpenSsh({ ...options, timeoutMs }), options);
}
