import { checkAbsolutePath, checkGuardName, defaultGuardDirectory } from './guard-name.ts';
import { guardText } from './guard-text.ts';
import type { RunResult } from './transport.ts';

/** A lock with the number of its grant; each grant of a lock has a greater one than those before. */
export interface HeldLock {
  readonly name: string;
  readonly epoch: number;
}

export interface GuardCall {
  /** At most five; with none of them the guard only keeps the record. */
  readonly locks: readonly HeldLock[];
  /** For all locks together, in milliseconds; rounded up to 10 ms. 0 does not wait. */
  readonly waitMs: number;
  /**
   * Where the output and the code of the command are kept on the host, so that they survive a lost connection
   * (record.ts). What prints or lasts needs one: without it the command dies at its next output when the connection is
   * lost, or holds its locks until the output is taken.
   */
  readonly record?: string;
  /** Absolute path, on a disk. */
  readonly directory?: string;
  /** Tells the guard's own words from the command's: new for each call, of letters and digits. */
  readonly nonce: string;
}

/** A call of the guard that says where. */
export type PlacedGuardCall = GuardCall & { readonly directory: string };

export type GuardOutcome =
  | { readonly kind: 'ran'; readonly result: RunResult }
  /** A later grant of the lock, with the epoch `have`, has been here. The command was not started. */
  | { readonly kind: 'superseded'; readonly lock: string; readonly have: number }
  /** Somebody held the lock, or the record, for the whole wait. The command was not started. */
  | { readonly kind: 'busy'; readonly lock: string }
  /** The host cannot keep locks. The command was not started. */
  | { readonly kind: 'broken'; readonly reason: string };

/** As many descriptors as a POSIX sh has for them (guard-text.ts). */
const maxLocks = 5;

/**
 * The argument vector that runs a program under locks, through the fixed text of guard-text.ts. Locks are taken in the
 * order of their names, so that two callers never wait for each other.
 *
 * @example
 * // A fence: once it has run, nobody with an older epoch changes anything under this lock any more.
 * guardedArgv({ locks: [{ name: 'fstab', epoch: 7 }], waitMs: 10_000, nonce }, ['true']);
 *
 * @throws {TypeError} for names, epochs and directories that are malformed, for too many locks or one lock twice, and
 * for a program that `env` would take for an option or a variable
 */
export function guardedArgv(guard: GuardCall, argv: readonly string[]): readonly string[] {
  const { locks, waitMs, record, directory = defaultGuardDirectory, nonce } = guard;
  if (locks.length > maxLocks) throw new TypeError(`${locks.length} locks for one command, of at most ${maxLocks}`);
  if (new Set(locks.map(({ name }) => name)).size < locks.length) throw new TypeError('one lock is named twice');
  const [program] = argv;
  if (program === undefined || /^$|^-|=/.test(program)) throw new TypeError(`'${program ?? ''}' is no program`);
  if (!/^[A-Za-z0-9]+$/.test(nonce)) throw new TypeError(`'${nonce}' is no nonce`);
  return [
    'sh',
    '-c',
    guardText,
    'hostreeve-guard',
    checkAbsolutePath(directory),
    count(Math.ceil(waitMs / 10)),
    record === undefined ? '' : checkGuardName(record),
    nonce,
    count(locks.length),
    ...locks
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(({ name, epoch }) => [checkGuardName(name), count(epoch)]),
    ...argv,
  ];
}

function count(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${value} is no whole number`);
  return String(value);
}

/** What `guardedArgv` was called with, or undefined when the words are not its own. For simulated hosts. */
export function readGuardedArgv(
  words: readonly string[],
): { readonly guard: PlacedGuardCall; readonly argv: readonly string[] } | undefined {
  const [sh, option, text, name, directory, waitCs, record, nonce, locks, ...left] = words;
  if (sh !== 'sh' || option !== '-c' || text !== guardText || name !== 'hostreeve-guard') return undefined;
  if (directory === undefined || record === undefined || nonce === undefined) return undefined;
  const pairs = 2 * Number(locks);
  return {
    guard: {
      directory,
      waitMs: 10 * Number(waitCs),
      ...(record === '' ? {} : { record }),
      nonce,
      locks: left
        .slice(0, pairs)
        .flatMap((lock, index) => (index % 2 === 0 ? [{ name: lock, epoch: Number(left[index + 1]) }] : [])),
    },
    argv: left.slice(pairs),
  };
}

/** The codes of the guard's refusals; only with its marker do they mean that. */
export const guardCodes = { busy: 73, broken: 74, superseded: 75 } as const;

/** The line that tells a refusal of the guard, on standard error. */
export function guardMarker(nonce: string, words: string): string {
  return `hostreeve-guard ${nonce} ${words}\n`;
}

/** How a guarded command ended: what the program answered, or why the guard did not start it. */
export function readGuarded({ nonce }: Pick<GuardCall, 'nonce'>, result: RunResult): GuardOutcome {
  const ran: GuardOutcome = { kind: 'ran', result };
  const marker = guardMarker(nonce, '').trimEnd();
  const line = result.stderr.split('\n').find((each) => each.startsWith(`${marker} `));
  if (line === undefined) return ran;
  const [kind, ...words] = line.slice(marker.length + 1).split(' ');
  const [lock = '', have] = words;
  if (kind === 'superseded' && result.code === guardCodes.superseded) return { kind, lock, have: Number(have) };
  if (kind === 'busy' && result.code === guardCodes.busy) return { kind, lock };
  if (kind === 'broken' && result.code === guardCodes.broken) {
    const others = result.stderr.replace(line, '').trim();
    return { kind, reason: others === '' ? words.join(' ') : `${words.join(' ')} (${others})` };
  }
  return ran;
}
