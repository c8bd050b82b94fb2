import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** From then on the old brick is out and the new one is filled from the rest of its set. */
export const volumeReplaceBrick = defineProgram({
  name: 'gluster volume replace-brick',
  grammar: glusterXml(
    sequence(words('volume', 'replace-brick'), word('name'), word('old'), word('new'), words('commit', 'force')),
  ),
  parse: (result): { readonly kind: 'replaced' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'replaced' } : reply;
  },
});
