import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { glusterXml } from './gluster-xml.ts';
import { readSnapshotReply, type SnapshotRefusal } from './snapshot-reply.ts';

/** Of a started volume. `description` says whose it is; without `no-timestamp` Gluster adds the time to the name. */
export const snapshotCreate = defineProgram({
  name: 'gluster snapshot create',
  grammar: glusterXml(
    sequence(
      words('snapshot', 'create'),
      word('name'),
      word('volume'),
      words('no-timestamp', 'description'),
      word('description'),
    ),
  ),
  parse: (result): { readonly kind: 'created' } | SnapshotRefusal => {
    const reply = readSnapshotReply(result);
    return reply.kind === 'answered' ? { kind: 'created' } : reply;
  },
});
