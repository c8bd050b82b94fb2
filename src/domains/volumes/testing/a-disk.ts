import { type HostId, hostId, type SimulatedFleet } from '../../../kernel/remote/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import { setSignature } from '../bricks/simulated-disks.ts';
import { fileFolders } from '../bricks/simulated-folders.ts';
import { addVolumeGroup, lvmOf } from '../bricks/simulated-storage.ts';

interface OnHost {
  rows(): readonly Statement[];
  arrange(fleet: SimulatedFleet): void;
}

function onHost(host: string, act: (host: ReturnType<SimulatedFleet['host']>) => void): OnHost {
  return { rows: () => [], arrange: (fleet) => act(fleet.host(hostId(host))) };
}

/** A disk that holds something, for tests: a mark as wipefs names it. */
export function aDisk(host: HostId | string, name: string, signature: string, isBusy = false): OnHost {
  return onHost(host, (found) => setSignature(found, name, signature, isBusy));
}

/** A physical volume on a disk, in a group or in none. */
export function aPhysicalVolume(host: HostId | string, name: string, uuid: string, group?: string): OnHost {
  return onHost(host, (found) => {
    if (group === undefined) lvmOf(found).physical[name] = uuid;
    else addVolumeGroup(found, group, { device: name, extentKib: 4096, totalKib: 409_600, pvUuid: uuid });
  });
}

/** A directory on a file system of 200 GiB, with these files. */
export function aDirectory(host: HostId | string, name: string, files: Readonly<Record<string, string>> = {}): OnHost {
  return onHost(host, (found) => {
    found.files.makeDirectory(name, { parents: true });
    fileFolders(found)[name] = 200 * 1024 ** 3;
    for (const [file, text] of Object.entries(files)) found.files.write(`${name}/${file}`, text);
  });
}
