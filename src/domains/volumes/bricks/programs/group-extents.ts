import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';

export interface GroupExtents {
  readonly extentKib: number;
  readonly totalExtents: number;
  readonly freeExtents: number;
}

/** How large a volume group is (contract heketi-engine §4.4). */
export const groupExtents = defineProgram({
  name: 'lvm vgdisplay',
  grammar: lvm(sequence(words('vgdisplay', '-c'), word('group'))),
  parse: ({ code, stdout, stderr }): GroupExtents | 'absent' => {
    if (code !== 0 && /Volume group ".*" not found/.test(stderr)) return 'absent';
    const fields = stdout.trim().split(':');
    const [extentKib, totalExtents, , freeExtents] = fields.slice(12).map(Number);
    const isWhole = fields.length >= 17 && [extentKib, totalExtents, freeExtents].every(Number.isSafeInteger);
    if (code !== 0 || !isWhole || extentKib === undefined || totalExtents === undefined || freeExtents === undefined)
      throw new TypeError(stderr || stdout);
    return { extentKib, totalExtents, freeExtents };
  },
});
