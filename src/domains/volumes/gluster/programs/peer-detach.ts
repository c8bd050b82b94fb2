import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** One that the pool does not know counts as detached (DECISIONS, "node delete"). */
export const peerDetach = defineProgram({
  name: 'gluster peer detach',
  grammar: glusterXml(sequence(words('peer', 'detach'), word('host'))),
  parse: (result): { readonly kind: 'detached' } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'answered') return { kind: 'detached' };
    return reply.kind === 'refused' && reply.reason.endsWith(' is not part of cluster') ? { kind: 'detached' } : reply;
  },
});
