import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type BlockRefusal, glusterBlock, readBlockReply, textsOf } from './gluster-block.ts';

/** The names of the block volumes in a hosting volume. One that never had any is refused: it lacks a directory for them. */
export const blockList = defineProgram({
  name: 'gluster-block list',
  grammar: glusterBlock(sequence(words('list'), word('volume'))),
  parse: (result): { readonly kind: 'blocks'; readonly names: readonly string[] } | BlockRefusal => {
    const reply = readBlockReply(result);
    if (reply.kind === 'answered') return { kind: 'blocks', names: textsOf(reply.answer, 'blocks') };
    const hasNone =
      reply.kind === 'refused' && /^Not able to open metadata directory .*No such file/.test(reply.reason);
    return hasNone ? { kind: 'blocks', names: [] } : reply;
  },
});
