import type { Candidate, Layer } from './candidate.ts';
import { configKeys } from './key-table.ts';

const HEKETI_DEFAULT = 'with a heketi.json';

/**
 * What keys of hosts are where nobody gave them: what Heketi's keys for the same say, and the enrolment that follows
 * from the files. Their origins are those of what they follow from.
 */
export function settleHosts(chosen: Layer, isHeketiFileGiven: boolean): void {
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

function isDefault(candidate: Candidate | undefined): boolean {
  return candidate?.origin.kind === 'default';
}
