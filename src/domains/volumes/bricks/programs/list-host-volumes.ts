import { defineProgram, words } from '../../../../kernel/remote/index.ts';
import { type LogicalVolume, LVS_COLUMNS, rowsOf, volumeOf } from './list-logical-volumes.ts';
import { lvm } from './lvm.ts';

export interface HostVolume extends LogicalVolume {
  readonly group: string;
  /** As `lvs` has them: `twi-aotz--`. */
  readonly attributes: string;
  /** How full it is; absent for what is not thin, and for what is not active. */
  readonly dataPercent?: number;
  /** Of a pool. */
  readonly metadataPercent?: number;
}

/** All logical volumes of a host, in whatever group. */
export const listHostVolumes = defineProgram({
  name: 'lvm lvs of a host',
  grammar: lvm(words('lvs', '--reportformat', 'json', '--units', 'k', '--nosuffix', '-o', LVS_COLUMNS)),
  parse: ({ code, stdout, stderr }): readonly HostVolume[] => {
    if (code !== 0) throw new TypeError(stderr);
    return rowsOf(stdout).map((row) => ({
      ...volumeOf(row),
      group: row['vg_name'] ?? '',
      attributes: row['lv_attr'] ?? '',
      ...percent('dataPercent', row['data_percent']),
      ...percent('metadataPercent', row['metadata_percent']),
    }));
  },
});

function percent<Name extends string>(name: Name, text: string | undefined): { readonly [Key in Name]?: number } {
  if (text === undefined || text === '') return {};
  return { [name]: Number(text) } as { readonly [Key in Name]?: number };
}
