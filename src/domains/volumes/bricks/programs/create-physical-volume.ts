import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm, optionWith } from './lvm.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/**
 * Contract heketi-engine §4.4. One that is a physical volume without a group is made anew, and gets another uuid; whatever
 * else is on the device refuses [recorded].
 */
export const createPhysicalVolume = defineProgram({
  name: 'lvm pvcreate',
  grammar: lvm(
    sequence(
      words('pvcreate', '-qq', '--metadatasize=128M'),
      word('alignment', optionWith('--dataalignment')),
      word('device'),
    ),
  ),
  parse: (result): Outcome | { readonly kind: 'absent' } | { readonly kind: 'holds-data'; readonly said: string } => {
    const said = result.stderr.trim();
    if (/^\s*No device found for /m.test(said)) return { kind: 'absent' };
    return /signature|is partitioned|exclusively|without -ff/.test(said) && result.code !== 0
      ? { kind: 'holds-data', said }
      : outcomeOf(result);
  },
});
