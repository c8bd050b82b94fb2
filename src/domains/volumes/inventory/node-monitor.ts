import { CodedError } from '../../../kernel/errors.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import { call, type HostId, hostId, type Hosts, type HostSession } from '../../../kernel/remote/index.ts';
import type { Timer } from '../../../kernel/timer.ts';
import { hostEra } from '../bricks/programs/host-era.ts';
import { glusterOn } from '../gluster/gluster-driver.ts';
import { lookingSession } from '../looking-session.ts';
import type { NodeHealth, NodeHealths } from './node-health.ts';

/** A host that takes longer to say whether glusterd runs is of no use now. */
const LOOK_MS = 30_000;
/** Looks under way at the same time, over all hosts. */
const MOST_LOOKS = 32;

export interface NodeMonitorParts {
  readonly store: Reader;
  readonly timer: Timer;
  readonly hosts: Hosts;
  readonly log: {
    info(fields: object, text: string): void;
    warn(fields: object, text: string): void;
    error(fields: object, text: string): void;
  };
  /** The host of a node has started anew since the last look. */
  readonly onNewEra?: (node: string) => Promise<void>;
  /** `heketi.monitor` of the configuration. */
  readonly settings: { readonly startAfterS: number; readonly everyS: number };
}

export interface NodeMonitor extends NodeHealths {
  /** Ends the looks that are under way. Safe to call twice. */
  stop(): Promise<void>;
}

interface OnlineNode {
  readonly id: string;
  readonly host: HostId;
}

/**
 * Looks from time to time whether glusterd of each online node answers, and remembers it (contract heketi-engine §3.6).
 * The looks run side by side with a short limit, so that a host that hangs does not keep the others waiting.
 *
 * @example
 * const monitor = startNodeMonitor({ store, timer, hosts, log, settings: config.heketi.monitor });
 * const volumes = createVolumes({ store, clock, newId, healths: monitor });
 */
export function startNodeMonitor({ store, timer, hosts, log, settings, onNewEra }: NodeMonitorParts): NodeMonitor {
  const seen = new Map<string, NodeHealth>();
  const eras = new Map<string, string>();
  const stopping = new AbortController();
  const { signal } = stopping;

  const look = async ({ id, host }: OnlineNode): Promise<void> => {
    const session = lookingSession(hosts, host, { timer, signal, lookMs: LOOK_MS });
    const error = await glusterOn(session)
      .members()
      .then(() => undefined, thrown);
    if (signal.aborted) return;
    const wasUp = seen.get(id)?.isUp;
    const isUp = error === undefined;
    seen.set(id, { isUp, atMs: timer.now() });
    if (error !== undefined && !(error instanceof CodedError))
      log.error({ node: id, host, err: error }, 'looking at a node failed');
    else if (error !== undefined && wasUp !== false)
      log.warn({ node: id, host, code: error.code }, 'glusterd of a node does not answer');
    else if (isUp && wasUp === false) log.info({ node: id, host }, 'glusterd of a node answers again');
    if (isUp) await lookAtEra(id, session);
  };

  /** Once glusterd answers again: what fstab mounts has been mounted by then. */
  const lookAtEra = async (id: string, session: HostSession): Promise<void> => {
    if (onNewEra === undefined) return;
    try {
      const era = await session.read(call(hostEra, {}));
      const before = eras.get(id);
      eras.set(id, era);
      if (before === undefined || before === era) return;
      log.info({ node: id, host: session.id }, 'the host of a node has started anew');
      await onNewEra(id);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      log.warn({ node: id, host: session.id, code: error.code }, 'a host does not say when it started');
    }
  };

  const lookAtAll = async (): Promise<void> => {
    const nodes = await onlineNodes(store);
    const ids = new Set(nodes.map(({ id }) => id));
    for (const known of [seen, eras]) for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    const waiting = nodes.values();
    // Each takes the next one as soon as it is done with one.
    const looker = async (): Promise<void> => {
      for (const node of waiting) if (!signal.aborted) await look(node);
    };
    await Promise.all(Array.from({ length: MOST_LOOKS }, looker));
  };

  const run = async (): Promise<void> => {
    await timer.sleep(settings.startAfterS * 1000, signal);
    while (!signal.aborted) {
      try {
        await lookAtAll();
      } catch (error) {
        log.error({ err: error }, 'looking at the nodes failed');
      }
      await timer.sleep(settings.everyS * 1000, signal);
    }
  };
  const running = run();

  return {
    of: (node) => seen.get(node),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function onlineNodes(store: Reader): Promise<readonly OnlineNode[]> {
  const rows = await store.read({
    sql: `select id, host from gluster_node where state = 'online' order by id`,
    values: [],
  });
  return rows.map((row) => ({ id: String(row['id']), host: hostId(String(row['host'])) }));
}

function thrown(error: unknown): unknown {
  return error ?? new TypeError('nothing was thrown');
}
