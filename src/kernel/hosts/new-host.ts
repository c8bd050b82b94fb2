import type { Secret } from '../secrets/index.ts';

/** A host that is to be taken into the inventory. */
export interface NewHost {
  readonly name: string;
  /** In the order in which they are tried; its name without any. The port is that of the configuration unless given. */
  readonly addresses?: readonly NewAddress[];
  /** Lines of its public key files, where they are known beforehand. */
  readonly keys?: readonly string[];
  readonly account?: NewAccount;
}

export interface NewAddress {
  readonly address: string;
  readonly port?: number;
}

/** An account on one host. Without a key and a password, the credentials of the configuration count for its login. */
export interface NewAccount {
  readonly login: string;
  readonly become?: 'sudo';
  readonly privateKey?: Secret;
  readonly password?: Secret;
}
