import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm } from './lvm.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Takes the size that the device has now. It would shrink, too, where nothing lies at the end [recorded]. */
export const resizePhysicalVolume = defineProgram({
  name: 'lvm pvresize',
  grammar: lvm(sequence(words('pvresize', '-qq'), word('device'))),
  parse: (result): Outcome | { readonly kind: 'absent' } =>
    result.code !== 0 && /^\s*(Failed to find physical volume |Cannot use .*: device not found)/m.test(result.stderr)
      ? { kind: 'absent' }
      : outcomeOf(result),
});
