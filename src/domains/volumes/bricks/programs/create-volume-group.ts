import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm, optionWith } from './lvm.ts';
import { outcomeOf } from './outcome.ts';

/** A volume group of one device (contract heketi-engine §4.4). */
export const createVolumeGroup = defineProgram({
  name: 'lvm vgcreate',
  grammar: lvm(
    sequence(
      words('vgcreate', '-qq'),
      word('extentSize', optionWith('--physicalextentsize')),
      word('autobackup', optionWith('--autobackup')),
      word('group'),
      word('device'),
    ),
  ),
  parse: outcomeOf,
});
