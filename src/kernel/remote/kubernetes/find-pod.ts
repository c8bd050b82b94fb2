import type { CodedError } from '../../errors.ts';
import type { Account } from '../account.ts';
import { errors } from '../errors.ts';
import type { KubernetesApi, PodQuery } from './api.ts';
import type { Pod } from './pod.ts';

/** By which of Heketi's three rules the pod of a host is found (contract heketi-engine §4.3). */
export interface PodRule {
  /** The name of the host is that of the pod. Goes before the other one. */
  readonly usePodNames: boolean;
  /** The name of the host is that of the node; the pod has a label with the key `glusterfs-node`, of any value. */
  readonly glusterDaemonSet: boolean;
}

const LABEL = 'glusterfs-node';

/**
 * The pod in which commands for a host run now. Names of a host are tried in their order, as its addresses are over SSH.
 *
 * Heketi took pods as they came; here those that have ended or are being deleted do not count, one that is ready goes
 * before those that are not yet, as while a Deployment puts a new one in its place, and one that is not ready is refused.
 *
 * @throws {CodedError} HOST_UNREACHABLE when there is none, or it is not ready; POD_UNUSABLE when several are ready
 * @throws {ApiFailure}
 */
export async function findPod(api: KubernetesApi, rule: PodRule, account: Account, signal: AbortSignal): Promise<Pod> {
  const { host } = account;
  const reasons: string[] = [];
  for (const name of namesOf(account, rule)) {
    const query = queryFor(rule, name);
    const alive = (await api.findPods(query, signal)).filter(isAlive).filter(matches(rule, name));
    const ready = alive.filter(isReady);
    const pod = ready.at(-1) ?? alive.at(-1);
    if (pod === undefined) {
      reasons.push(`there is no pod ${shown(query, name)} in the namespace ${api.namespace}`);
      continue;
    }
    // compat(heketi): of several pods of a DaemonSet on a node it took the last one.
    if (ready.length > 1 && query.name === undefined && !rule.glusterDaemonSet)
      throw severalPods(account, query, ready);
    if (!isReady(pod)) throw notReady(account, pod);
    return pod;
  }
  const reason = reasons.length === 0 ? 'it has no name' : reasons.join('; ');
  throw errors.HOST_UNREACHABLE({ host, reason });
}

/**
 * The addresses. They are in lower case, as names of pods and nodes are, and values of labels need not be: there the
 * spelling of the host's name counts.
 */
function namesOf({ addresses, name: ownName = '' }: Account, { usePodNames, glusterDaemonSet }: PodRule): string[] {
  const isByLabel = !usePodNames && !glusterDaemonSet;
  return addresses.map(({ address }) => (isByLabel && ownName.toLowerCase() === address ? ownName : address));
}

function queryFor({ usePodNames, glusterDaemonSet }: PodRule, name: string): PodQuery {
  if (usePodNames) return { name };
  if (glusterDaemonSet) return { labelSelector: LABEL, fieldSelector: `spec.nodeName=${name}` };
  return { labelSelector: `${LABEL}==${name}` };
}

function matches({ usePodNames, glusterDaemonSet }: PodRule, name: string): (pod: Pod) => boolean {
  return ({ node }) => usePodNames || !glusterDaemonSet || node === name;
}

/** What was evicted or has failed stays in the list for long. */
function isAlive({ phase, isTerminating }: Pod): boolean {
  return !isTerminating && phase !== 'Succeeded' && phase !== 'Failed';
}

function isReady(pod: Pod): boolean {
  return pod.isReady && pod.phase === 'Running';
}

function shown({ name: podName, labelSelector = '', fieldSelector }: PodQuery, name: string): string {
  if (podName !== undefined) return `called ${podName}`;
  if (fieldSelector === undefined) return `with the label ${labelSelector}`;
  return `with a label ${labelSelector} on the node ${name}`;
}

function severalPods(
  { host, name = host }: Account,
  { labelSelector = '' }: PodQuery,
  pods: readonly Pod[],
): CodedError {
  const names = pods.map((pod) => pod.name).toSorted();
  const reason = `${pods.length} pods share the label ${labelSelector}: ${names.slice(0, 5).join(', ')}; give each node its own value`;
  return errors.POD_UNUSABLE({ host, name, reason });
}

function notReady({ host }: Account, { name, phase, said }: Pod): CodedError {
  const why = said === '' ? '' : `, ${said}`;
  return errors.HOST_UNREACHABLE({ host, reason: `its pod ${name} is not ready (${phase}${why})` });
}
