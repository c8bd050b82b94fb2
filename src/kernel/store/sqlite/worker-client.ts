import { Worker } from 'node:worker_threads';
import { reasonOf } from '../../errors.ts';
import { errors } from '../errors.ts';
import { toCodedError, toFailure } from './failures.ts';
import { type Answer, type Job, STOP } from './messages.ts';

const MOST_WAITING = 20_000;

/** One worker thread with a queue in front of it. */
export interface WorkerClient<Work, Result> {
  readonly waiting: number;
  /** Whether a message is being put together, which what is asked now goes with. */
  readonly isCollecting: boolean;
  /** Whether the thread ended without being told to; it does not come back. */
  readonly isLost: boolean;
  /** Resolves when the thread has its connection; rejects when it could not open one. */
  readonly ready: Promise<void>;
  /** Messages that came back: for the writer, one a commit. */
  readonly answered: number;
  ask(work: Work): Promise<Result>;
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly maxPages?: number | undefined;
  /** What became of a job whose thread ended before it answered: a write may have been kept. */
  readonly outcomeOfLost: 'not-applied' | 'unknown';
  /** Called once when a thread that was ready ends without being told to. */
  readonly onLost: (reason: string) => void;
}

interface Waiting<Result> {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/**
 * Starts a worker. What is asked within one turn of the event loop goes out as one message: a message of its own each
 * costs 34 µs, fifty at once 7 µs each [tried].
 */
export function startWorker<Work, Result>(
  file: URL,
  path: string,
  { maxPages, outcomeOfLost, onLost }: WorkerOptions,
): WorkerClient<Work, Result> {
  const worker = new Worker(file, { workerData: { path, maxPages } });
  const waiting = new Map<number, Waiting<Result>>();
  const exited = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  let nextId = 1;
  let answered = 0;
  let outbox: Job<Work>[] = [];
  let gone: string | undefined;
  let isLost = false;

  const unavailable = (reason: string, outcome: 'not-applied' | 'unknown'): Error =>
    errors.STORE_UNAVAILABLE({ path, reason, outcome });
  // The first message is empty: the connection is open.
  let wasReady = false;
  worker.once('message', () => {
    wasReady = true;
    ready.resolve();
  });
  // Whoever starts a thread in the place of another does not wait for it.
  ready.promise.catch(() => undefined);
  worker.on('message', (answers: readonly Answer<Result>[]) => {
    if (answers.length > 0) answered += 1;
    for (const answer of answers) {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('failure' in answer) asker?.reject(toCodedError(path, answer.failure));
      else asker?.resolve(answer.result);
    }
  });
  let fault: string | undefined;
  worker.on('error', (error) => {
    fault = reasonOf(error);
    ready.reject(toCodedError(path, toFailure(error)));
  });
  worker.on('exit', () => {
    isLost = gone === undefined;
    gone = isLost ? `a thread of the store ended: ${fault ?? 'without a word'}` : 'the store is closed';
    ready.reject(unavailable(gone, 'not-applied'));
    for (const asker of waiting.values()) asker.reject(unavailable(gone, outcomeOfLost));
    waiting.clear();
    exited.resolve();
    if (isLost && wasReady) onLost(gone);
  });
  const post = (): void => {
    const jobs = outbox;
    outbox = [];
    if (jobs.length > 0) worker.postMessage(jobs);
  };

  return {
    get waiting() {
      return waiting.size;
    },
    get isCollecting() {
      return outbox.length > 0;
    },
    get isLost() {
      return isLost;
    },
    ready: ready.promise,
    get answered() {
      return answered;
    },
    ask: (work) => {
      if (gone !== undefined) return Promise.reject(unavailable(gone, 'not-applied'));
      if (waiting.size >= MOST_WAITING) return Promise.reject(errors.STORE_OVERLOADED({ path, waiting: waiting.size }));
      const id = nextId;
      nextId += 1;
      if (outbox.length === 0) setImmediate(post);
      outbox.push({ id, work });
      return new Promise<Result>((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    stop: async () => {
      if (gone === undefined) {
        gone = 'the store is being closed';
        post();
        worker.postMessage(STOP);
      }
      await exited.promise;
    },
  };
}
