import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';
import { type PhysicalVolume, readPhysicalVolumes } from './list-physical-volumes.ts';

/** What physical volume a device is, whichever of its names it is asked for by. */
export const findPhysicalVolume = defineProgram({
  name: 'lvm pvs of a device',
  grammar: lvm(sequence(words('pvs', '-o', 'pv_name,pv_uuid,vg_name', '--reportformat=json'), word('device'))),
  parse: ({ code, stdout, stderr }): PhysicalVolume | 'none' => {
    if (code !== 0 && /^\s*(Failed to find physical volume |Cannot use .*: device not found)/m.test(stderr))
      return 'none';
    if (code !== 0) throw new TypeError(stderr);
    const [found, ...more] = readPhysicalVolumes(stdout);
    if (found === undefined || more.length > 0) throw new TypeError(`${more.length + 1} rows for one device`);
    return found;
  },
});
