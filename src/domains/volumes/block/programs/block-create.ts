import { type Form, defineProgram, numberWith, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { Secret } from '../../../../kernel/secrets/index.ts';
import {
  type BlockRefusal,
  blockPath,
  concealPassword,
  gbidIn,
  glusterBlock,
  readBlockReply,
  textOf,
} from './gluster-block.ts';

export interface BlockMade {
  readonly kind: 'created';
  /** Its own id of it; also the name of the login, where there is one. */
  readonly gbid: string;
  /** Where clients need no login there is none. */
  readonly password?: Secret;
}

const onOff: Form<boolean> = {
  print: (value) => (value ? 'enable' : 'disable'),
  read: (text) => (text === 'enable' ? true : text === 'disable' ? false : undefined),
};

const withCommas: Form<readonly string[]> = {
  print: (values) => {
    if (values.length === 0 || values.some((value) => value === '' || value.includes(',')))
      throw new TypeError(`'${values.join(' ')}' cannot stand with commas between`);
    return values.join(',');
  },
  read: (text) => (text.split(',').includes('') ? undefined : text.split(',')),
};

/** On the first `ha` of the hosts, or on none of them. Hosts are addresses: it takes no names. */
export const blockCreate = defineProgram({
  name: 'gluster-block create',
  grammar: glusterBlock(
    sequence(
      words('create'),
      word('block', blockPath),
      words('ha'),
      word('ha', numberWith('')),
      words('auth'),
      word('auth', onOff),
      words('prealloc'),
      word('prealloc'),
      word('hosts', withCommas),
      word('sizeGib', numberWith('GiB')),
    ),
  ),
  conceal: concealPassword,
  parse: (result): BlockMade | BlockRefusal => {
    const reply = readBlockReply(result);
    if (reply.kind !== 'answered') return reply;
    const { answer } = reply;
    const password = textOf(answer, 'PASSWORD');
    return {
      kind: 'created',
      gbid: gbidIn(textOf(answer, 'IQN')),
      ...(password === '' ? {} : { password: new Secret(password) }),
    };
  },
});
