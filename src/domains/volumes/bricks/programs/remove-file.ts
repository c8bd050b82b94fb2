import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { outcomeOf } from './outcome.ts';

/** One that is not there is fine. */
export const removeFile = defineProgram({
  name: 'rm -f',
  grammar: sequence(words('rm', '-f'), word('path')),
  parse: outcomeOf,
});
