import type { SimulatedMount, SimulatedProcess } from '../kernel/remote/index.ts';

/** Everything that lasts in a simulated fleet, as plain data: it can be kept and a fleet be started from it. */
export interface FleetState {
  readonly hosts: Record<string, HostState>;
  readonly fileSystems: Record<string, FileSystemState>;
  /** What hosts share, by key. */
  readonly shared: Record<string, object>;
  /** Of the last command. */
  serial: number;
}

export interface HostState {
  /** What others call it. */
  readonly name: string;
  isPowered: boolean;
  isCut: boolean;
  /** How often it was started. */
  boots: number;
  readonly disks: Record<string, { readonly bytes: number }>;
  /** Programs' own lasting state, by key. */
  readonly own: Record<string, object>;
  readonly guard: GuardState;
  /** Gone with the power. */
  volatile: VolatileState;
}

/** What the guard keeps on a host's disk, by the paths that it uses there. */
export interface GuardState {
  readonly epochs: Record<string, number>;
  readonly records: Record<string, GuardRecord>;
}

/** The output of a command, and its code when it has ended. */
export interface GuardRecord {
  readonly stdout: string;
  readonly stderr: string;
  readonly code?: number;
}

export interface VolatileState {
  /** By number: the one made last has the greatest. */
  readonly mounts: Record<number, SimulatedMount>;
  lastMount: number;
  /** By pid. */
  readonly processes: Record<number, SimulatedProcess>;
  lastPid: number;
  readonly memory: Record<string, object>;
}

/** By absolute path from its own root, which is always there. */
export interface FileSystemState {
  readonly nodes: Record<string, FileNode>;
}

export interface FileNode {
  /** Absent for a directory. */
  text?: string;
  mode: string;
  owner: string;
}

export function newFleetState(): FleetState {
  return { hosts: {}, fileSystems: {}, shared: {}, serial: 0 };
}

export function newHostState(name: string, disks: HostState['disks']): HostState {
  return {
    name,
    isPowered: true,
    isCut: false,
    boots: 1,
    disks,
    own: {},
    guard: { epochs: {}, records: {} },
    volatile: newVolatileState(),
  };
}

export function newVolatileState(): VolatileState {
  return { mounts: {}, lastMount: 0, processes: {}, lastPid: 1, memory: {} };
}

export function newFileSystem(): FileSystemState {
  return { nodes: { '/': { mode: '755', owner: '0:0' } } };
}
