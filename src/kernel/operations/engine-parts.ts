import type { Hosts } from '../remote/index.ts';
import type { Store } from '../store/index.ts';
import type { Timer } from '../timer.ts';
import type { Definitions } from './definitions.ts';
import type { LocalLocks } from './local-locks.ts';
import type { Replica } from './replica.ts';
import type { OperationReport } from './report.ts';

export interface EngineLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EngineLimits {
  /** Operations that this server runs at the same time. */
  readonly running: number;
  /** Operations that may wait, over all servers. */
  readonly queued: number;
  /** Delays before a step's second, third … run within one try. */
  readonly retryDelaysMs: readonly number[];
  /** The first delay of a stuck operation; each further one is twice as long. */
  readonly firstTryMs: number;
  readonly longestTryMs: number;
}

/** How long records are kept after their operation has ended. */
export interface Kept {
  readonly operationDays: number;
  readonly commandDays: number;
}

/** What all parts of the engine stand on. */
export interface EngineParts {
  readonly store: Store;
  readonly timer: Timer;
  readonly replica: Replica;
  readonly definitions: Definitions;
  readonly hosts: Hosts;
  readonly localLocks: LocalLocks;
  /** 32 hex digits, unlike any other (time-ordered-ids.ts). */
  readonly newId: () => string;
  /** Takes secrets out of what goes into the record. */
  readonly scrub: (text: string) => string;
  readonly report: OperationReport;
  readonly log: EngineLog;
  readonly limits: EngineLimits;
  /** How long records are kept; 90 and 14 days without it. */
  readonly kept?: Kept;
}
