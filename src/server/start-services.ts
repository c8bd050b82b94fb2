import { type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { runCommand } from '../domains/minions/index.ts';
import {
  createVolumes,
  type Examiner,
  lookAtNodes,
  type NodeLook,
  startExaminer,
  startNodeMonitor,
  volumeOperations,
  type Volumes,
  watchRebalances,
} from '../domains/volumes/index.ts';
import { openAuditKey, type Sealer, startSealer } from '../kernel/audit/index.ts';
import type { Config } from '../kernel/config/index.ts';
import { type EventStream, startEventStream } from '../kernel/events/index.ts';
import type { HostInventory } from '../kernel/hosts/index.ts';
import type { Identity } from '../kernel/identity/index.ts';
import {
  createDefinitions,
  createEngine,
  createLocalLocks,
  createOperationReport,
  createReplica,
  type Engine,
  timeOrderedIds,
} from '../kernel/operations/index.ts';
import { createHosts } from '../kernel/remote/index.ts';
import { repeat } from '../kernel/repeat.ts';
import type { Logger } from '../kernel/telemetry/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { createServerIdentity } from './admin/index.ts';
import type { Foundation } from './open-foundation.ts';
import type { Reach } from './reach-hosts.ts';
import { startSweep } from './sweep-hosts.ts';
import { tryTimes } from './try-times.ts';
import { volumeSettings } from './volume-settings.ts';

const HOUR_MS = 3_600_000;
/** Delays before a step is run again within one try of it. */
const RETRY_DELAYS_MS = [500, 3_000];

/** What all APIs stand on, running. */
export interface Services extends Foundation {
  readonly identity: Identity;
  readonly engine: Engine;
  readonly events: EventStream;
  readonly sealer: Sealer;
  readonly auditKey: KeyObject;
  readonly hosts: HostInventory;
  readonly volumes: Volumes;
  readonly examiner: Examiner;
  readonly lookAtNodes: (cluster: string, signal: AbortSignal) => Promise<ReadonlyMap<string, NodeLook>>;
  /** 32 hex digits, unlike any other. */
  readonly newId: () => string;
  /** Lets operations come to a good point within so many milliseconds, then ends everything but the foundation. */
  stop(graceMs: number): Promise<void>;
}

/** Starts what runs behind the APIs; what was started is stopped again when a later part cannot start. */
export async function startServices(options: {
  readonly foundation: Foundation;
  readonly config: Config;
  readonly reach: Reach;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly scrub: (text: string) => string;
}): Promise<Services> {
  const { foundation, config, reach, timer, logger, scrub } = options;
  const { hosts, transport } = reach;
  const { store, vault } = foundation;
  const log = {
    debug: (fields: object, text: string) => logger.debug(fields, text),
    info: (fields: object, text: string) => logger.info(fields, text),
    warn: (fields: object, text: string) => logger.warn(fields, text),
    error: (fields: object, text: string) => logger.error(fields, text),
  };
  const newId = timeOrderedIds(timer, randomBytes);
  // Node keeps random bytes ready for these alone; a call of the system for each command costs ten times as much.
  const newNonce = (): string => randomUUID().replaceAll('-', '');
  const identity = createServerIdentity({ store, clock: timer, log });
  const auditKey = await openAuditKey(store, vault);
  const sealer = startSealer({ store, timer, key: auditKey, log });
  const events = startEventStream({ store, timer, log, keptDays: config.events.keepDays });
  const housekeeping = repeat({
    timer,
    log,
    what: 'removing old tokens',
    everyMs: HOUR_MS,
    turn: async () => void (await identity.manage.removeOldTokens()),
  });
  const settings = volumeSettings(config);
  const remote = createHosts({ transport, clock: timer, newNonce });
  const engine = createEngine({
    store,
    timer,
    replica: createReplica(store, timer, newId()),
    definitions: createDefinitions([...volumeOperations(vault, settings), runCommand]),
    hosts: remote,
    localLocks: createLocalLocks(),
    newId,
    scrub,
    report: createOperationReport({ clock: timer }),
    log,
    limits: {
      running: config.operations.running,
      queued: config.operations.queued,
      retryDelaysMs: RETRY_DELAYS_MS,
      ...tryTimes(config.heketi.cleaner),
    },
    kept: { operationDays: config.operations.keepDays, commandDays: config.operations.keepOutputDays },
  });
  const { everyS, poolAlarmPercent } = config.volumes.examination;
  const examiner = startExaminer({
    store,
    timer,
    hosts: remote,
    log,
    settings,
    schedule: { everyS },
    thresholds: { poolAlarmPercent },
  });
  const onNewEra = (node: string): Promise<void> => examiner.askAfterBoot(node);
  const monitor = config.heketi.monitor.enabled
    ? startNodeMonitor({ store, timer, hosts: remote, log, settings: config.heketi.monitor, onNewEra })
    : undefined;
  const rebalances = watchRebalances({ store, timer, hosts: remote, log });
  // Simulated hosts are this server's own: nobody else leaves anything on them.
  const sweep = config.heketi.executor === 'mock' ? undefined : startSweep({ store, hosts, remote, timer, log });
  const stopOthers = async (): Promise<void> => {
    await sweep?.stop();
    await monitor?.stop();
    await rebalances.stop();
    await examiner.stop();
    await housekeeping.stop();
    await events.stop();
    await sealer.stop();
  };
  try {
    await engine.start();
  } catch (error) {
    await stopOthers();
    throw error;
  }
  return {
    ...foundation,
    identity,
    engine,
    events,
    sealer,
    auditKey,
    hosts,
    volumes: createVolumes({
      store,
      clock: timer,
      vault,
      newId,
      ...(monitor === undefined ? {} : { healths: monitor }),
    }),
    examiner,
    lookAtNodes: (cluster, signal) => lookAtNodes({ store, timer, hosts: remote, settings }, cluster, signal),
    newId,
    stop: async (graceMs) => {
      // What operations say at their end is still numbered and sealed.
      await engine.stop(graceMs);
      await stopOthers();
    },
  };
}
