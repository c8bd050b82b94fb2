import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { child, type GlusterRefusal, glusterXml, readReply, textOf } from './gluster-xml.ts';

/** `no-lvm`: the host that was asked has no LVM, so its glusterd does not know; others in the pool may. */
export const snapshotList = defineProgram({
  name: 'gluster snapshot list',
  grammar: glusterXml(sequence(words('snapshot', 'list'), word('name'))),
  parse: (
    result,
  ): { readonly kind: 'snapshots'; readonly count: number } | { readonly kind: 'no-lvm' } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'answered')
      return { kind: 'snapshots', count: Number(textOf(child(reply.output, 'snapList'), 'count')) };
    if (reply.kind !== 'refused') return reply;
    if (reply.reason.includes('snapshot functionality is disabled')) return { kind: 'no-lvm' };
    return /^Volume \(.*\) does not exist/.test(reply.reason) ? { kind: 'no-volume' } : reply;
  },
});
