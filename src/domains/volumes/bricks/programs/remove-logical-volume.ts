import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** `volume` is `group/name`. A pool takes all its thin volumes with it, without asking [recorded]: count them first. */
export const removeLogicalVolume = defineProgram({
  name: 'lvm lvremove',
  grammar: sequence(words('lvm', 'lvremove', '--autobackup=n', '-f'), word('volume')),
  parse: (result): Outcome | { readonly kind: 'absent' } =>
    /Failed to find logical volume|Volume group ".*" not found/.test(result.stderr)
      ? { kind: 'absent' }
      : outcomeOf(result),
});
