import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { Secret } from '../../../../kernel/secrets/index.ts';
import {
  type BlockRefusal,
  blockPath,
  concealPassword,
  glusterBlock,
  readBlockReply,
  textOf,
  textsOf,
} from './gluster-block.ts';

/** A block volume as gluster-block knows it. Sizes are texts such as `1.5 TiB`: block-size.ts says what they tell. */
export interface BlockKnown {
  readonly kind: 'block';
  readonly gbid: string;
  readonly size: string;
  /** How many hosts it was to be on. */
  readonly ha: number;
  /** Where it can be reached. */
  readonly hosts: readonly string[];
  /** Hosts that have another size, with it. */
  readonly otherSizes: Readonly<Record<string, string>>;
  readonly password?: Secret;
}

export const blockInfo = defineProgram({
  name: 'gluster-block info',
  grammar: glusterBlock(sequence(words('info'), word('block', blockPath))),
  conceal: concealPassword,
  parse: (result): BlockKnown | BlockRefusal => {
    const reply = readBlockReply(result);
    if (reply.kind !== 'answered') return reply;
    const { answer } = reply;
    const password = textOf(answer, 'PASSWORD');
    const others = answer['RESIZE FAILED ON'];
    return {
      kind: 'block',
      gbid: textOf(answer, 'GBID'),
      size: textOf(answer, 'SIZE'),
      ha: Number(answer['HA']),
      hosts: textsOf(answer, 'EXPORTED ON'),
      otherSizes: typeof others === 'object' && others !== null ? (others as Readonly<Record<string, string>>) : {},
      ...(password === '' ? {} : { password: new Secret(password) }),
    };
  },
});
