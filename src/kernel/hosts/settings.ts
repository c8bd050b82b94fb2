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
  readonly transport: 'ssh' | 'openssh';
  /** Of addresses that come without one. */
  readonly port: number;
  readonly login: string;
  readonly become?: 'sudo';
  readonly privateKeyFile?: string;
  readonly usesAgent: boolean;
  /** For the transport `openssh`. */
  readonly sshConfigFile?: string;
}

/** The inventory's part of the configuration, which has been checked when it was loaded. */
export function hostSettings({ hosts }: Config): HostSettings {
  const { transport, port, login, sudo, privateKeyFile, agent, sshConfigFile } = hosts;
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

function enrolmentOf({ enrol, knownHostsFile = '', caFile = '' }: Config['hosts']): Enrolment {
  if (enrol === 'known_hosts') {
    return { kind: 'known-hosts', files: knownHostsFile.split(':').filter((file) => file !== '') };
  }
  return enrol === 'ca' ? { kind: 'ca', file: caFile } : { kind: enrol };
}
