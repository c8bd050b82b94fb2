import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';

export interface LogicalVolume {
  readonly name: string;
  readonly sizeKib: number;
  /** Of a thin volume. */
  readonly pool?: string;
  /** Of a pool. */
  readonly thinCount?: number;
}

export const LVS_COLUMNS = 'lv_name,lv_uuid,vg_name,lv_size,pool_lv,lv_attr,thin_count,data_percent,metadata_percent';

/** All of a volume group; none when there is no such group. */
export const listLogicalVolumes = defineProgram({
  name: 'lvm lvs',
  grammar: lvm(
    sequence(words('lvs', '--reportformat', 'json', '--units', 'k', '--nosuffix', '-o', LVS_COLUMNS), word('group')),
  ),
  parse: ({ code, stdout, stderr }): readonly LogicalVolume[] => {
    if (code !== 0 && /Volume group ".*" not found/.test(stderr)) return [];
    if (code !== 0) throw new TypeError(stderr);
    return rowsOf(stdout).map(volumeOf);
  },
});

export type VolumeReportRow = Readonly<Record<string, string>>;

export function rowsOf(stdout: string): readonly VolumeReportRow[] {
  const { report } = JSON.parse(stdout) as { report: readonly { lv: readonly VolumeReportRow[] }[] };
  return report.flatMap(({ lv }) => lv);
}

export function volumeOf(row: VolumeReportRow): LogicalVolume {
  return {
    name: row['lv_name'] ?? '',
    sizeKib: Math.round(Number(row['lv_size'])),
    ...(row['pool_lv'] === '' || row['pool_lv'] === undefined ? {} : { pool: row['pool_lv'] }),
    ...(row['thin_count'] === '' || row['thin_count'] === undefined ? {} : { thinCount: Number(row['thin_count']) }),
  };
}
