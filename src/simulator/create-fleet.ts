import type { HostId, SimulatedFleet, SimulatedHost, SimulatedProgram, Transport } from '../kernel/remote/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { type ChangeLog, forgetChanges, keyOf } from './change-log.ts';
import { createConnection } from './connection.ts';
import { type FaultPlan, SimulationFault } from './fault.ts';
import { createFileSystems } from './file-system.ts';
import { type FleetState, type HostState, newFleetState, newHostState } from './fleet-state.ts';
import { guardPrograms } from './guard-programs.ts';
import { createHostRuntime, type HostRuntime, stateAt } from './host-runtime.ts';
import { createJournal, type JournalEntry } from './journal.ts';
import type { KeptFleet } from './kept-fleet.ts';
import { createProgramFinder, type StartedProgram } from './find-program.ts';
import { createRandom } from './random.ts';
import { plainCopy, watchState } from './watched-state.ts';

export interface HostOptions {
  /** Whole disks by path, such as `/dev/vdb`. */
  readonly disks?: HostState['disks'];
  /** What others call it; its id without one. */
  readonly name?: string;
}

/** How hosts are called, as a name service knows it. */
export interface HostNames {
  /** The host that has this name. */
  readonly find: (name: string) => Promise<HostId | undefined>;
  /** What others call a host. */
  readonly of: (host: HostId) => Promise<string | undefined>;
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
  /**
   * Hosts that nobody listed come into being when the first command for them arrives, or when another host asks for them
   * by name. `prepare` does what is done to a machine before it is ours.
   */
  readonly onDemand?: {
    readonly prepare: readonly ((host: SimulatedHost, fleet: SimulatedFleet) => void)[];
    readonly names: HostNames;
  };
  /** Whether programs take the time that they ask for, as they do unless this is false. */
  readonly takesTime?: boolean;
  /** For a command's way there and back, together. 1 to 20 ms without it. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
  /** How long a silent host is waited for: 10 s to begin with it, and 15 s in the middle of a command. */
  readonly connectTimeoutMs?: number;
  readonly keepAliveMs?: number;
  /** How many commands the journal keeps; 100,000 without it. */
  readonly journalLimit?: number;
  /** A fleet that was kept: `snapshot`. Its hosts come up as after a power cut. */
  readonly state?: FleetState;
  /** A fleet that is kept all the time, as it is: its hosts never lost their power. */
  readonly kept?: KeptFleet;
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

/** A server may run for months on a fleet, and each fault reaches its caller anyway. */
const mostFaults = 1_000;

/** How long a name that was looked up is taken for granted. */
const namesLastMs = 2_000;

/**
 * @example
 * const timer = createVirtualTimer();
 * const fleet = createFleet({ timer, seed: '1', hosts: { 'node-1': { disks: { '/dev/vdb': { bytes: 10 ** 12 } } } } });
 * await timer.run(fleet.run(hostId('node-1'), ['true'], { timeoutMs: 1000 }));
 */
export function createFleet(options: FleetOptions): Fleet {
  const { timer, seed, hosts = {}, programs = [], onBoot = [], onReturn = [] } = options;
  const { kept, onDemand } = options;
  const changes = kept?.changes ?? forgetChanges;
  const state: FleetState = watchStates(kept?.state ?? plainCopy(options.state ?? newFleetState()), changes);
  const fileSystems = createFileSystems(state.fileSystems, changes);
  const journal = createJournal(options.journalLimit ?? 100_000);
  const runtimes = new Map<string, HostRuntime>();
  const named = new Map<string, { readonly id: HostId; readonly atMs: number }>();
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
    hostNamed: (name) => runtimes.get(named.get(name)?.id ?? name)?.host,
    state: (key, initial) => stateAt(state.shared, key, initial, keyOf('shared', key), changes),
    wipeFileSystem: (id) => fileSystems.wipe(id),
  };
  const startHost = (id: string): HostRuntime => {
    const hostState = state.hosts[id];
    if (hostState === undefined) throw new TypeError(`there is no host '${id}'`);
    const runtime = createHostRuntime(id as HostId, hostState, {
      timer,
      fileSystems,
      changes,
      onBoot: (host) => {
        for (const boot of onBoot) boot(host, simulated);
      },
    });
    runtimes.set(id, runtime);
    named.set(hostState.name, { id: id as HostId, atMs: Number.NEGATIVE_INFINITY });
    return runtime;
  };
  const makeHost = (id: HostId, { disks = {}, name = id }: HostOptions = {}): HostRuntime => {
    if (runtimes.has(id)) throw new TypeError(`there is a host '${id}' already`);
    state.hosts[id] = newHostState(name, disks);
    return startHost(id);
  };
  const bringUp = async (id: HostId, { prepare, names }: NonNullable<typeof onDemand>): Promise<HostRuntime> => {
    const name = await names.of(id);
    // Somebody else may have brought it up meanwhile.
    const found = runtimes.get(id);
    if (found !== undefined) return found;
    const runtime = makeHost(id, name === undefined ? {} : { name });
    for (const each of prepare) each(runtime.host, simulated);
    return runtime;
  };
  const lookUp = async (wanted: readonly string[]): Promise<void> => {
    if (onDemand === undefined) return;
    const unsure = wanted.filter(
      (name) => timer.now() - (named.get(name)?.atMs ?? Number.NEGATIVE_INFINITY) > namesLastMs,
    );
    await Promise.all(
      unsure.map(async (name) => {
        const id = await onDemand.names.find(name);
        if (id === undefined) return;
        if (!runtimes.has(id)) await bringUp(id, onDemand);
        named.set(name, { id, atMs: timer.now() });
      }),
    );
  };

  const findProgram = createProgramFinder([...guardPrograms(runtimeOf), ...programs]);
  const reportFault = (error: unknown): SimulationFault => {
    if (error instanceof SimulationFault && faults.includes(error)) return error;
    const fault = error instanceof SimulationFault ? error : new SimulationFault(String(error), { cause: error });
    if (faults.length < mostFaults) faults.push(fault);
    return fault;
  };
  const programFor = (argv: readonly string[]): StartedProgram => {
    const found = findProgram(argv);
    if (found !== undefined) return found;
    throw reportFault(new SimulationFault(`no simulated program knows: ${argv.join(' ')}`));
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
      takesTime: options.takesTime ?? true,
      bringUp: onDemand === undefined ? undefined : (id) => bringUp(id, onDemand),
      lookUp,
      keep: () => kept?.keep(),
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
    close: async () => {
      await own.close();
      kept?.close();
    },
    connect,
    addHost: (id, hostOptions) => makeHost(id, hostOptions).host,
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
    snapshot: () => plainCopy(state),
  };
  for (const id of Object.keys(state.hosts)) {
    const runtime = startHost(id);
    if (kept === undefined && runtime.state.isPowered) {
      runtime.powerOff();
      runtime.powerOn();
    }
  }
  for (const [id, hostOptions] of Object.entries(hosts)) makeHost(id as HostId, hostOptions);
  return fleet;
}

/** Makes programs' states say what changes in them. */
function watchStates(state: FleetState, changes: ChangeLog): FleetState {
  const watch = (states: Record<string, object>, ...parts: readonly string[]): void => {
    for (const [key, own] of Object.entries(states)) states[key] = watchState(own, keyOf(...parts, key), changes);
  };
  watch(state.shared, 'shared');
  for (const [id, { own, volatile }] of Object.entries(state.hosts)) {
    watch(own, 'own', id);
    watch(volatile.memory, 'memory', id);
  }
  return state;
}
