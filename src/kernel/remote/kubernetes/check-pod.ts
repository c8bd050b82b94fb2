import { errors } from '../errors.ts';
import type { Account } from '../account.ts';
import type { Pod, PodContainer, PodMount } from './pod.ts';

/** The guard's folder on every host; in a pod a link leads from it to one that lasts (pod-texts.ts). */
export const GUARD_FOLDER = '/var/lib/hostreeve';

/** A folder of the node that does not outlive its boot. */
const PASSING = /^\/(run|var\/run|tmp|dev|proc|sys)(\/|$)/;

/**
 * The container of a pod in which commands run: the one that is named, or the first one, as Heketi took it.
 *
 * @throws {CodedError} POD_UNUSABLE when it is not there, or when what the guard keeps would not outlive the container
 * and the pod: with the numbers that fence late commands gone, a command of a server that was overtaken could act
 */
export function containerOf(
  pod: Pod,
  { container, stateFolder }: { readonly container?: string; readonly stateFolder: string },
  { host, name = host }: Account,
): string {
  const found = container === undefined ? pod.containers[0] : pod.containers.find((each) => each.name === container);
  if (found === undefined) {
    const names = pod.containers.map((each) => each.name).join(', ');
    throw errors.POD_UNUSABLE({
      host,
      name,
      reason: `its pod ${pod.name} has no container ${container ?? ''}, only ${names}`,
    });
  }
  const problem = volatility(mountAt(found, stateFolder));
  if (problem === undefined) return found.name;
  const reason = `${stateFolder} in the container ${found.name} of its pod ${pod.name} ${problem}, and must outlive both; mount a hostPath there, or name a folder below one by hosts.kubernetes.stateFolder`;
  throw errors.POD_UNUSABLE({ host, name, reason });
}

function mountAt({ mounts }: PodContainer, folder: string): PodMount | undefined {
  const isAbove = ({ path }: PodMount): boolean => {
    const plain = path.replace(/\/+$/, '');
    return folder === plain || folder.startsWith(`${plain}/`);
  };
  return mounts.filter(isAbove).toSorted((a, b) => b.path.length - a.path.length)[0];
}

function volatility(mount: PodMount | undefined): string | undefined {
  if (mount === undefined) return 'is on no volume';
  const { path, kind, nodePath = '', isOfThePod } = mount;
  if (isOfThePod) return `is on the volume at ${path}, in a folder that follows from the pod (subPathExpr)`;
  if (kind === 'persistentVolumeClaim' || (kind === 'hostPath' && !PASSING.test(nodePath))) return undefined;
  return `is on the volume at ${path} (${kind}${nodePath === '' ? '' : ` ${nodePath}`})`;
}
