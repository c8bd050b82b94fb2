import { defineProgram, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';

export interface PhysicalVolume {
  /** The kernel's name of the device at this moment. */
  readonly device: string;
  readonly uuid: string;
  /** Of the volume group, when it is in one. */
  readonly group?: string;
}

export interface PhysicalVolumeSpace extends PhysicalVolume {
  /** In whole extents, when it is in a group. */
  readonly totalKib: number;
  readonly freeKib: number;
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
  parse: ({ code, stdout, stderr }): readonly PhysicalVolumeSpace[] => {
    if (code !== 0) throw new TypeError(stderr);
    return rowsOf(stdout).map((row) => ({
      ...volumeOf(row),
      totalKib: Math.round(Number(row['pv_size'])),
      freeKib: Math.round(Number(row['pv_free'])),
    }));
  },
});

export function readPhysicalVolumes(stdout: string): readonly PhysicalVolume[] {
  return rowsOf(stdout).map(volumeOf);
}

function rowsOf(stdout: string): readonly Readonly<Record<string, string>>[] {
  const { report } = JSON.parse(stdout) as { report: readonly { pv: readonly Record<string, string>[] }[] };
  return report.flatMap(({ pv }) => pv);
}

function volumeOf({
  pv_name: device = '',
  pv_uuid: uuid = '',
  vg_name: group = '',
}: Readonly<Record<string, string>>): PhysicalVolume {
  return { device, uuid, ...(group === '' ? {} : { group }) };
}
