import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { outcomeOf } from './outcome.ts';

/** A file is mounted through a loop device when the options say `loop`; the device goes away with the mount. */
export const mount = defineProgram({
  name: 'mount',
  grammar: sequence(words('mount', '-o'), word('options'), word('source'), word('target')),
  parse: outcomeOf,
});
