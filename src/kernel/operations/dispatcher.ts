import { repeat, type Repetition } from '../repeat.ts';
import { type Claim, findOperation, type OperationHead, readState } from './record.ts';
import type { OperationId } from './definition.ts';
import type { EngineParts } from './engine-parts.ts';
import { type Candidate, findCandidates, RENEWAL_MS, takeStatement } from './replica.ts';
import { createRetention } from './retention.ts';
import { runOperation } from './run-operation.ts';
import { hasEnded, type OperationState } from './state.ts';
import { createJournal } from './journal.ts';

/** How often a server looks for operations that nobody has. */
const LOOK_MS = 1_000;
/** Projects whose turns are remembered. */
const MOST_TURNS = 1_000;
/** Given as a reason, since making one each time is dear. */
const OVER = new Error('over');

export interface Taken {
  readonly head: OperationHead;
  readonly state: OperationState;
  readonly claim: Claim;
  readonly cancelledBy?: string | undefined;
}

/** A place of this server, to be given back whether or not an operation ran in it. */
export interface Place {
  run(taken: Taken): void;
  free(): void;
}

export interface Dispatcher {
  start(): Promise<void>;
  /** Undefined when all places are taken, or somebody waits for one. */
  reservePlace(id: string): Place | undefined;
  /** This server has an operation in its hands without running it; gives the function that lets go of it. */
  hold(id: string): () => void;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** Looks for operations now and not at the next turn. */
  look(): void;
  /** Tells an operation that runs here. */
  cancel(id: string): void;
  isHere(id: string): boolean;
  /**
   * Resolves when the operation leaves this server, and after so many milliseconds at the latest.
   *
   * @returns its last state when it has ended here
   */
  settled(id: string, withinMs: number, signal?: AbortSignal): Promise<OperationState | undefined>;
  statistics(): EngineStatistics;
  stop(graceMs: number): Promise<void>;
}

export interface EngineStatistics {
  /** On this server, now. */
  readonly running: number;
  readonly started: number;
  readonly ended: number;
}

interface Running {
  /** It was stuck, and may be again: such ones get a part of the places only. */
  readonly isRetry: boolean;
  readonly cancel: AbortController;
  /** With its last state when it has ended here. */
  readonly done: Promise<OperationState | undefined>;
}

/** Takes operations for this server, within its places, and keeps its lease. */
export function createDispatcher(parts: EngineParts): Dispatcher {
  const { store, timer, replica, definitions, limits, log } = parts;
  const running = new Map<string, Running>();
  const stop = new AbortController();
  const retention = createRetention(parts, parts.kept);
  const lastTurns = new Map<string, number>();
  let turns = 0;
  /** Being submitted, taken or changed by a person here: owned, and not running. */
  const held = new Set<string>();
  const besides = new Set<Promise<void>>();
  let isQueueing = false;
  let started = 0;
  let ended = 0;
  let taking: Repetition | undefined;
  let others: readonly Repetition[] = [];

  const hasRoom = (): boolean => running.size + held.size < limits.running;

  const look = (): void => taking?.look();

  const beside = (work: Promise<void>): void => {
    const ended = work.finally(() => besides.delete(ended));
    besides.add(ended);
  };

  const hold = (id: string): (() => void) => {
    held.add(id);
    return () => held.delete(id);
  };

  const runTaken = (taken: Taken, isRetry: boolean): void => {
    const cancel = new AbortController();
    started += 1;
    const run = async (): Promise<OperationState | undefined> => {
      try {
        const end = await runOperation(parts, {
          ...taken,
          cancel: cancel.signal,
          stop: stop.signal,
          beside,
        });
        if (end.kind === 'left') return undefined;
        ended += 1;
        return end.state;
      } catch (error) {
        // It is given back with the strays.
        log.error({ operation: taken.head.id, err: error }, 'an operation could not be carried on');
        return undefined;
      } finally {
        running.delete(taken.head.id);
        // A clean-up operation, or somebody in the queue, may wait for the place.
        look();
      }
    };
    running.set(taken.head.id, { isRetry, cancel, done: run() });
  };

  const take = async (candidate: Candidate): Promise<void> => {
    const letGo = hold(candidate.id);
    try {
      const outcome = await store.write([takeStatement(store, replica.id, candidate)]);
      if (outcome.kind === 'refused') return;
      const id = candidate.id as OperationId;
      const head = await findOperation(store, id);
      if (head === undefined) return;
      const claim: Claim = { replica: replica.id, number: candidate.claim + 1 };
      const before = await readState(store, id);
      const journal = createJournal(parts, head, before, claim, stop.signal);
      const resumed = before.name === 'stuck' ? [{ type: 'resumed', by: 'hostreeve' } as const] : [];
      await journal.flush([{ type: 'taken', replica: replica.id }, ...resumed]);
      runTaken({ head, state: journal.durable(), claim, cancelledBy: head.cancelledBy }, before.name === 'stuck');
    } finally {
      letGo();
    }
  };

  /**
   * Looks at what this server has: tells what was cancelled, and gives back what it does not run, since a fault of ours
   * must not keep an operation for ever.
   */
  const reviewOwn = async (): Promise<void> => {
    // Between its commit and its run an operation looks like one that nobody runs; so does one that ends while we read.
    const before = new Set([...running.keys(), ...held]);
    const rows = await store.read({
      sql: 'select id, claim, cancelled_by from operation where owner = $1 and ended_at_ms is null',
      values: [replica.id],
    });
    for (const row of rows) if (row['cancelled_by'] !== null) running.get(String(row['id']))?.cancel.abort();
    const isOurs = (id: string): boolean => before.has(id) || running.has(id) || held.has(id);
    const strays = rows.filter((row) => !isOurs(String(row['id'])));
    if (strays.length === 0) return;
    log.error({ operations: strays.map((row) => row['id']) }, 'operations that nobody runs are given back');
    for (const { id = null, claim = null } of strays) {
      const sql = 'update operation set owner = null where id = $1 and claim = $2 and owner = $3';
      await store.write([{ sql, values: [id, claim, replica.id] }]);
    }
  };

  /** Those of dead servers first; of equal places, the one whose project has waited longest for a turn. */
  const inTurn = (found: readonly Candidate[]): readonly Candidate[] => {
    const turnOf = ({ project }: Candidate): number => lastTurns.get(project) ?? 0;
    const waits = ({ state }: Candidate): number => (state === 'queued' || state === 'stuck' ? 1 : 0);
    return found.toSorted((a, b) => waits(a) - waits(b) || a.place - b.place || turnOf(a) - turnOf(b));
  };

  /** What to take now. What was stuck leaves most places to others; what is cancelled takes none. */
  const choose = (found: readonly Candidate[], places: number): readonly Candidate[] => {
    const retrying = [...running.values()].filter(({ isRetry }) => isRetry).length;
    let retries = Math.max(1, Math.floor(limits.running / 4)) - retrying;
    let left = places;
    return inTurn(found).filter((candidate) => {
      // One that was taken from us while we slept, and is free again, still has its old run here: that has to end first.
      if (running.has(candidate.id)) return false;
      if (candidate.state === 'queued' && candidate.isCancelled) return true;
      const isRetry = candidate.state === 'stuck';
      if (left <= 0 || (isRetry && retries <= 0)) return false;
      left -= 1;
      if (isRetry) retries -= 1;
      return true;
    });
  };

  const takeSome = async (): Promise<void> => {
    const places = Math.max(0, limits.running - running.size - held.size);
    const found = await findCandidates(store, replica.id, definitions.names, places);
    isQueueing = found.filter(({ state }) => state === 'queued').length >= places;
    const chosen = choose(found, places);
    for (const { project } of chosen) {
      turns += 1;
      lastTurns.delete(project);
      lastTurns.set(project, turns);
    }
    const [oldest] = lastTurns.keys();
    if (lastTurns.size > MOST_TURNS && oldest !== undefined) lastTurns.delete(oldest);
    const outcomes = await Promise.allSettled(chosen.map(take));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') log.warn({ err: outcome.reason }, 'an operation could not be taken');
    }
  };

  const renew = async (): Promise<void> => {
    await replica.renew();
    await reviewOwn();
  };

  return {
    start: async () => {
      await replica.renew();
      const loop = (what: string, everyMs: number, turn: () => Promise<void>): Repetition =>
        repeat({ timer, log, what, everyMs, turn });
      taking = loop('looking for operations', LOOK_MS, takeSome);
      others = [
        loop('renewing the lease', RENEWAL_MS, renew),
        loop('removing old records', retention.everyMs, retention.turn),
      ];
    },
    reservePlace: (id) => {
      if (stop.signal.aborted || isQueueing || !hasRoom() || !replica.isFresh()) return undefined;
      const free = hold(id);
      return {
        free,
        run: (taken) => {
          if (!hasEnded(taken.state)) runTaken(taken, false);
          free();
        },
      };
    },
    hold,
    stopping: stop.signal,
    look,
    cancel: (id) => {
      running.get(id)?.cancel.abort();
      look();
    },
    isHere: (id) => running.has(id),
    settled: async (id, withinMs, signal) => {
      const over = new AbortController();
      const end = (): void => over.abort(OVER);
      signal?.addEventListener('abort', end, { once: true });
      const done = running.get(id)?.done;
      const waiting = timer.sleep(withinMs, over.signal).then(() => undefined);
      const state = await (done === undefined ? waiting : Promise.race([done, waiting]));
      signal?.removeEventListener('abort', end);
      end();
      return state;
    },
    statistics: () => ({ running: running.size, started, ended }),
    stop: async (graceMs) => {
      stop.abort();
      const over = new AbortController();
      const loops = [...(taking === undefined ? [] : [taking]), ...others].map((loop) => loop.stop());
      const all = Promise.all([...loops, ...[...running.values()].map(({ done }) => done), ...besides]);
      await Promise.race([all, timer.sleep(graceMs, over.signal)]);
      over.abort();
      try {
        await replica.release();
      } catch (error) {
        log.warn({ err: error }, 'the lease could not be given back; others go on when it is over');
      }
    },
  };
}
