import type { Config } from '../config/index.ts';

/** How hosts are known at the first contact; `ca` and `known_hosts` name files. */
export type Enrolment =
  | { readonly kind: 'refuse' }
  | { readonly kind: 'first-use' }
  /** Several files may be named. */
  | { readonly kind: 'known-hosts'; readonly files: readonly string[] }
  | { readonly kind: 'ca'; readonly file: string };

/** What the configuration says of all hosts. */
export interface HostSettings {
  readonly enrolment: Enrolment;
  readonly transport: 'ssh' | 'openssh' | 'kubernetes';
  /** Of addresses that come without one. */
  readonly port: number;
  readonly login: string;
  readonly become?: 'sudo';
  readonly privateKeyFile?: string;
  readonly usesAgent: boolean;
  /** For the transport `openssh`. */
  readonly sshConfigFile?: string;
  /** For the transport `kubernetes`. */
  readonly kubernetes?: KubernetesSettings;
}

/** How pods are found, and what runs in them how. */
export interface KubernetesSettings {
  readonly kubeconfigFile?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly usePodNames: boolean;
  readonly glusterDaemonSet: boolean;
  readonly container?: string;
  readonly stateFolder: string;
  /** No limit without it. */
  readonly maxCommands?: number;
  readonly hasTimeoutPrefix: boolean;
}

/** The inventory's part of the configuration, which has been checked when it was loaded. */
export function hostSettings({ hosts }: Config): HostSettings {
  const { transport, port, login, sudo, privateKeyFile, agent, sshConfigFile } = hosts;
  if (transport === 'kubernetes') {
    // Commands in a container run as its user; there is no login, and there are no keys.
    const kubernetes = kubernetesSettings(hosts);
    return { enrolment: { kind: 'refuse' }, transport, port, login: 'root', usesAgent: false, kubernetes };
  }
  return {
    enrolment: enrolmentOf(hosts),
    transport,
    port,
    login,
    usesAgent: agent,
    ...(sudo ? { become: 'sudo' } : {}),
    ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
    ...(sshConfigFile === undefined ? {} : { sshConfigFile }),
  };
}

function kubernetesSettings({ kubernetes }: Config['hosts']): KubernetesSettings {
  const { kubeconfigFile, context, namespace, container } = kubernetes;
  const { usePodNames, glusterDaemonSet, stateFolder, maxConnections, disableTimeoutPrefix } = kubernetes;
  return {
    usePodNames,
    glusterDaemonSet,
    stateFolder,
    hasTimeoutPrefix: !disableTimeoutPrefix,
    ...(maxConnections < 0 ? {} : { maxCommands: maxConnections }),
    ...(kubeconfigFile === undefined ? {} : { kubeconfigFile }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(container === undefined ? {} : { container }),
  };
}

function enrolmentOf({ enrol, knownHostsFile = '', caFile = '' }: Config['hosts']): Enrolment {
  if (enrol === 'known_hosts') {
    return { kind: 'known-hosts', files: knownHostsFile.split(':').filter((file) => file !== '') };
  }
  return enrol === 'ca' ? { kind: 'ca', file: caFile } : { kind: enrol };
}
