import { constants } from 'node:os';

/** How long a program may go on to start after a signal to stop; then it ends as if nobody had kept the signal. */
const START_GRACE_MS = 10_000;
/** Under npm one Ctrl-C arrives twice, from the terminal and passed on by npm: within this time it is one wish. */
export const SAME_SIGNAL_MS = 500;

const STOPS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

export interface KeptSignals {
  /** What came so far, in its order; from now on nothing is kept. */
  take(): readonly NodeJS.Signals[];
}

/**
 * Keeps what a program is told while it starts, for `runUntilStopped`: it listens before it has all that it needs to
 * stop, and a signal then would end it without closing anything. A second signal to stop ends it at once.
 *
 * @param signals those that it will have an ear for
 */
export function keepSignals(signals: readonly NodeJS.Signals[], graceMs = START_GRACE_MS): KeptSignals {
  const kept: NodeJS.Signals[] = [];
  let firstStopAt: number | undefined;
  let grace: NodeJS.Timeout | undefined;

  function keep(signal: NodeJS.Signals): void {
    kept.push(signal);
    if (!STOPS.includes(signal)) return;
    const now = performance.now();
    const end = (): never => process.exit(128 + constants.signals[signal]);
    if (firstStopAt === undefined) {
      firstStopAt = now;
      grace = setTimeout(end, graceMs).unref();
    } else if (now - firstStopAt > SAME_SIGNAL_MS) end();
  }

  for (const signal of signals) process.on(signal, keep);
  return {
    take: () => {
      for (const signal of signals) process.off(signal, keep);
      clearTimeout(grace);
      return kept;
    },
  };
}
