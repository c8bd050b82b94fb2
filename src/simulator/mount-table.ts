import type { SimulatedMount } from '../kernel/remote/index.ts';
import { type ChangeLog, keyOf } from './change-log.ts';
import type { VolatileState } from './fleet-state.ts';
import { createIndex } from './many-index.ts';

/** The mounts of a running host, found by what is asked for: a host has thousands of them. */
export interface MountTable {
  /** In the order in which they were made. */
  all(): readonly SimulatedMount[];
  on(target: string): readonly SimulatedMount[];
  from(source: string): readonly SimulatedMount[];
  /** The mount that shows this path. */
  over(path: string): SimulatedMount | undefined;
  add(mount: SimulatedMount): void;
  /** The mount that was made last on this directory. */
  removeLast(target: string): 'removed' | 'absent';
}

export function createMountTable(host: string, state: VolatileState, changes: ChangeLog): MountTable {
  const { mounts } = state;
  const byTarget = createIndex<number>();
  const bySource = createIndex<number>();
  const enter = (number: number, { target, source }: SimulatedMount): void => {
    byTarget.add(target, number);
    bySource.add(source, number);
  };
  const found = (numbers: readonly number[]): readonly SimulatedMount[] =>
    numbers.map((number) => mounts[number]).filter((mount) => mount !== undefined);
  for (const [number, mount] of Object.entries(mounts)) enter(Number(number), mount);
  return {
    all: () => Object.values(mounts),
    on: (target) => found(byTarget.at(target)),
    from: (source) => found(bySource.at(source)),
    over: (path) => {
      // What was mounted last hides what was there before, below it too.
      let latest = 0;
      for (let above = path; above !== ''; above = above.slice(0, above.lastIndexOf('/')))
        latest = Math.max(latest, byTarget.at(above).at(-1) ?? 0);
      return mounts[latest];
    },
    add: (mount) => {
      state.lastMount += 1;
      mounts[state.lastMount] = mount;
      enter(state.lastMount, mount);
      changes.put(keyOf('mount', host, `${state.lastMount}`), mount);
    },
    removeLast: (target) => {
      const number = byTarget.at(target).at(-1);
      const mount = number === undefined ? undefined : mounts[number];
      if (number === undefined || mount === undefined) return 'absent';
      byTarget.remove(target, number);
      bySource.remove(mount.source, number);
      delete mounts[number];
      changes.drop(keyOf('mount', host, `${number}`));
      return 'removed';
    },
  };
}
