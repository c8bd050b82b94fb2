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
  /** What people call the host, for messages; its id without it. */
  readonly name?: string;
  /** Tried in this order. */
  readonly addresses: readonly HostAddress[];
  readonly login: string;
  /** Commands run as root by `sudo -n`; the rule on the host must let the login run `sh` without a password. */
  readonly become?: 'sudo';
  readonly credentials: Credentials;
  /** The host's public keys, as in `ssh_host_ed25519_key.pub`. */
  readonly hostKeys: readonly string[];
  /**
   * Public keys of authorities: a host that shows a certificate of one, for the address that it was reached at, is let
   * pass. Only the system's ssh checks certificates; for the other transport such a host shows a plain key.
   */
  readonly hostAuthorities?: readonly string[];
  /** Public keys, of hosts or authorities, that count no more, whoever has them recorded. */
  readonly revokedKeys?: readonly string[];
  /** What happens to a host without recorded keys. A host that has some is refused with any other. */
  readonly onUnknownKey: 'refuse' | AdmitHostKey;
}

/** Decides about the first key of a host, and records it when it admits it. */
export type AdmitHostKey = (key: HostKey, address: HostAddress) => Promise<boolean>;

/** Whether a connection of the one may serve the other. */
export function isSameAccount(a: Account, b: Account): boolean {
  const plain = (account: Account): string => {
    const { host, addresses, login, become, hostKeys, hostAuthorities, revokedKeys, credentials } = account;
    return JSON.stringify([
      [host, addresses, login, become, credentials.agentSocket],
      [hostKeys, hostAuthorities, revokedKeys],
    ]);
  };
  return (
    plain(a) === plain(b) &&
    isSameSecret(a.credentials.privateKey, b.credentials.privateKey) &&
    isSameSecret(a.credentials.password, b.credentials.password)
  );
}

function isSameSecret(a: Secret | undefined, b: Secret | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
