import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';

export interface PhysicalVolumeSizes {
  /** What the volume group has of it, in whole extents. */
  readonly sizeKib: number;
  /** Where that begins. */
  readonly startKib: number;
  /** The device below, as it is now. */
  readonly deviceKib: number;
  /** 0 for one without a group. */
  readonly extentKib: number;
}

/** How much of its device a physical volume takes: the device may have changed its size since. */
export const measurePhysicalVolume = defineProgram({
  name: 'lvm pvs of sizes',
  grammar: lvm(
    sequence(
      words('pvs', '-o', 'vg_name,pe_start,pv_size,dev_size,vg_extent_size', '--units', 'k', '--nosuffix'),
      sequence(words('--reportformat=json'), word('device')),
    ),
  ),
  parse: ({ code, stdout, stderr }): PhysicalVolumeSizes | 'none' => {
    if (code !== 0 && /^\s*(Failed to find physical volume |Cannot use .*: device not found)/m.test(stderr))
      return 'none';
    // That the device is smaller than it was is a warning on stderr, with code 0 [recorded].
    if (code !== 0) throw new TypeError(stderr);
    const { report } = JSON.parse(stdout) as { report: readonly { pv: readonly Record<string, string>[] }[] };
    const [row, ...more] = report.flatMap(({ pv }) => pv);
    if (row === undefined || more.length > 0) throw new TypeError(`${more.length + 1} rows for one device`);
    const kib = (field: string): number => {
      const value = Number(row[field]);
      if (row[field] === undefined || !Number.isFinite(value)) throw new TypeError(`${field} is ${row[field]}`);
      return Math.floor(value);
    };
    return {
      sizeKib: kib('pv_size'),
      startKib: kib('pe_start'),
      deviceKib: kib('dev_size'),
      extentKib: kib('vg_extent_size'),
    };
  },
});
