import { defineProgram, numberWith, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { lvm, optionWith } from './lvm.ts';
import { type Outcome, type Refusal, roomOutcomeOf } from './outcome.ts';

/** A thin pool and the one thin volume in it (contract heketi-engine §4.5). `pool` is `group/name`. */
export const createThinVolume = defineProgram({
  name: 'lvm lvcreate',
  grammar: lvm(
    sequence(
      words('lvcreate', '-qq'),
      word('autobackup', optionWith('--autobackup')),
      words('--poolmetadatasize'),
      word('metadataKib', numberWith('K')),
      words('--chunksize'),
      word('chunkSize'),
      words('--size'),
      word('poolKib', numberWith('K')),
      words('--thin'),
      word('pool'),
      words('--virtualsize'),
      word('sizeKib', numberWith('K')),
      words('--name'),
      word('name'),
    ),
  ),
  parse: (result): Outcome | Refusal<'full'> | { readonly kind: 'exists' } =>
    // Of the pool and of the volume [recorded]: LVM looks before it makes anything.
    result.code !== 0 && /already exists in volume group/i.test(result.stderr)
      ? { kind: 'exists' }
      : roomOutcomeOf(result),
});
