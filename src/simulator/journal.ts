import type { HeldLock, HostId } from '../kernel/remote/index.ts';
import type { Fault } from './fault.ts';

/** A command that came to a host. Entries are live: those of running commands have no `end` yet. */
export interface JournalEntry {
  readonly serial: number;
  /** When it came. */
  readonly atMs: number;
  readonly host: HostId;
  readonly name: string;
  /** Without the guard. */
  readonly argv: readonly string[];
  /** Present when it came through the guard. */
  readonly locks?: readonly HeldLock[];
  readonly record?: string;
  readonly fault?: Fault['kind'];
  /** The program may change the host, and was started: it had its effect, or a part of it. */
  effect: boolean;
  /** The last two were refused by the guard, without effect. */
  end?: 'ended' | 'terminated' | 'power-cut' | 'busy' | 'superseded';
  code?: number;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  add(entry: JournalEntry): void;
}

/** Keeps the newest entries, up to the limit and a tenth more. */
export function createJournal(limit: number): Journal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    add: (entry) => {
      entries.push(entry);
      if (entries.length > limit * 1.1) entries.splice(0, entries.length - limit);
    },
  };
}
