import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { glusterXml } from './gluster-xml.ts';
import { readSnapshotReply, type SnapshotRefusal } from './snapshot-reply.ts';

/** Ends its bricks; what it holds stays. */
export const snapshotDeactivate = defineProgram({
  name: 'gluster snapshot deactivate',
  grammar: glusterXml(sequence(words('snapshot', 'deactivate'), word('name'))),
  parse: (result): { readonly kind: 'deactivated' } | SnapshotRefusal => {
    const reply = readSnapshotReply(result);
    return reply.kind === 'answered' ? { kind: 'deactivated' } : reply;
  },
});
