import type { Candidate, Layer } from './candidate.ts';
import { isKubernetes } from './is-kubernetes.ts';
import { configKeys } from './key-table.ts';

const HEKETI_DEFAULT = 'with a heketi.json';

/**
 * What keys of hosts are where nobody gave them: what Heketi's keys for the same say, and the enrolment that follows
 * from the files. Their origins are those of what they follow from.
 */
export function settleHosts(chosen: Layer, isHeketiFileGiven: boolean): void {
  settleKubernetes(chosen);
  for (const { path, follows } of configKeys) {
    const followed = follows === undefined ? undefined : chosen.get(follows);
    if (followed?.value === undefined || !isDefault(chosen.get(path))) continue;
    if (!isDefault(followed)) chosen.set(path, followed);
    else if (isHeketiFileGiven) {
      chosen.set(path, { value: followed.value, origin: { kind: 'default', because: HEKETI_DEFAULT } });
    }
  }
  if (!isDefault(chosen.get('hosts.enrol'))) return;
  const knownHosts = chosen.get('hosts.knownHostsFile');
  const ca = chosen.get('hosts.caFile');
  if (ca?.value !== undefined) chosen.set('hosts.enrol', { value: 'ca', origin: ca.origin });
  else if (knownHosts?.value !== undefined)
    chosen.set('hosts.enrol', { value: 'known_hosts', origin: knownHosts.origin });
  else if (isHeketiFileGiven) {
    // compat(heketi): it took any key every time, and its topologies bring none.
    chosen.set('hosts.enrol', { value: 'first-use', origin: { kind: 'default', because: HEKETI_DEFAULT } });
  }
}

/**
 * Where they speak of Kubernetes, Heketi's executor and our transport are one setting. The fstab of a container is lost
 * with it; images of Gluster mount what stands in the file that Heketi's templates name.
 */
function settleKubernetes(chosen: Layer): void {
  const executor = chosen.get('heketi.executor');
  const transport = chosen.get('hosts.transport');
  const isByPods = transport?.value === 'kubernetes';
  if (executor !== undefined && isKubernetes(executor.value) && isDefault(transport))
    chosen.set('hosts.transport', { value: 'kubernetes', origin: executor.origin });
  else if (isByPods && executor?.value === 'ssh' && isDefault(executor))
    chosen.set('heketi.executor', { value: 'kubernetes', origin: transport.origin });
  if (chosen.get('hosts.transport')?.value === 'kubernetes' && isDefault(chosen.get('heketi.commands.fstab'))) {
    const origin = { kind: 'default', because: 'with pods' } as const;
    chosen.set('heketi.commands.fstab', { value: '/var/lib/heketi/fstab', origin });
  }
}

function isDefault(candidate: Candidate | undefined): boolean {
  return candidate?.origin.kind === 'default';
}
