import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { glusterXml } from './gluster-xml.ts';
import { readSnapshotReply, type SnapshotRefusal } from './snapshot-reply.ts';

/** Its logical volumes go with it, also those of an active one. */
export const snapshotDelete = defineProgram({
  name: 'gluster snapshot delete',
  grammar: glusterXml(sequence(words('snapshot', 'delete'), word('name'))),
  parse: (result): { readonly kind: 'deleted' } | SnapshotRefusal => {
    const reply = readSnapshotReply(result);
    return reply.kind === 'answered' ? { kind: 'deleted' } : reply;
  },
});
