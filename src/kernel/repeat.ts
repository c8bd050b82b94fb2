import type { Timer } from './timer.ts';

export interface RepeatLog {
  warn(fields: object, message: string): void;
}

export interface Repetition {
  /** Takes a turn now; one more after this, when one is under way. */
  look(): void;
  /** Resolves when the turn that is under way has ended. */
  stop(): Promise<void>;
}

/** Given as a reason, since making one each time is dear. */
const OVER = new Error('over');

/** Takes turns until it is stopped, one after the other, whatever becomes of them; the first one at once. */
export function repeat(options: {
  readonly timer: Timer;
  readonly log: RepeatLog;
  /** For the log: "numbering events". */
  readonly what: string;
  readonly everyMs: number;
  readonly turn: () => Promise<void>;
}): Repetition {
  const { timer, log, what, everyMs, turn } = options;
  let wake = new AbortController();
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // Made before the turn, so that who asks during it gets another one.
      wake = new AbortController();
      try {
        await turn();
      } catch (error) {
        log.warn({ err: error }, `${what} failed; trying again`);
      }
      await timer.sleep(everyMs, wake.signal);
    }
  };
  const running = run();
  return {
    look: () => wake.abort(OVER),
    stop: async () => {
      stopping.abort(OVER);
      wake.abort(OVER);
      await running;
    },
  };
}
