import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { child, type GlusterRefusal, glusterXml, readReply, textOf } from './gluster-xml.ts';

/** How far a rebalance is, over all hosts that tell. */
export interface RebalanceProgress {
  /** `stopped`: before it had looked at everything. */
  readonly state: 'running' | 'completed' | 'stopped' | 'failed';
  /** That were moved. */
  readonly files: number;
  readonly bytes: number;
  /** That were looked at. */
  readonly scanned: number;
  readonly failures: number;
  readonly skipped: number;
}

export type RebalanceStatus =
  | ({ readonly kind: 'rebalance' } & RebalanceProgress)
  /** None was started since the last one was stopped; after a stop nothing is told of it any more. */
  | { readonly kind: 'not-started' }
  /** One set alone, or stopped: nothing can be moved. */
  | { readonly kind: 'no-rebalance'; readonly reason: string };

/** Those above 4 are of a `fix-layout`, which somebody has started by hand. */
const STATES: Readonly<Record<string, RebalanceProgress['state']>> = {
  1: 'running',
  2: 'stopped',
  3: 'completed',
  4: 'failed',
  5: 'running',
  6: 'stopped',
  7: 'completed',
  8: 'failed',
};

export const volumeRebalanceStatus = defineProgram({
  name: 'gluster volume rebalance status',
  grammar: glusterXml(sequence(words('volume', 'rebalance'), word('name'), words('status'))),
  parse: (result): RebalanceStatus | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind === 'refused') {
      if (reply.reason.startsWith('Rebalance not started for volume')) return { kind: 'not-started' };
      if (/not a distribute volume|needs to be started/.test(reply.reason))
        return { kind: 'no-rebalance', reason: reply.reason };
    }
    if (reply.kind !== 'answered') return reply;
    // nodeCount counts the pool and not what follows: hosts whose glusterd is down are left out.
    const sum = child(child(reply.output, 'volRebalance'), 'aggregate');
    const count = (name: string): number => Number(textOf(sum, name));
    if (textOf(sum, 'status') === '0') return { kind: 'not-started' };
    // `reset due to replace-brick`: nothing is told any more of one that was over.
    const state = textOf(sum, 'statusStr').startsWith('reset ') ? 'stopped' : STATES[textOf(sum, 'status')];
    if (state === undefined) throw new TypeError(`a rebalance has the status '${textOf(sum, 'status')}'`);
    return {
      kind: 'rebalance',
      state,
      files: count('files'),
      bytes: count('size'),
      scanned: count('lookups'),
      failures: count('failures'),
      skipped: count('skipped'),
    };
  },
});
