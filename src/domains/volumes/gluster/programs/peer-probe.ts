import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** Takes a host into the pool; one that is in it already, or the host that is asked, is fine. */
export const peerProbe = defineProgram({
  name: 'gluster peer probe',
  grammar: glusterXml(sequence(words('peer', 'probe'), word('host'))),
  parse: (result): { readonly kind: 'probed' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'probed' } : reply;
  },
});
