import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** With force, so that clients that have it mounted do not hold it up; a volume that does not run is stopped, too. */
export const volumeStop = defineProgram({
  name: 'gluster volume stop',
  grammar: glusterXml(sequence(words('volume', 'stop'), word('name'), words('force'))),
  parse: (result): { readonly kind: 'stopped' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'stopped' } : reply;
  },
});
