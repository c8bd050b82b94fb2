import { defineProgram, rest, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** Whole sets only; they come behind the bricks that are there. */
export const volumeAddBrick = defineProgram({
  name: 'gluster volume add-brick',
  grammar: glusterXml(sequence(words('volume', 'add-brick'), word('name'), rest('bricks'))),
  parse: (result): { readonly kind: 'added' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'added' } : reply;
  },
});
