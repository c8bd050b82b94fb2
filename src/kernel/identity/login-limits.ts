import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Clock } from '../clock.ts';
import { findName } from './check-name.ts';
import { errors } from './errors.ts';

/** When tries to log in are refused. */
export interface LoginLimit {
  /** Failures that cost nobody a wait: people mistype. */
  readonly free: number;
  /** The wait after the first failure beyond them; each further one doubles it. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** Many people may be behind one address, and none of them is locked out by it for long. */
export const ADDRESS_LIMIT: LoginLimit = { free: 20, firstWaitMs: 1_000, longestWaitMs: 900_000 };

/** Of one name, whatever addresses the tries come from. Short at its longest: anybody can make somebody else wait. */
export const NAME_LIMIT: LoginLimit = { free: 5, firstWaitMs: 1_000, longestWaitMs: 60_000 };

/** So long after the last failure and its wait everything is forgotten. */
const FORGOTTEN_AFTER_MS = 900_000;
/** Of each kind; the one that failed longest ago leaves first. About 2 MB. */
export const MOST_REMEMBERED = 10_000;

export interface Try {
  /** It was the right password. */
  succeeded(): void;
  /** It was never looked at. */
  withdrawn(): void;
}

export interface LoginLimits {
  /**
   * Counts a try as failed until it is known how it ends: tries that are sent at once do not get by.
   *
   * @throws LOGIN_TOO_OFTEN
   */
  readonly begin: (name: string, from: string) => Try;
}

/**
 * How often a password may be tried, by address and by name. Each server counts for itself, in memory: a restart
 * forgets, and so many servers give so many times the tries.
 *
 * A success clears what is counted of its name. It clears the address only where nobody else's name failed from there,
 * or whoever has an account of their own would clear the way to others with it.
 */
export function createLoginLimits(clock: Clock, most = MOST_REMEMBERED): LoginLimits {
  const names = createCounts(clock, NAME_LIMIT, most);
  const addresses = createCounts(clock, ADDRESS_LIMIT, most);
  return {
    begin: (name, from) => {
      // What cannot be a name is nobody's, and counts for its address alone.
      const kept = findName(name);
      const nameKey = kept === undefined ? undefined : digestOf(kept);
      const address = addressKey(from);
      const waitMs = Math.max(addresses.waitMs(address), nameKey === undefined ? 0 : names.waitMs(nameKey));
      if (waitMs > 0) throw errors.LOGIN_TOO_OFTEN({ waitMs });
      const takeBackAddress = addresses.count(address, nameKey ?? '');
      const takeBackName = nameKey === undefined ? undefined : names.count(nameKey, nameKey);
      return {
        succeeded: () => {
          if (nameKey !== undefined) names.clear(nameKey, nameKey);
          if (!addresses.clear(address, nameKey ?? '')) takeBackAddress();
        },
        withdrawn: () => {
          takeBackAddress();
          takeBackName?.();
        },
      };
    },
  };
}

interface Count {
  failures: number;
  /** Of whom, where it is one name only. */
  only: string | undefined;
  blockedUntilMs: number;
  lastMs: number;
}

interface Counts {
  /** How long a try must wait still; 0 when it may go on. */
  waitMs(key: string): number;
  /** @returns what takes it back */
  count(key: string, name: string): () => void;
  /** @returns whether it was cleared: nobody else failed there */
  clear(key: string, name: string): boolean;
}

function createCounts(clock: Clock, { free, firstWaitMs, longestWaitMs }: LoginLimit, most: number): Counts {
  // In the order of their last failure.
  const counts = new Map<string, Count>();

  const find = (key: string): Count | undefined => {
    const count = counts.get(key);
    if (count === undefined) return undefined;
    const now = clock.now();
    // A clock that was set back must not make a wait longer than it was.
    if (now >= count.lastMs && now < Math.max(count.blockedUntilMs, count.lastMs) + FORGOTTEN_AFTER_MS) return count;
    counts.delete(key);
    return undefined;
  };

  const block = (count: Count): void => {
    const beyond = count.failures - free;
    // Two to the power of more than that is past any longest wait.
    const waitMs = beyond <= 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(beyond - 1, 30));
    count.blockedUntilMs = count.lastMs + waitMs;
  };

  return {
    waitMs: (key) => {
      const count = find(key);
      return count === undefined ? 0 : Math.max(0, count.blockedUntilMs - clock.now());
    },
    count: (key, name) => {
      const count = find(key) ?? { failures: 0, only: name, blockedUntilMs: 0, lastMs: 0 };
      const before = { ...count };
      count.failures += 1;
      if (count.only !== name) count.only = undefined;
      count.lastMs = clock.now();
      block(count);
      counts.delete(key);
      const [oldest] = counts.size >= most ? counts.keys() : [];
      if (oldest !== undefined) counts.delete(oldest);
      counts.set(key, count);
      return () => {
        if (counts.get(key) !== count || count.failures === 0) return;
        count.failures -= 1;
        if (count.failures === 0) counts.delete(key);
        else if (count.failures === before.failures) Object.assign(count, before);
        else block(count);
      };
    },
    clear: (key, name) => {
      const count = counts.get(key);
      if (count !== undefined && count.only !== name) return false;
      counts.delete(key);
      return true;
    },
  };
}

/** Whoever has an IPv6 address has 2^64 of them. */
function addressKey(from: string): string {
  const address = from.toLowerCase().replace(/%.*$/, '');
  const inside4 = /^::ffff:(?<v4>\d+\.\d+\.\d+\.\d+)$/.exec(address)?.groups?.['v4'];
  if (inside4 !== undefined) return inside4;
  return isIPv6(address) ? networkOf(address) : from.slice(0, 256);
}

/** The first 64 bits. */
function networkOf(address: string): string {
  const [front = '', back] = address.split('::');
  const parts = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const head = parts(front);
  // A dotted end stands for two groups.
  const tail = parts(back ?? '').flatMap((part) => (part.includes('.') ? [part, ''] : [part]));
  const zeros = back === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** People type their password where the name belongs; it must not lie in memory. */
function digestOf(name: string): string {
  return createHash('sha256').update(name, 'utf8').digest('base64url');
}
