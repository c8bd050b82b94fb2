import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { findStorageHost, findStorageName } from '../domains/volumes/index.ts';
import type { Config } from '../kernel/config/index.ts';
import {
  createHostInventory,
  createHostTransport,
  createKeyProbe,
  type HostInventory,
  hostSettings,
} from '../kernel/hosts/index.ts';
import type { Transport } from '../kernel/remote/index.ts';
import type { Store } from '../kernel/store/index.ts';
import type { Logger } from '../kernel/telemetry/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { errors } from './errors.ts';
import type { Environment, Foundation } from './open-foundation.ts';

/** What simulated hosts keep, in the data folder. */
export const SIMULATED_HOSTS_FILE = 'simulated-hosts.sqlite';

/** The hosts, and the way to them. */
export interface Reach {
  readonly hosts: HostInventory;
  readonly transport: Transport;
  close(): Promise<void>;
}

/**
 * Makes the inventory of hosts and the transport that the configuration names: SSH in one of two ways, pods of
 * Kubernetes, or simulated hosts where Heketi's executor is `mock`.
 *
 * @throws SERVER_EXECUTOR_UNSUPPORTED, KUBERNETES_UNUSABLE, STORE_LOCKED
 */
export async function reachHosts(options: {
  readonly config: Config;
  readonly environment: Environment;
  readonly foundation: Foundation;
  readonly timer: Timer;
  readonly logger: Logger;
  /** For simulated hosts: how long a command takes; no time without it. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
}): Promise<Reach> {
  const { config, environment, foundation, timer, logger, latencyMs } = options;
  const { store, vault } = foundation;
  const { executor } = config.heketi;
  const isMock = executor === 'mock';
  if (executor === 'inject/ssh' || executor === 'inject/mock') throw errors.SERVER_EXECUTOR_UNSUPPORTED({ executor });

  const settings = hostSettings(config);
  const agentSocket = environment['SSH_AUTH_SOCK'];
  const hosts = createHostInventory({
    store,
    vault,
    clock: timer,
    randomBytes: (count) => randomBytes(count),
    settings,
    transport: () => transport,
    ...(agentSocket === undefined ? {} : { agentSocket }),
    ...(isMock || settings.transport === 'kubernetes' ? {} : { probeKeys: createKeyProbe(timer) }),
  });
  const transport = isMock
    ? await simulatedHosts({ config, store, timer, latencyMs })
    : await realHosts({ config, environment, hosts, timer, logger });
  return { hosts, transport, close: () => transport.close() };
}

async function realHosts(parts: {
  readonly config: Config;
  readonly environment: Environment;
  readonly hosts: HostInventory;
  readonly timer: Timer;
  readonly logger: Logger;
}): Promise<Transport> {
  const { config, environment, hosts, timer, logger } = parts;
  return createHostTransport(hostSettings(config), {
    findAccount: (host) => hosts.findAccount(host),
    timer,
    newNonce: () => randomBytes(8).toString('hex'),
    onContact: (contact) => logger.info({ ...contact }, 'connected to a host'),
    folder: join(config.data, 'ssh'),
    environment: definedOf(environment),
  });
}

/** Loaded only where they are wanted: a server of real hosts has nothing simulated in it. */
async function simulatedHosts(parts: {
  readonly config: Config;
  readonly store: Store;
  readonly timer: Timer;
  readonly latencyMs: { readonly min: number; readonly max: number } | undefined;
}): Promise<Transport> {
  const { config, store, timer, latencyMs } = parts;
  const [{ createMockFleet }, { simulatedVolumesWith }, { simulatedHostChecks }] = await Promise.all([
    import('../simulator/index.ts'),
    import('../domains/volumes/simulated.ts'),
    import('../kernel/hosts/simulated.ts'),
  ]);
  const volumes = simulatedVolumesWith({ deviceSizeGib: config.heketi.mock.deviceSizeGib });
  return createMockFleet({
    timer,
    seed: randomBytes(8).toString('hex'),
    file: join(config.data, SIMULATED_HOSTS_FILE),
    names: { find: (name) => findStorageHost(store, name), of: (host) => findStorageName(store, host) },
    ...volumes,
    programs: [...volumes.programs, ...simulatedHostChecks],
    nextTurn: setImmediate,
    ...(latencyMs === undefined ? {} : { latencyMs }),
  });
}

function definedOf(environment: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
