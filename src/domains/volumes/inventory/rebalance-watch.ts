import { CodedError } from '../../../kernel/errors.ts';
import { outboxStatement } from '../../../kernel/events/index.ts';
import type { Hosts } from '../../../kernel/remote/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { repeat } from '../../../kernel/repeat.ts';
import type { Row, Statement, Store } from '../../../kernel/store/index.ts';
import type { Timer } from '../../../kernel/timer.ts';
import { glusterOn } from '../gluster/gluster-driver.ts';
import type { RebalanceStatus } from '../gluster/programs/volume-rebalance-status.ts';
import { endRebalance, markRebalance, type RebalanceState } from '../tables/rebalance-table.ts';

const EVERY_MS = 10_000;
const LOOK_MS = 30_000;
/** In one turn; those that were looked at longest ago. */
const MOST_LOOKS = 100;

export interface RebalanceWatchParts {
  readonly store: Store;
  readonly timer: Timer;
  readonly hosts: Hosts;
  readonly log: {
    warn(fields: object, text: string): void;
    error(fields: object, text: string): void;
  };
}

/**
 * Looks how far the rebalances are that run, until each is over. Gluster goes on with them by itself; a host that does
 * not answer is passed over.
 *
 * @example
 * const watch = watchRebalances({ store, timer, hosts, log });
 */
export function watchRebalances(parts: RebalanceWatchParts): { stop(): Promise<void> } {
  const { timer, log } = parts;
  const stopping = new AbortController();
  const loop = repeat({
    timer,
    log,
    what: 'looking at rebalances',
    everyMs: EVERY_MS,
    turn: () => lookAtRebalances(parts, stopping.signal),
  });
  return {
    stop: async () => {
      stopping.abort();
      await loop.stop();
    },
  };
}

/** One turn. */
export async function lookAtRebalances(parts: RebalanceWatchParts, signal: AbortSignal): Promise<void> {
  const rows = await parts.store.read({
    sql: `select rebalance.volume, rebalance.since_ms, volume.name, volume.cluster, volume.project
      from gluster_rebalance rebalance join gluster_volume volume on volume.id = rebalance.volume
      where rebalance.state = 'running' and volume.state = 'ready' order by rebalance.seen_at_ms limit ${MOST_LOOKS}`,
    values: [],
  });
  for (const row of rows) {
    if (signal.aborted) return;
    await lookAt(parts, signal, row);
  }
}

async function lookAt(parts: RebalanceWatchParts, signal: AbortSignal, row: Row): Promise<void> {
  const [volume, cluster, sinceMs] = [String(row['volume']), String(row['cluster']), Number(row['since_ms'])];
  const status = await askOneHost(parts, signal, cluster, String(row['name']));
  if (status === undefined) return;
  const at = { sinceMs, atMs: parts.timer.now() };
  const state = stateOf(status);
  const event = {
    topic: 'volume.rebalance',
    project: String(row['project']),
    subject: volume,
    body: { volume, state },
    atMs: at.atMs,
  };
  const statements: readonly Statement[] = [
    ...(status.kind === 'rebalance' ? [markRebalance(volume, at, status)] : []),
    ...(state === 'running' ? [] : [endRebalance(volume, at, state), outboxStatement(event)]),
  ];
  // Refused where another server was faster, or somebody has started another one.
  await parts.store.write(statements);
}

/** One that Gluster does not know any more was stopped there; so was one whose volume does not run. */
function stateOf(status: RebalanceStatus): RebalanceState {
  return status.kind === 'rebalance' ? status.state : 'stopped';
}

/** The first host of the cluster that answers; undefined when none does. */
async function askOneHost(
  { store, timer, hosts, log }: RebalanceWatchParts,
  signal: AbortSignal,
  cluster: string,
  name: string,
): Promise<RebalanceStatus | undefined> {
  const nodes = await store.read({
    sql: `select host from gluster_node where cluster = $1 and state = 'online' order by id`,
    values: [cluster],
  });
  let refusal: CodedError | undefined;
  for (const node of nodes) {
    const session = hosts.session(hostId(String(node['host'])), {
      locks: [],
      epoch: changesNothing,
      newEpoch: changesNothing,
      signal,
      deadlineAtMs: timer.now() + LOOK_MS,
      onCommand: () => undefined,
    });
    try {
      return await glusterOn(session).rebalanceStatus(name);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      refusal = error;
    }
  }
  if (refusal !== undefined) log.warn({ cluster, name, code: refusal.code }, 'no host tells of a rebalance');
  return undefined;
}

function changesNothing(): Promise<number> {
  return Promise.reject(new TypeError('a look changes nothing'));
}
