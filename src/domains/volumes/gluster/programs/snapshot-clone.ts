import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { glusterXml } from './gluster-xml.ts';
import { readSnapshotReply, type SnapshotRefusal } from './snapshot-reply.ts';

/** A volume out of an active snapshot, not started. It depends on nothing but the thin pools. */
export const snapshotClone = defineProgram({
  name: 'gluster snapshot clone',
  grammar: glusterXml(sequence(words('snapshot', 'clone'), word('volume'), word('name'))),
  parse: (result): { readonly kind: 'cloned' } | SnapshotRefusal => {
    const reply = readSnapshotReply(result);
    return reply.kind === 'answered' ? { kind: 'cloned' } : reply;
  },
});
