import {
  createOpenSshTransport,
  createSshTransport,
  type HostAddress,
  type HostId,
  type HostKey,
  type LinkedTransportOptions,
  probeHostKeys,
  type Transport,
} from '../remote/index.ts';
import type { Timer } from '../timer.ts';
import type { HostSettings } from './settings.ts';

const PROBE_TIMEOUT_MS = 5_000;

export interface HostTransportOptions extends LinkedTransportOptions {
  /** For `openssh`: a folder of this server alone, absolute and at most 70 bytes long. */
  readonly folder: string;
  /** For `openssh`: the environment of the system's ssh. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The transport that `hosts.transport` names. */
export function createHostTransport(
  { transport, sshConfigFile }: Pick<HostSettings, 'transport' | 'sshConfigFile'>,
  { folder, environment, ...options }: HostTransportOptions,
): Transport {
  if (transport === 'ssh') return createSshTransport(options);
  const configFile = sshConfigFile === undefined ? {} : { configFile: sshConfigFile };
  return createOpenSshTransport({ ...options, folder, environment, ...configFile });
}

/** Asks sshd at an address for its keys; for `HostParts.probeKeys`. */
export function createKeyProbe(timer: Timer): (host: HostId, address: HostAddress) => Promise<readonly HostKey[]> {
  return (host, address) => probeHostKeys({ host, addresses: [address], timer, timeoutMs: PROBE_TIMEOUT_MS });
}
