import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type BlockRefusal, blockPath, glusterBlock, readBlockReply } from './gluster-block.ts';

/** With all that is on it. */
export const blockDelete = defineProgram({
  name: 'gluster-block delete',
  grammar: glusterBlock(sequence(words('delete'), word('block', blockPath))),
  parse: (result): { readonly kind: 'deleted' } | BlockRefusal => {
    const reply = readBlockReply(result);
    return reply.kind === 'answered' ? { kind: 'deleted' } : reply;
  },
});
