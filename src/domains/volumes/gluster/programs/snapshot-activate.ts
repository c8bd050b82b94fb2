import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { glusterXml } from './gluster-xml.ts';
import { readSnapshotReply, type SnapshotRefusal } from './snapshot-reply.ts';

/** Mounts its bricks and starts them; a clone is made of an active one alone. */
export const snapshotActivate = defineProgram({
  name: 'gluster snapshot activate',
  grammar: glusterXml(sequence(words('snapshot', 'activate'), word('name'))),
  parse: (result): { readonly kind: 'activated' } | SnapshotRefusal => {
    const reply = readSnapshotReply(result);
    return reply.kind === 'answered' ? { kind: 'activated' } : reply;
  },
});
