import type { HostId, SimulatedHost } from '../kernel/remote/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { type ChangeLog, checkKeyPart, keyOf } from './change-log.ts';
import type { FileSystems } from './file-system.ts';
import { checkPath, createFileTree, type Place } from './file-tree.ts';
import { type GuardRecord, type HostState, newVolatileState } from './fleet-state.ts';
import { createLockTable, type LockTable } from './lock-table.ts';
import { createMountTable, type MountTable } from './mount-table.ts';
import { createProcessTable, type ProcessTable } from './process-table.ts';
import { announceState, forgetState, watchState } from './watched-state.ts';

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
  /** What the guard keeps: an epoch or a record, under the path that it has there; undefined takes it away. */
  keepEpoch(path: string, epoch: number): void;
  keepRecord(path: string, record: GuardRecord | undefined): void;
}

export interface HostParts {
  readonly timer: Timer;
  readonly fileSystems: FileSystems;
  readonly changes: ChangeLog;
  readonly onBoot: (host: SimulatedHost) => void;
}

export function createHostRuntime(id: HostId, state: HostState, parts: HostParts): HostRuntime {
  const { changes, timer } = parts;
  const listeners = new Set<() => void>();
  let locks = createLockTable(timer);
  let life = new AbortController();
  let tables = openTables(id, state, changes);
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const keepHead = (): void => {
    const { name, isPowered, isCut, boots, disks } = state;
    changes.put(keyOf('host', checkKeyPart(id)), { name, isPowered, isCut, boots, disks });
  };
  const host = createHost(id, state, parts, () => tables);
  keepHead();
  return {
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
      keepHead();
      tell();
    },
    powerOff: () => {
      if (!state.isPowered) return;
      state.isPowered = false;
      for (const { target } of tables.mounts.all().toReversed()) tables.mounts.removeLast(target);
      for (const { pid } of tables.processes.all()) tables.processes.end(pid);
      for (const [key, memory] of Object.entries(state.volatile.memory))
        forgetState(memory, keyOf('memory', id, key), changes);
      state.volatile = newVolatileState();
      tables = openTables(id, state, changes);
      locks = createLockTable(timer);
      keepHead();
      life.abort();
      tell();
    },
    powerOn: () => {
      if (state.isPowered) return;
      life = new AbortController();
      state.isPowered = true;
      state.boots += 1;
      keepHead();
      parts.onBoot(host);
      tell();
    },
    keepEpoch: (path, epoch) => {
      state.guard.epochs[path] = epoch;
      changes.put(keyOf('epoch', id, path), epoch);
    },
    keepRecord: (path, record) => {
      if (record === undefined) {
        delete state.guard.records[path];
        changes.drop(keyOf('record', id, path));
      } else {
        state.guard.records[path] = record;
        changes.put(keyOf('record', id, path), record);
      }
    },
  };
}

interface Tables {
  readonly mounts: MountTable;
  readonly processes: ProcessTable;
}

function openTables(id: HostId, { volatile }: HostState, changes: ChangeLog): Tables {
  return {
    mounts: createMountTable(id, volatile, changes),
    processes: createProcessTable(id, volatile, changes),
  };
}

function createHost(
  id: HostId,
  state: HostState,
  { fileSystems, changes }: HostParts,
  tables: () => Tables,
): SimulatedHost {
  const placeOf = (path: string): Place => {
    const mount = tables().mounts.over(path);
    return mount === undefined
      ? { fileSystem: fileSystems.get(`${id}:/`), path }
      : { fileSystem: fileSystems.get(mount.fileSystem), path: path.slice(mount.target.length) || '/' };
  };
  const files = createFileTree(placeOf, (path) => tables().mounts.on(path).length > 0);
  return {
    id,
    name: state.name,
    bootId: () => `${id}-${state.boots}`,
    files,
    disks: state.disks,
    mounts: () => tables().mounts.all(),
    mountsOn: (target) => tables().mounts.on(target),
    mountsFrom: (source) => tables().mounts.from(source),
    mountOver: (path) => tables().mounts.over(path),
    mount: (mount) => {
      if (files.kindOf(checkPath(mount.target)) !== 'directory') return 'no-target';
      tables().mounts.add(mount);
      return 'mounted';
    },
    unmount: (target) => (tables().mounts.removeLast(target) === 'removed' ? 'unmounted' : 'not-mounted'),
    processes: () => tables().processes.all(),
    processesAbout: (about) => tables().processes.about(about),
    isInUse: (path) => tables().processes.isInUse(path),
    startProcess: (name, about) => tables().processes.start(name, about),
    endProcess: (pid) => tables().processes.end(pid),
    state: (key, initial) => stateAt(state.own, key, initial, keyOf('own', id, key), changes),
    memory: (key, initial) => stateAt(state.volatile.memory, key, initial, keyOf('memory', id, key), changes),
  };
}

/** The state under a key, made from a copy of the initial one at first. */
export function stateAt<State extends object>(
  states: Record<string, object>,
  name: string,
  initial: State,
  key: string,
  changes: ChangeLog,
): State {
  const found = states[name];
  if (found !== undefined) return found as State;
  const state = watchState(initial, key, changes);
  states[name] = state;
  announceState(state, key, changes);
  return state;
}
