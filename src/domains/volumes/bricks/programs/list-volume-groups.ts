import { defineProgram, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';

export interface HostGroup {
  readonly name: string;
  readonly attributes: string;
  readonly physicalVolumes: number;
  readonly logicalVolumes: number;
  readonly snapshots: number;
  readonly totalKib: number;
  readonly freeKib: number;
}

/** All volume groups of a host. */
export const listVolumeGroups = defineProgram({
  name: 'lvm vgs',
  grammar: lvm(
    words(
      'vgs',
      '--reportformat',
      'json',
      '--units',
      'k',
      '--nosuffix',
      '-o',
      'vg_name,pv_count,lv_count,snap_count,vg_attr,vg_size,vg_free',
    ),
  ),
  parse: ({ code, stdout, stderr }): readonly HostGroup[] => {
    if (code !== 0) throw new TypeError(stderr);
    const { report } = JSON.parse(stdout) as { report: readonly { vg: readonly Record<string, string>[] }[] };
    const kib = (text: string | undefined): number => Math.round(Number(text));
    return report
      .flatMap(({ vg }) => vg)
      .map((row) => ({
        name: row['vg_name'] ?? '',
        attributes: row['vg_attr'] ?? '',
        physicalVolumes: Number(row['pv_count']),
        logicalVolumes: Number(row['lv_count']),
        snapshots: Number(row['snap_count']),
        totalKib: kib(row['vg_size']),
        freeKib: kib(row['vg_free']),
      }));
  },
});
