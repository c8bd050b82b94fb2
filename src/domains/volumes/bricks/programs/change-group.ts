import { affixed, defineProgram, numberWith, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { outcomeOf } from './outcome.ts';

export const changeGroup = defineProgram({
  name: 'chown',
  grammar: sequence(words('chown'), word('gid', affixed(':', '', numberWith(''))), word('path')),
  parse: outcomeOf,
});
