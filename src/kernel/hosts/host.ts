import type { HostAddress, HostId } from '../remote/index.ts';

/** How a key came to be recorded: with the host, by a person's word, or as the first one that the host showed. */
export type HowAdmitted = 'given' | 'accepted' | 'first-use';

/** A public key by which a host may prove who it is. */
export interface RecordedKey {
  /** The type and the key in base64, as a line of OpenSSH's files has them. */
  readonly line: string;
  readonly type: string;
  /** `SHA256:` and unpadded base64. */
  readonly fingerprint: string;
  readonly admittedAtMs: number;
  readonly how: HowAdmitted;
}

/** As whom a host is entered. The secrets themselves are in the vault, and nowhere else. */
export interface HostAccount {
  readonly login: string;
  readonly become?: 'sudo';
  readonly hasPrivateKey: boolean;
  readonly hasPassword: boolean;
}

/** One machine that Hostreeve runs commands on. */
export interface Host {
  readonly id: HostId;
  /** Unique; Heketi's first manage hostname, where a topology brought the host. */
  readonly name: string;
  /** At least one, in the order in which they are tried. */
  readonly addresses: readonly HostAddress[];
  readonly createdAtMs: number;
  /** `/etc/machine-id`, known after the first check. */
  readonly machineId?: string;
  /** Boot id and start time of PID 1: another one after each boot, of a container too. */
  readonly era?: string;
  readonly checkedAtMs?: number;
  /** By the time of their admission. */
  readonly keys: readonly RecordedKey[];
  /** Without it the default account of the configuration counts. */
  readonly account?: HostAccount;
}
