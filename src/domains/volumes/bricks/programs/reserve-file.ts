import { defineProgram, numberWith, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { roomOutcomeOf } from './outcome.ts';

/** Takes the blocks at once, so that a brick cannot run out of what was promised. Refused, it leaves a part behind. */
export const reserveFile = defineProgram({
  name: 'fallocate',
  grammar: sequence(words('fallocate', '-l'), word('bytes', numberWith('')), word('path')),
  parse: roomOutcomeOf,
});
