import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { outcomeOf } from './outcome.ts';

export const changeMode = defineProgram({
  name: 'chmod',
  grammar: sequence(words('chmod'), word('mode'), word('path')),
  parse: outcomeOf,
});
