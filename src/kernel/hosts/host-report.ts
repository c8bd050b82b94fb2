import type { HostId } from '../remote/index.ts';
import type { Finding } from './findings.ts';

/** What a look at a host found. Plain data. */
export interface HostReport {
  readonly host: HostId;
  readonly name: string;
  readonly checkedAtMs: number;
  /** Whether no finding is an error. */
  readonly isUsable: boolean;
  readonly addresses: readonly AddressReport[];
  /** The first address that answers, as `10.0.0.1:22`; unknown where addresses were not looked at. */
  readonly reachedAt?: string;
  /** As whom commands run; absent when none could be run. */
  readonly login?: { readonly name: string; readonly become?: 'sudo'; readonly uid: number };
  /** Kernel and architecture. */
  readonly system?: string;
  readonly machineId?: string;
  readonly era?: string;
  /** Where programs are, by name; null for those that are not there. */
  readonly programs?: Readonly<Record<string, string | null>>;
  /** Absent where there is no `gluster`. */
  readonly glusterd?: 'answers' | 'silent';
  readonly findings: readonly Finding[];
}

export interface AddressReport {
  readonly address: string;
  readonly answers: boolean;
  /** Why not. */
  readonly reason?: string;
  readonly keys: readonly {
    readonly type: string;
    readonly fingerprint: string;
    readonly state: 'known' | 'unknown' | 'revoked';
  }[];
}
