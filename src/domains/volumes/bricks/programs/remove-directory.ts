import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

export const removeDirectory = defineProgram({
  name: 'rmdir',
  grammar: sequence(words('rmdir'), word('path')),
  parse: (result): Outcome | { readonly kind: 'absent' } | { readonly kind: 'not-empty' } => {
    if (/: No such file or directory$/m.test(result.stderr)) return { kind: 'absent' };
    if (/: Directory not empty$/m.test(result.stderr)) return { kind: 'not-empty' };
    return outcomeOf(result);
  },
});
