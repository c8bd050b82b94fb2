import type { Clock } from '../clock.ts';
import type { HostAddress, HostId, HostKey, Transport } from '../remote/index.ts';
import type { Vault } from '../secrets/index.ts';
import type { Store } from '../store/index.ts';
import type { HostSettings } from './settings.ts';
import type { Files } from './watched-file.ts';

/** What this folder gets from outside. */
export interface HostParts {
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Cryptographically random; ids are made of it. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly settings: HostSettings;
  /** What `SSH_AUTH_SOCK` says, if anything. */
  readonly agentSocket?: string;
  /** Over which hosts are checked. A function, because a transport asks for accounts here. */
  readonly transport: () => Transport;
  /** The keys that a host shows at an address. Without it, as in a simulation, none are looked at. */
  readonly probeKeys?: (host: HostId, address: HostAddress) => Promise<readonly HostKey[]>;
  /** The real ones without it. */
  readonly files?: Files;
}
