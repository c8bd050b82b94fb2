import { randomBytes } from 'node:crypto';
import {
  createKubernetesTransport,
  hostId,
  type KubernetesTransportOptions,
  type Transport,
} from '../../src/kernel/remote/index.ts';
import { createTimer } from '../../src/kernel/timer.ts';
import type { TestKubernetes } from './kubernetes-server.ts';

export const podTimer = createTimer({ now: Date.now });

/** The hosts of which an account is known; all others have none. Each is called as its node. */
const known: readonly string[] = ['node-1', 'node-2', 'gluster-a'];

export function podOptions(
  { port, serviceAccountFolder }: TestKubernetes,
  changes: Partial<KubernetesTransportOptions> = {},
): KubernetesTransportOptions {
  return {
    access: {
      environment: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(port) },
      serviceAccountFolder,
    },
    findAccount: (host) =>
      Promise.resolve(
        known.includes(host)
          ? {
              host: hostId(host),
              name: host,
              addresses: [{ address: host, port: 22 }],
              login: 'root',
              credentials: {},
              hostKeys: [],
              onUnknownKey: 'refuse' as const,
            }
          : undefined,
      ),
    timer: podTimer,
    newNonce: () => randomBytes(8).toString('hex'),
    usePodNames: false,
    glusterDaemonSet: false,
    stateFolder: '/var/lib/heketi/hostreeve',
    hasTimeoutPrefix: true,
    ...changes,
  };
}

/** A transport that makes itself when it is first used: the contract has no time to wait for one. */
export function podTransport(kubernetes: TestKubernetes, changes?: Partial<KubernetesTransportOptions>): Transport {
  const made = createKubernetesTransport(podOptions(kubernetes, changes));
  made.catch(() => undefined);
  return {
    run: async (...call) => (await made).run(...call),
    close: async () => (await made).close(),
  };
}
