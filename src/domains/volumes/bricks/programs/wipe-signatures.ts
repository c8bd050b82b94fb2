import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/**
 * Takes everything off a device that says what it holds. It does so with a physical volume whose group has no active
 * volume, too, and the group is gone [recorded]: find out before whose it is.
 */
export const wipeSignatures = defineProgram({
  name: 'wipefs --all',
  grammar: sequence(words('wipefs', '--all'), word('device')),
  parse: (result): Outcome | { readonly kind: 'busy' } =>
    /: Device or resource busy$/m.test(result.stderr) ? { kind: 'busy' } : outcomeOf(result),
});
