import type { Batch, Row, Statement, WriteOutcome } from '../store.ts';
import type { SqliteFailure } from './failures.ts';

/** What goes to the workers and comes back. Everything posted within one turn travels as one message. */
export interface Job<Work> {
  readonly id: number;
  readonly work: Work;
}

export type Answer<Result> =
  | { readonly id: number; readonly result: Result }
  | { readonly id: number; readonly failure: SqliteFailure };

export type WriteJob = Job<Batch>;
export type WriteAnswer = Answer<WriteOutcome>;
/** Of one state of the store; the answer has the rows of each. */
export type ReadJob = Job<readonly Statement[]>;
export type ReadAnswer = Answer<readonly (readonly Row[])[]>;

export const STOP = 'stop';
