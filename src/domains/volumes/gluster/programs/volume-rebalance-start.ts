import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, glusterXml, readReply } from './gluster-xml.ts';

export type RebalanceStarted =
  | { readonly kind: 'started' }
  /** One set alone, or stopped: nothing can be moved. */
  | { readonly kind: 'no-rebalance'; readonly reason: string };

/** Spreads what is in a volume over all of its sets. It takes ten seconds to begin, and goes on by itself [recorded]. */
export const volumeRebalanceStart = defineProgram({
  name: 'gluster volume rebalance start',
  grammar: glusterXml(sequence(words('volume', 'rebalance'), word('name'), words('start'))),
  parse: (result): RebalanceStarted | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'answered') return { kind: 'started' };
    if (reply.kind !== 'refused') return reply;
    // Not the same sentence of another member of the pool: then the members disagree.
    if (/^Rebalance on \S+ is already started/.test(reply.reason)) return { kind: 'started' };
    return /not a distribute volume|needs to be started/.test(reply.reason)
      ? { kind: 'no-rebalance', reason: reply.reason }
      : reply;
  },
});
