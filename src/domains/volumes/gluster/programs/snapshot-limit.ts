import { defineProgram, numberWith, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** How many snapshots a volume of the pool may have. `no-lvm`: the host that was asked cannot make any. */
export const snapshotLimit = defineProgram({
  name: 'gluster snapshot config',
  grammar: glusterXml(sequence(words('snapshot', 'config', 'snap-max-hard-limit'), word('limit', numberWith('')))),
  parse: (result): { readonly kind: 'set' } | { readonly kind: 'no-lvm' } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'answered') return { kind: 'set' };
    return reply.kind === 'refused' && reply.reason.includes('snapshot functionality is disabled')
      ? { kind: 'no-lvm' }
      : reply;
  },
});
