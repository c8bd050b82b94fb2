import { createLinkedTransport, type LinkedTransportOptions } from '../linked-transport.ts';
import { createSlots } from '../slots.ts';
import type { Transport } from '../transport.ts';
import type { KubernetesAccess } from './cluster-access.ts';
import { type ApiBounds, openKubernetesApi } from './open-api.ts';
import { connectToPods, type PodLinkOptions } from './pod-link.ts';

export type KubernetesTransportOptions = LinkedTransportOptions &
  Omit<PodLinkOptions, 'api' | 'timer'> & {
    readonly access: KubernetesAccess;
    /** Commands at a time in all pods together; no bound without it. Those that end others do not count. */
    readonly maxCommands?: number;
    readonly apiBounds?: Partial<ApiBounds>;
  };

// As many as may wait for one host.
const MOST_WAITING = 1000;

/**
 * Commands on hosts as execs in the pods that run GlusterFS on them, over the API server of Kubernetes. It has the
 * bounds of `createSshTransport`. The address of an account is what its pod is found by; its login and credentials have
 * no meaning.
 *
 * The transport throws what the port says (transport.ts), and POD_UNUSABLE, KUBERNETES_UNUSABLE, GUARD_BROKEN,
 * ARGUMENT_UNSENDABLE, each of them before anything was started.
 *
 * @throws {CodedError} KUBERNETES_UNUSABLE when the configuration leads to no API server or no namespace
 */
export async function createKubernetesTransport(options: KubernetesTransportOptions): Promise<Transport> {
  const { access, timer, maxCommands, apiBounds } = options;
  const api = await openKubernetesApi(access, { timer, ...(apiBounds === undefined ? {} : { bounds: apiBounds }) });
  const shared =
    maxCommands === undefined ? {} : { shared: createSlots({ limit: maxCommands, maxWaiting: MOST_WAITING }) };
  return createLinkedTransport(connectToPods({ ...options, api }), { ...options, ...shared });
}
