import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm, optionWith } from './lvm.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** `volume` is `group/name`. A pool takes all its thin volumes with it, without asking [recorded]: count them first. */
export const removeLogicalVolume = defineProgram({
  name: 'lvm lvremove',
  grammar: lvm(
    sequence(words('lvremove'), word('autobackup', optionWith('--autobackup')), words('-f'), word('volume')),
  ),
  parse: (result): Outcome | { readonly kind: 'absent' } =>
    /Failed to find logical volume|Volume group ".*" not found/.test(result.stderr)
      ? { kind: 'absent' }
      : outcomeOf(result),
});
