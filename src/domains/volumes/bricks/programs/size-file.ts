import { defineProgram, numberWith, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { outcomeOf } from './outcome.ts';

/** Gives a file its size and takes no blocks for it: they come as they are written, as long as there are any. */
export const sizeFile = defineProgram({
  name: 'truncate',
  grammar: sequence(words('truncate', '-s'), word('bytes', numberWith('')), word('path')),
  parse: outcomeOf,
});
