import type { Secret } from '../secrets/index.ts';
import type { HostAddress } from './host-address.ts';
import type { HostId } from './host-id.ts';
import type { HostKey } from './host-key.ts';

/** What a login is proved with; those that are there are tried in this order. */
export interface Credentials {
  /** In OpenSSH's or PEM form, without a passphrase. */
  readonly privateKey?: Secret;
  /** The socket of an ssh-agent on this machine. */
  readonly agentSocket?: string;
  readonly password?: Secret;
}

/** How a host is reached, and as whom. */
export interface Account {
  readonly host: HostId;
  /** Tried in this order. */
  readonly addresses: readonly HostAddress[];
  readonly login: string;
  /** Commands run as root by `sudo -n`; the rule on the host must let the login run `sh` without a password. */
  readonly become?: 'sudo';
  readonly credentials: Credentials;
  /** The host's public keys, as in `ssh_host_ed25519_key.pub`. */
  readonly hostKeys: readonly string[];
  /** What happens to a host without recorded keys. A host that has some is refused with any other. */
  readonly onUnknownKey: 'refuse' | AdmitHostKey;
}

/** Decides about the first key of a host, and records it when it admits it. */
export type AdmitHostKey = (key: HostKey, address: HostAddress) => Promise<boolean>;

/** Whether a connection of the one may serve the other. */
export function isSameAccount(a: Account, b: Account): boolean {
  const plain = ({ host, addresses, login, become, hostKeys, credentials }: Account): string =>
    JSON.stringify([host, addresses, login, become, hostKeys, credentials.agentSocket]);
  return (
    plain(a) === plain(b) &&
    isSameSecret(a.credentials.privateKey, b.credentials.privateKey) &&
    isSameSecret(a.credentials.password, b.credentials.password)
  );
}

function isSameSecret(a: Secret | undefined, b: Secret | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
