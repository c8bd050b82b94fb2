import type { OperationId } from '../../kernel/operations/index.ts';

/** What an entry of the queue says of its operation; it never changes. */
export interface KnownEntry {
  readonly issuer: string;
  readonly operation: OperationId;
  readonly collection: string | undefined;
}

/** Entries that this server gave out: clients poll them many times before there is anything to read. */
export interface KnownEntries {
  get(entry: string): KnownEntry | undefined;
  set(entry: string, known: KnownEntry): void;
  delete(entry: string): void;
}

const MOST = 10_000;

/** Keeps the newest: those that nobody asks for are read when somebody does. */
export function createKnownEntries(): KnownEntries {
  const known = new Map<string, KnownEntry>();
  return {
    get: (entry) => known.get(entry),
    set: (entry, what) => {
      known.set(entry, what);
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    },
    delete: (entry) => known.delete(entry),
  };
}
