import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** One that still has volumes refuses: it would ask, and answers itself with no [recorded]. */
export const removeVolumeGroup = defineProgram({
  name: 'lvm vgremove',
  grammar: lvm(sequence(words('vgremove', '-qq'), word('group'))),
  parse: (result): Outcome | { readonly kind: 'absent' } | { readonly kind: 'not-empty' } => {
    if (/Volume group ".*" not found/.test(result.stderr)) return { kind: 'absent' };
    if (/Do you really want to remove volume group .* containing \d+ logical volumes/.test(result.stderr))
      return { kind: 'not-empty' };
    return outcomeOf(result);
  },
});
