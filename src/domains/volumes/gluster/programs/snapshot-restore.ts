import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { glusterXml } from './gluster-xml.ts';
import { readSnapshotReply, type SnapshotRefusal } from './snapshot-reply.ts';

/** Of a stopped volume: its bricks are those of the snapshot afterwards, and the snapshot is gone. The old logical volumes stay. */
export const snapshotRestore = defineProgram({
  name: 'gluster snapshot restore',
  grammar: glusterXml(sequence(words('snapshot', 'restore'), word('name'))),
  parse: (result): { readonly kind: 'restored' } | SnapshotRefusal => {
    const reply = readSnapshotReply(result);
    return reply.kind === 'answered' ? { kind: 'restored' } : reply;
  },
});
