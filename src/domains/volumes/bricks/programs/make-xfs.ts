import {
  affixed,
  defineProgram,
  numberWith,
  optional,
  sequence,
  word,
  words,
} from '../../../../kernel/remote/index.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/**
 * Large inodes for Gluster's attributes (contract heketi-engine §4.5). Never with `-f`: that formats an image that is
 * mounted, too [recorded].
 */
export const makeXfs = defineProgram({
  name: 'mkfs.xfs',
  grammar: sequence(
    words('mkfs.xfs', '-i', 'size=512', '-n', 'size=8192'),
    optional('arbiter', sequence(words('-i'), word('maxPercent', affixed('maxpct=', '', numberWith(''))))),
    optional('stripe', sequence(words('-d'), word('geometry'))),
    word('device'),
  ),
  parse: (result): Outcome | { readonly kind: 'holds-file-system' } =>
    / appears to contain an existing filesystem /.test(result.stderr)
      ? { kind: 'holds-file-system' }
      : outcomeOf(result),
});
