import { defineProgram, numberWith, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type BlockRefusal, blockPath, glusterBlock, readBlockReply } from './gluster-block.ts';

/**
 * Makes it larger. Where a host failed the answer is a refusal, and the others have the new size all the same: how far it
 * came, `info` says.
 */
export const blockModify = defineProgram({
  name: 'gluster-block modify',
  grammar: glusterBlock(
    sequence(words('modify'), word('block', blockPath), words('size'), word('sizeGib', numberWith('GiB'))),
  ),
  parse: (result): { readonly kind: 'resized' } | { readonly kind: 'same-size' } | BlockRefusal => {
    const reply = readBlockReply(result);
    if (reply.kind === 'answered') return { kind: 'resized' };
    const isSame = reply.kind === 'refused' && / is same as current size /.test(reply.reason);
    return isSame ? { kind: 'same-size' } : reply;
  },
});
