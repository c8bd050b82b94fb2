import { defineProgram, rest, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** `pairs`: key, value, key, value …; all of them are set or none [recorded]. */
export const volumeSet = defineProgram({
  name: 'gluster volume set',
  grammar: glusterXml(sequence(words('volume', 'set'), word('name'), rest('pairs'))),
  parse: (result): { readonly kind: 'set' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'set' } : reply;
  },
});
