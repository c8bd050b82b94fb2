import { defineProgram, flag, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** With `force` bricks of a volume that runs are started too, where they do not run. */
export const volumeStart = defineProgram({
  name: 'gluster volume start',
  grammar: glusterXml(sequence(words('volume', 'start'), word('name'), flag('force', 'force'))),
  parse: (result): { readonly kind: 'started' } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'answered') return { kind: 'started' };
    return reply.kind === 'refused' && reply.reason.endsWith(' already started') ? { kind: 'started' } : reply;
  },
});
