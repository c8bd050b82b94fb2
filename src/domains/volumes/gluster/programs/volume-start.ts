import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

export const volumeStart = defineProgram({
  name: 'gluster volume start',
  grammar: glusterXml(sequence(words('volume', 'start'), word('name'))),
  parse: (result): { readonly kind: 'started' } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'answered') return { kind: 'started' };
    return reply.kind === 'refused' && reply.reason.endsWith(' already started') ? { kind: 'started' } : reply;
  },
});
