import type { HostId, SimulatedHost } from '../kernel/remote/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { checkPath, createFileTree, type Place } from './file-tree.ts';
import { type FileSystemState, type HostState, newFileSystem, newVolatileState } from './fleet-state.ts';
import { createLockTable, type LockTable } from './lock-table.ts';

/** A simulated host with what only lives while it has power. */
export interface HostRuntime {
  readonly id: HostId;
  readonly state: HostState;
  readonly host: SimulatedHost;
  /** Of the current boot. */
  locks(): LockTable;
  /** Aborted when the power goes. */
  life(): AbortSignal;
  isUp(): boolean;
  /** Called after each cut, healing, loss and return of power; gives back a function that ends it. */
  onLink(listener: () => void): () => void;
  setCut(isCut: boolean): void;
  powerOff(): void;
  powerOn(): void;
}

export interface HostParts {
  readonly timer: Timer;
  readonly fileSystems: Record<string, FileSystemState>;
  readonly onBoot: (host: SimulatedHost) => void;
}

export function createHostRuntime(id: HostId, state: HostState, parts: HostParts): HostRuntime {
  const listeners = new Set<() => void>();
  let locks = createLockTable(parts.timer);
  let life = new AbortController();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const host = createHost(id, state, parts.fileSystems);
  const runtime: HostRuntime = {
    id,
    state,
    host,
    locks: () => locks,
    life: () => life.signal,
    isUp: () => state.isPowered && !state.isCut,
    onLink: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setCut: (isCut) => {
      state.isCut = isCut;
      tell();
    },
    powerOff: () => {
      if (!state.isPowered) return;
      state.isPowered = false;
      state.volatile = newVolatileState();
      locks = createLockTable(parts.timer);
      life.abort();
      tell();
    },
    powerOn: () => {
      if (state.isPowered) return;
      life = new AbortController();
      state.isPowered = true;
      state.boots += 1;
      parts.onBoot(host);
      tell();
    },
  };
  return runtime;
}

function createHost(id: HostId, state: HostState, fileSystems: Record<string, FileSystemState>): SimulatedHost {
  const fileSystem = (name: string): FileSystemState => {
    fileSystems[name] ??= newFileSystem();
    return fileSystems[name];
  };
  const placeOf = (path: string): Place => {
    // What was mounted last hides what was there before.
    const mount = state.volatile.mounts.findLast(({ target }) => path === target || path.startsWith(`${target}/`));
    return mount === undefined
      ? { fileSystem: fileSystem(`${id}:/`), path }
      : { fileSystem: fileSystem(mount.fileSystem), path: path.slice(mount.target.length) || '/' };
  };
  const isMountPoint = (path: string): boolean => state.volatile.mounts.some(({ target }) => target === path);
  const files = createFileTree(placeOf, isMountPoint);
  return {
    id,
    bootId: () => `${id}-${state.boots}`,
    files,
    disks: state.disks,
    mounts: () => state.volatile.mounts,
    mount: (mount) => {
      if (files.kindOf(checkPath(mount.target)) !== 'directory') return 'no-target';
      state.volatile.mounts.push(mount);
      return 'mounted';
    },
    unmount: (target) => {
      const index = state.volatile.mounts.findLastIndex((mount) => mount.target === target);
      if (index === -1) return 'not-mounted';
      state.volatile.mounts.splice(index, 1);
      return 'unmounted';
    },
    processes: () => state.volatile.processes,
    startProcess: (name, about) => {
      state.volatile.lastPid += 1;
      const process = { pid: state.volatile.lastPid, name, about };
      state.volatile.processes.push(process);
      return process;
    },
    endProcess: (pid) => {
      const index = state.volatile.processes.findIndex((process) => process.pid === pid);
      if (index === -1) return 'absent';
      state.volatile.processes.splice(index, 1);
      return 'ended';
    },
    state: (key, initial) => stateAt(state.own, key, initial),
    memory: (key, initial) => stateAt(state.volatile.memory, key, initial),
  };
}

/** The state under a key, made from a copy of the initial one at first. */
export function stateAt<State extends object>(states: Record<string, object>, key: string, initial: State): State {
  states[key] ??= structuredClone(initial);
  return states[key] as State;
}
