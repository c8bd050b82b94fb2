import {
  createKubernetesTransport,
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
  /** For `openssh`: the environment of the system's ssh. For `kubernetes`: where the API server is, in a pod. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The transport that `hosts.transport` names.
 *
 * @throws {CodedError} KUBERNETES_UNUSABLE when the configuration leads to no API server or no namespace
 */
export async function createHostTransport(
  { transport, sshConfigFile, kubernetes }: Pick<HostSettings, 'transport' | 'sshConfigFile' | 'kubernetes'>,
  { folder, environment, ...options }: HostTransportOptions,
): Promise<Transport> {
  switch (transport) {
    case 'ssh':
      return createSshTransport(options);
    case 'openssh': {
      const configFile = sshConfigFile === undefined ? {} : { configFile: sshConfigFile };
      return createOpenSshTransport({ ...options, folder, environment, ...configFile });
    }
    case 'kubernetes': {
      if (kubernetes === undefined) throw new TypeError('the transport kubernetes has settings of its own');
      const { kubeconfigFile, context, namespace, ...pods } = kubernetes;
      const access = {
        environment,
        ...(kubeconfigFile === undefined ? {} : { kubeconfigFile }),
        ...(context === undefined ? {} : { context }),
        ...(namespace === undefined ? {} : { namespace }),
      };
      return createKubernetesTransport({ ...options, ...pods, access });
    }
  }
}

/** Asks sshd at an address for its keys; for `HostParts.probeKeys`. */
export function createKeyProbe(timer: Timer): (host: HostId, address: HostAddress) => Promise<readonly HostKey[]> {
  return (host, address) => probeHostKeys({ host, addresses: [address], timer, timeoutMs: PROBE_TIMEOUT_MS });
}
