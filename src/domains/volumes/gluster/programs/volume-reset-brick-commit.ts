import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** Brings a brick back that was taken down: at its path, under the same or another name of its host. */
export const volumeResetBrickCommit = defineProgram({
  name: 'gluster volume reset-brick commit',
  grammar: glusterXml(
    sequence(words('volume', 'reset-brick'), word('name'), word('old'), word('new'), words('commit', 'force')),
  ),
  parse: (result): { readonly kind: 'committed' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'committed' } : reply;
  },
});
