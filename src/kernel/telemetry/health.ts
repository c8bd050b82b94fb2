import type { Clock } from '../clock.ts';
import { reasonOf } from '../errors.ts';

/** Time a check gets when it names none, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 2000;

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  /** Why it is not ok. */
  readonly message?: string;
  /** How long the check took, in milliseconds. */
  readonly ms: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly CheckResult[];
}

export interface Health {
  /** Adds a check under a name; it resolves when all is well and rejects with the reason when not. */
  register(name: string, check: () => Promise<void>, options?: { readonly timeoutMs?: number }): void;
  /** From now on not ready, whatever the checks say: the program is stopping. */
  beginStopping(): void;
  /** Runs all checks side by side. Never throws. */
  ready(): Promise<Readiness>;
}

interface Check {
  readonly name: string;
  readonly timeoutMs: number;
  readonly check: () => Promise<void>;
  /** The run that has not ended yet, perhaps long past its time. */
  running?: Promise<string | undefined> | undefined;
}

/** Readiness: whether this process can serve requests now. */
export function createHealth(clock: Clock): Health {
  const checks = new Map<string, Check>();
  let isStopping = false;

  return {
    register(name, check, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      if (checks.has(name)) throw new TypeError(`the readiness check '${name}' is registered twice`);
      checks.set(name, { name, check, timeoutMs });
    },
    beginStopping() {
      isStopping = true;
    },
    async ready() {
      if (isStopping)
        return { ready: false, checks: [{ name: 'server', ok: false, message: 'the server is stopping', ms: 0 }] };
      const results = await Promise.all([...checks.values()].map(async (check) => runCheck(check, clock)));
      return { ready: !isStopping && results.every((result) => result.ok), checks: results };
    },
  };
}

async function runCheck(check: Check, clock: Clock): Promise<CheckResult> {
  const start = clock.now();
  // A check that hangs is not started again by every probe: probes would pile up on what is stuck already.
  check.running ??= complaintOf(check.check).finally(() => {
    check.running = undefined;
  });
  const { promise: timeout, resolve: expire } = Promise.withResolvers<string>();
  const timer = setTimeout(expire, check.timeoutMs, `no answer within ${check.timeoutMs} ms`);
  const message = await Promise.race([check.running, timeout]);
  clearTimeout(timer);
  const ms = clock.now() - start;
  return message === undefined ? { name: check.name, ok: true, ms } : { name: check.name, ok: false, message, ms };
}

/** What is wrong, in the words of the error that the check gave, or undefined. */
async function complaintOf(check: () => Promise<void>): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
