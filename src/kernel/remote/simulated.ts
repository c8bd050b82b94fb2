import type { HostId } from './host-id.ts';
import { type Program, readArgv } from './program.ts';
import type { RunResult } from './transport.ts';

/**
 * What a program does to a simulated host. It stands beside the program's grammar, in the domain that drives it; the
 * simulator (src/simulator) implements the host. All state is plain data, so that a fleet can be kept and started again.
 */

/** A mounted file system. A directory hides what lies below it while something is mounted there. */
export interface SimulatedMount {
  /** What stands in the mount table: a device, `host:/volume`. */
  readonly source: string;
  readonly target: string;
  /** `xfs`, `fuse.glusterfs`. */
  readonly type: string;
  readonly options: string;
  /** Of `fleet.fileSystem`; the same id mounted on two hosts shows the same files. */
  readonly fileSystem: string;
}

export interface SimulatedProcess {
  readonly pid: number;
  readonly name: string;
  /** What it works on: a brick's path, a volume. */
  readonly about: string;
}

/** Files and directories by absolute path, seen through the mounts. Symbolic links do not exist. */
export interface SimulatedFiles {
  readonly kindOf: (path: string) => 'file' | 'directory' | 'absent';
  /** Names of a directory's entries, sorted; empty when it is none. */
  readonly list: (path: string) => readonly string[];
  readonly read: (path: string) => string | undefined;
  /** The mode of a new file is 644 unless given; a file that is there keeps its own. */
  readonly write: (path: string, text: string, mode?: string) => 'written' | 'no-parent' | 'is-directory';
  /** Adds to the end of a file: of a long text that costs far less than to write it again. */
  readonly append: (path: string, text: string) => 'appended' | 'absent';
  /** `mkdir`, or `mkdir -p` with `parents`. */
  readonly makeDirectory: (
    path: string,
    options?: { parents?: boolean; mode?: string },
  ) => 'made' | 'exists' | 'no-parent';
  readonly remove: (path: string) => 'removed' | 'absent' | 'is-directory';
  /** `rmdir`; a mount point is busy. */
  readonly removeDirectory: (path: string) => 'removed' | 'absent' | 'not-empty' | 'not-directory' | 'busy';
  /** Three or four octal digits. */
  readonly modeOf: (path: string) => string | undefined;
  /** `user:group`, as given; `0:0` at first. */
  readonly ownerOf: (path: string) => string | undefined;
  readonly change: (path: string, what: { mode?: string; owner?: string }) => 'changed' | 'absent';
}

export interface SimulatedHost {
  readonly id: HostId;
  /** What others call it: its id, unless the fleet was told a name. */
  readonly name: string;
  /** Another one after each boot. */
  readonly bootId: () => string;
  readonly files: SimulatedFiles;
  /** All, in the order in which they were made. A host may have thousands: where one of the next three will do, it must. */
  readonly mounts: () => readonly SimulatedMount[];
  readonly mountsOn: (target: string) => readonly SimulatedMount[];
  readonly mountsFrom: (source: string) => readonly SimulatedMount[];
  /** The mount that shows this path; none for what lies on the host's own file system. */
  readonly mountOver: (path: string) => SimulatedMount | undefined;
  /** The file system comes into being when it is mounted for the first time. */
  readonly mount: (mount: SimulatedMount) => 'mounted' | 'no-target';
  /** The mount that was made last on this directory. */
  readonly unmount: (target: string) => 'unmounted' | 'not-mounted';
  /** Whole disks, by path; what is made of them is the programs' own state. */
  readonly disks: Readonly<Record<string, { readonly bytes: number }>>;
  readonly processes: () => readonly SimulatedProcess[];
  readonly processesAbout: (about: string) => readonly SimulatedProcess[];
  /** Whether a process works on this path, or on something below it. */
  readonly isInUse: (path: string) => boolean;
  /** Ends with the host's power. */
  readonly startProcess: (name: string, about: string) => SimulatedProcess;
  readonly endProcess: (pid: number) => 'ended' | 'absent';
  /**
   * A program's own lasting state, live: change it in place. Plain data, under a key such as `lvm`. What is put into it
   * is copied, so that each change is seen: an object that was put in is changed through the state afterwards.
   */
  readonly state: <State extends object>(key: string, initial: State) => State;
  /** The same, but gone with the host's power. */
  readonly memory: <State extends object>(key: string, initial: State) => State;
}

export interface SimulatedFleet {
  readonly host: (id: HostId) => SimulatedHost;
  readonly hosts: () => readonly SimulatedHost[];
  /** By a name that others call it, or by its id. */
  readonly hostNamed: (name: string) => SimulatedHost | undefined;
  /** Whether one host can speak to the other now: both have power, neither is cut, and there is such a host. */
  readonly canReach: (from: HostId, to: HostId) => boolean;
  /** State that hosts share, as the members of a pool do. */
  readonly state: <State extends object>(key: string, initial: State) => State;
  /** Forgets a file system, as `mkfs` does. */
  readonly wipeFileSystem: (id: string) => void;
}

export interface SimulationContext {
  readonly fleet: SimulatedFleet;
  readonly input: string;
  /** Milliseconds since 1970, by the simulation's clock. */
  readonly now: () => number;
  /** From 0 up to 1, the same in each run with the same seed. */
  readonly random: () => number;
  /** Output before the end, for those who watch; it comes before that of the result. */
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void;
}

/**
 * Each `yield` is a moment between two effects: others may come in between, the power may fail, and `yield 500` lets
 * 500 ms pass. A plain result is one effect, whole or not at all.
 */
export type SimulatedRun = Partial<RunResult> | Generator<number | undefined, Partial<RunResult>, void>;

export interface SimulatedProgram {
  readonly name: string;
  /** Whether it may change the host. One that may, and comes without the guard, is a fault of the caller. */
  readonly changes: boolean;
  /** Hosts that it will ask `fleet.hostNamed` for: a fleet of hosts that nobody listed looks them up before. */
  readonly names?: (argv: readonly string[]) => readonly string[];
  /** Undefined when the words are not this program's. */
  readonly start: (
    argv: readonly string[],
  ) => ((host: SimulatedHost, context: SimulationContext) => SimulatedRun) | undefined;
}

/**
 * Joins a program's grammar with what it does to a simulated host. Its result is code 0 and no output, unless it says
 * otherwise.
 *
 * @example
 * simulate(mkdir, { changes: true }, (host, { path }) =>
 *   host.files.makeDirectory(path, { parents: true }) === 'no-parent' ? { code: 1, stderr: 'mkdir: no parent\n' } : {});
 */
export function simulate<Fields extends object>(
  program: Program<Fields, unknown>,
  { changes, names }: { readonly changes: boolean; readonly names?: (fields: Fields) => readonly string[] },
  behave: (host: SimulatedHost, fields: Fields, context: SimulationContext) => SimulatedRun,
): SimulatedProgram {
  return {
    name: program.name,
    changes,
    ...(names === undefined
      ? {}
      : {
          names: (argv) => {
            const fields = readArgv(program, argv);
            return fields === undefined ? [] : names(fields);
          },
        }),
    start: (argv) => {
      const fields = readArgv(program, argv);
      return fields === undefined ? undefined : (host, context) => behave(host, fields, context);
    },
  };
}
