import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** Takes a brick down until it is committed, or its volume is started by force. Again is fine. */
export const volumeResetBrickStart = defineProgram({
  name: 'gluster volume reset-brick start',
  grammar: glusterXml(sequence(words('volume', 'reset-brick'), word('name'), word('brick'), words('start'))),
  parse: (result): { readonly kind: 'begun' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'begun' } : reply;
  },
});
