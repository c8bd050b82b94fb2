import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Never lazily: a brick in use would lose its storage below it. */
export const umount = defineProgram({
  name: 'umount',
  grammar: sequence(words('umount'), word('path')),
  parse: (result): Outcome | { readonly kind: 'busy' } | { readonly kind: 'not-mounted' } => {
    if (/: target is busy\.$/m.test(result.stderr)) return { kind: 'busy' };
    if (/: (not mounted|no mount point specified)\.$/m.test(result.stderr)) return { kind: 'not-mounted' };
    return outcomeOf(result);
  },
});
