import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

/** What was moved stays where it is. One that does not run, or is completed, is stopped too [recorded]. */
export const volumeRebalanceStop = defineProgram({
  name: 'gluster volume rebalance stop',
  grammar: glusterXml(sequence(words('volume', 'rebalance'), word('name'), words('stop'))),
  parse: (result): { readonly kind: 'stopped' } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'answered') return { kind: 'stopped' };
    return reply.kind === 'refused' &&
      /^Rebalance not started|not a distribute volume|needs to be started/.test(reply.reason)
      ? { kind: 'stopped' }
      : reply;
  },
});
