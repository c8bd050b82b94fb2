import type { SimulatedProcess } from '../kernel/remote/index.ts';
import { type ChangeLog, keyOf } from './change-log.ts';
import type { VolatileState } from './fleet-state.ts';
import { createIndex } from './many-index.ts';

/** The processes of a running host, found by what they work on: a host has thousands of them. */
export interface ProcessTable {
  all(): readonly SimulatedProcess[];
  about(about: string): readonly SimulatedProcess[];
  /** Whether one of them works on the path, or on something below it. */
  isInUse(path: string): boolean;
  start(name: string, about: string): SimulatedProcess;
  end(pid: number): 'ended' | 'absent';
}

export function createProcessTable(host: string, state: VolatileState, changes: ChangeLog): ProcessTable {
  const { processes } = state;
  const byAbout = createIndex<number>();
  /** How many processes work on a path or below it. */
  const users = new Map<string, number>();
  const count = (about: string, more: 1 | -1): void => {
    for (let path = about; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      const left = (users.get(path) ?? 0) + more;
      if (left === 0) users.delete(path);
      else users.set(path, left);
    }
  };
  for (const { pid, about } of Object.values(processes)) {
    byAbout.add(about, pid);
    count(about, 1);
  }
  return {
    all: () => Object.values(processes),
    about: (about) =>
      byAbout
        .at(about)
        .map((pid) => processes[pid])
        .filter((process) => process !== undefined),
    isInUse: (path) => users.has(path),
    start: (name, about) => {
      state.lastPid += 1;
      const process = { pid: state.lastPid, name, about };
      processes[process.pid] = process;
      byAbout.add(about, process.pid);
      count(about, 1);
      changes.put(keyOf('process', host, `${process.pid}`), process);
      return process;
    },
    end: (pid) => {
      const process = processes[pid];
      if (process === undefined) return 'absent';
      delete processes[pid];
      byAbout.remove(process.about, pid);
      count(process.about, -1);
      changes.drop(keyOf('process', host, `${pid}`));
      return 'ended';
    },
  };
}
