import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** One in a group refuses. */
export const removePhysicalVolume = defineProgram({
  name: 'lvm pvremove',
  grammar: lvm(sequence(words('pvremove', '-qq'), word('device'))),
  parse: (result): Outcome | { readonly kind: 'absent' } =>
    /^\s*No (PV|device) found (on device|for) /m.test(result.stderr) ? { kind: 'absent' } : outcomeOf(result),
});
