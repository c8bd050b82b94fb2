import type { HostId, SimulatedFleet, SimulatedHost, SimulatedProgram, Transport } from '../kernel/remote/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { createConnection } from './connection.ts';
import { type FaultPlan, SimulationFault } from './fault.ts';
import { type FleetState, type HostState, newHostState } from './fleet-state.ts';
import { guardPrograms } from './guard-programs.ts';
import { createHostRuntime, type HostRuntime, stateAt } from './host-runtime.ts';
import { createJournal, type JournalEntry } from './journal.ts';
import { createRandom } from './random.ts';

export interface HostOptions {
  /** Whole disks by path, such as `/dev/vdb`. */
  readonly disks?: HostState['disks'];
}

export interface FleetOptions {
  readonly timer: Timer;
  /** The same seed and the same calls give the same journal. */
  readonly seed: string;
  /** By id. Left out where `state` has them. */
  readonly hosts?: Readonly<Record<string, HostOptions>>;
  /** What hosts can run, beside the programs of kernel/remote. */
  readonly programs?: readonly SimulatedProgram[];
  /** Called when a host gets power again, for what its system would start and mount. */
  readonly onBoot?: readonly ((host: SimulatedHost, fleet: SimulatedFleet) => void)[];
  /** Called when a host that was cut off is back among the others, for what its daemons learn from them. */
  readonly onReturn?: readonly ((host: SimulatedHost, fleet: SimulatedFleet) => void)[];
  /** For a command's way there and back, together. 1 to 20 ms without it. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
  /** How long a silent host is waited for: 10 s to begin with it, and 15 s in the middle of a command. */
  readonly connectTimeoutMs?: number;
  readonly keepAliveMs?: number;
  /** How many commands the journal keeps; 100,000 without it. */
  readonly journalLimit?: number;
  /** A fleet that was kept: `snapshot`. Its hosts come up as after a power cut. */
  readonly state?: FleetState;
}

/** Simulated hosts. As a transport it is one client's connection; `connect` gives others. */
export interface Fleet extends Transport, SimulatedFleet {
  /** A connection of its own, for a server that may be killed: `close` loses what it runs, and the commands go on. */
  readonly connect: () => Transport;
  readonly addHost: (id: HostId, options?: HostOptions) => SimulatedHost;
  /** Asked for each command; set it when the arrangements are over. */
  faultPlan: FaultPlan | undefined;
  /** What must never happen, and was thrown at the caller: look at it at the end of each test. */
  readonly faults: readonly SimulationFault[];
  readonly journal: readonly JournalEntry[];
  /** Silently: nothing comes through, and nobody is told. Commands go on. */
  readonly cut: (host: HostId) => void;
  readonly heal: (host: HostId) => void;
  readonly powerOff: (host: HostId) => void;
  readonly powerOn: (host: HostId) => void;
  /** Resolves when no command is on its way or runs, those included whose clients are gone. */
  readonly quiet: () => Promise<void>;
  /** Sentences about what waits, for `VirtualTimer.explain`. */
  readonly waiting: () => readonly string[];
  /** A copy of all that lasts; plain data. */
  readonly snapshot: () => FleetState;
}

/**
 * @example
 * const timer = createVirtualTimer();
 * const fleet = createFleet({ timer, seed: '1', hosts: { 'node-1': { disks: { '/dev/vdb': { bytes: 10 ** 12 } } } } });
 * await timer.run(fleet.run(hostId('node-1'), ['true'], { timeoutMs: 1000 }));
 */
export function createFleet(options: FleetOptions): Fleet {
  const { timer, seed, hosts = {}, programs = [], onBoot = [], onReturn = [] } = options;
  const state: FleetState = structuredClone(options.state ?? { hosts: {}, fileSystems: {}, shared: {}, serial: 0 });
  const journal = createJournal(options.journalLimit ?? 100_000);
  const runtimes = new Map<string, HostRuntime>();
  const faults: SimulationFault[] = [];
  const working = new Set<Promise<void>>();

  const runtimeOf = (id: string): HostRuntime => {
    const runtime = runtimes.get(id);
    if (runtime === undefined) throw new TypeError(`there is no host '${id}'`);
    return runtime;
  };
  const simulated: SimulatedFleet = {
    host: (id) => runtimeOf(id).host,
    hosts: () => [...runtimes.values()].map(({ host }) => host),
    canReach: (from, to) => runtimeOf(from).isUp() && runtimes.get(to)?.isUp() === true,
    state: (key, initial) => stateAt(state.shared, key, initial),
    wipeFileSystem: (id) => {
      delete state.fileSystems[id];
    },
  };
  const startHost = (id: string): HostRuntime => {
    const hostState = state.hosts[id];
    if (hostState === undefined) throw new TypeError(`there is no host '${id}'`);
    const runtime = createHostRuntime(id as HostId, hostState, {
      timer,
      fileSystems: state.fileSystems,
      onBoot: (host) => {
        for (const boot of onBoot) boot(host, simulated);
      },
    });
    runtimes.set(id, runtime);
    return runtime;
  };
  const addHost: Fleet['addHost'] = (id, { disks = {} } = {}) => {
    if (runtimes.has(id)) throw new TypeError(`there is a host '${id}' already`);
    state.hosts[id] = newHostState(disks);
    return startHost(id).host;
  };

  const known = [...guardPrograms(runtimeOf), ...programs];
  const reportFault = (error: unknown): SimulationFault => {
    if (error instanceof SimulationFault && faults.includes(error)) return error;
    const fault = error instanceof SimulationFault ? error : new SimulationFault(String(error), { cause: error });
    faults.push(fault);
    return fault;
  };
  const programFor = (argv: readonly string[]): SimulatedProgram => {
    const found = known.find(({ start }) => start(argv) !== undefined);
    if (found === undefined) throw reportFault(new SimulationFault(`no simulated program knows: ${argv.join(' ')}`));
    return found;
  };
  const start = (work: () => Promise<void>): void => {
    const run = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        reportFault(error);
      }
      working.delete(running);
    };
    const running = run();
    working.add(running);
  };
  const connect = (): Transport =>
    createConnection({
      timer,
      start,
      reportFault,
      programFor,
      fleet: simulated,
      journal,
      latencyMs: options.latencyMs ?? { min: 1, max: 20 },
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      keepAliveMs: options.keepAliveMs ?? 15_000,
      runtimeOf: (id) => runtimes.get(id),
      plan: () => fleet.faultPlan,
      nextCommand: () => {
        state.serial += 1;
        return { serial: state.serial, random: createRandom(`${seed}/${state.serial}`) };
      },
    });

  const own = connect();
  const fleet: Fleet = {
    ...simulated,
    run: (host, argv, runOptions) => own.run(host, argv, runOptions),
    close: () => own.close(),
    connect,
    addHost,
    faultPlan: undefined,
    faults,
    journal: journal.entries,
    cut: (id) => runtimeOf(id).setCut(true),
    heal: (id) => {
      const runtime = runtimeOf(id);
      runtime.setCut(false);
      if (runtime.isUp()) for (const back of onReturn) back(runtime.host, simulated);
    },
    powerOff: (id) => runtimeOf(id).powerOff(),
    powerOn: (id) => runtimeOf(id).powerOn(),
    quiet: async () => {
      while (working.size > 0) await Promise.all(working);
    },
    waiting: () => [...runtimes.values()].flatMap((runtime) => runtime.locks().waiting()),
    snapshot: () => structuredClone(state),
  };
  for (const id of Object.keys(state.hosts)) {
    const runtime = startHost(id);
    if (runtime.state.isPowered) {
      runtime.powerOff();
      runtime.powerOn();
    }
  }
  for (const [id, hostOptions] of Object.entries(hosts)) addHost(id as HostId, hostOptions);
  return fleet;
}
