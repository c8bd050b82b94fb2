import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** The bricks keep their data and the volume's id; no other volume takes their folders any more. */
export const volumeDelete = defineProgram({
  name: 'gluster volume delete',
  grammar: glusterXml(sequence(words('volume', 'delete'), word('name'))),
  parse: (result): { readonly kind: 'deleted' } | GlusterRefusal => {
    const reply = readReply(result);
    return reply.kind === 'answered' ? { kind: 'deleted' } : reply;
  },
});
