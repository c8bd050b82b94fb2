import { constants } from 'node:os';
import type { Logger } from '../kernel/telemetry/index.ts';
import { type KeptSignals, SAME_SIGNAL_MS } from './keep-signals.ts';

const PARENT_POLL_MS = 250;
/** Looked at when the program starts: a parent that ends while it is starting has to be missed too. */
const PARENT_AT_START = process.ppid;
/** Time to close after an error that nobody expected, in milliseconds: the state is not to be trusted with more. */
const FATAL_CLOSE_MS = 5000;

/** Why the program ended in good order. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'parent ended';

export interface RunOptions {
  /** Closes everything; called again when an unexpected error falls into the closing, and gives the same promise then. */
  readonly stop: () => Promise<void>;
  readonly logger: Logger;
  /** SIGUSR2. */
  readonly onUserSignal?: () => void;
  /** SIGHUP; without it, that ends the process, as when its terminal is closed. */
  readonly onHangUp?: () => void;
  /** What came while it was starting. */
  readonly kept?: KeptSignals;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Waits until the program is told to stop, and stops it: by SIGINT or SIGTERM (a second one ends it at once with
 * 128 + its number), or, under npx and npm, by the end of the parent. An error that nobody caught is logged, and the
 * process ends with 1 after trying to close.
 *
 * @returns why it stopped, when everything is closed
 * @throws what `stop` throws
 */
export async function runUntilStopped({
  stop,
  logger,
  onUserSignal = () => undefined,
  onHangUp,
  kept,
  environment = process.env,
}: RunOptions): Promise<StopReason> {
  const asked = Promise.withResolvers<StopReason>();
  let firstSignalAt: number | undefined;

  function onSignal(signal: 'SIGINT' | 'SIGTERM'): void {
    const now = performance.now();
    if (firstSignalAt === undefined) {
      firstSignalAt = now;
      logger.info({ signal }, 'signal received: stopping');
      asked.resolve(signal);
    } else if (now - firstSignalAt > SAME_SIGNAL_MS) {
      logger.warn({ signal }, 'second signal: ending at once');
      process.exit(128 + constants.signals[signal]);
    }
  }

  async function endAfterClosing(): Promise<never> {
    setTimeout(() => process.exit(1), FATAL_CLOSE_MS);
    try {
      await stop();
    } catch (error) {
      logger.fatal({ err: error }, 'closing failed too');
    }
    process.exit(1);
  }

  let ending: Promise<never> | undefined;
  function onFatal(error: unknown): void {
    logger.fatal({ err: error }, 'unexpected error: closing and ending');
    ending ??= endAfterClosing();
  }

  // Not `once`: after the first signal, Node would end the process at the second by itself, without a word in the log.
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGUSR2', onUserSignal);
  if (onHangUp !== undefined) process.on('SIGHUP', onHangUp);
  process.on('uncaughtException', onFatal);
  process.on('unhandledRejection', onFatal);
  for (const signal of kept?.take() ?? []) process.emit(signal, signal);
  // npx starts us through a shell that does not pass TERM on: the shell ends and we would go on, holding port and store.
  const watch = isUnderNpm(environment)
    ? watchParent(() => {
        logger.info({ parent: 'npx or npm' }, 'the parent process ended: stopping');
        asked.resolve('parent ended');
      })
    : undefined;

  try {
    const reason = await asked.promise;
    await stop();
    return reason;
  } finally {
    clearInterval(watch);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    process.off('SIGUSR2', onUserSignal);
    if (onHangUp !== undefined) process.off('SIGHUP', onHangUp);
    process.off('uncaughtException', onFatal);
    process.off('unhandledRejection', onFatal);
  }
}

function isUnderNpm(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment['npm_command'] === 'exec' || environment['npm_lifecycle_event'] !== undefined;
}

function watchParent(onEnd: () => void): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (process.ppid === PARENT_AT_START) return;
    clearInterval(timer);
    onEnd();
  }, PARENT_POLL_MS);
  return timer.unref();
}
