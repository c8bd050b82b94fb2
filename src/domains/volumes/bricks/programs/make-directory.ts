import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { outcomeOf } from './outcome.ts';

/** With its parents; one that is there is fine. */
export const makeDirectory = defineProgram({
  name: 'mkdir -p',
  grammar: sequence(words('mkdir', '-p'), word('path')),
  parse: outcomeOf,
});
