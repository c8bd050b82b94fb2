import { defineProgram, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';

export interface PhysicalVolume {
  /** The kernel's name of the device at this moment. */
  readonly device: string;
  readonly uuid: string;
  /** Of the volume group, when it is in one. */
  readonly group?: string;
}

/** All of a host. */
export const listPhysicalVolumes = defineProgram({
  name: 'lvm pvs',
  grammar: lvm(
    words(
      'pvs',
      '--reportformat',
      'json',
      '--units',
      'k',
      '--nosuffix',
      '-o',
      'pv_name,pv_uuid,vg_name,pv_size,pv_free,pv_used',
    ),
  ),
  parse: ({ code, stdout, stderr }): readonly PhysicalVolume[] => {
    if (code !== 0) throw new TypeError(stderr);
    return readPhysicalVolumes(stdout);
  },
});

export function readPhysicalVolumes(stdout: string): readonly PhysicalVolume[] {
  const { report } = JSON.parse(stdout) as { report: readonly { pv: readonly Record<string, string>[] }[] };
  return report
    .flatMap(({ pv }) => pv)
    .map(({ pv_name: device = '', pv_uuid: uuid = '', vg_name: group = '' }) => ({
      device,
      uuid,
      ...(group === '' ? {} : { group }),
    }));
}
