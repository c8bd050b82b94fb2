import { findOperation, type Claim, hasEnded, type OperationHead, readState } from './record.ts';
import type { OperationId } from './definition.ts';
import type { EngineParts } from './engine-parts.ts';
import { type Candidate, findCandidates, RENEWAL_MS, takeStatement } from './replica.ts';
import { createRetention } from './retention.ts';
import { runOperation } from './run-operation.ts';
import type { OperationState } from './state.ts';
import { createJournal } from './journal.ts';

/** How often a server looks for operations that nobody has. */
const LOOK_MS = 1_000;
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
  reservePlace(): Place | undefined;
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
  readonly cancel: AbortController;
  /** With its last state when it has ended here. */
  readonly done: Promise<OperationState | undefined>;
}

/** Takes operations for this server, within its places, and keeps its lease. */
export function createDispatcher(parts: EngineParts): Dispatcher {
  const { store, timer, replica, definitions, limits, log } = parts;
  const running = new Map<string, Running>();
  const stop = new AbortController();
  const retention = createRetention(parts);
  const lastTurns = new Map<string, number>();
  let turns = 0;
  let reserved = 0;
  let isQueueing = false;
  let started = 0;
  let ended = 0;
  let wake = new AbortController();
  let loops: Promise<unknown> = Promise.resolve();

  const hasRoom = (): boolean => running.size + reserved < limits.running;

  const look = (): void => {
    wake.abort(OVER);
    wake = new AbortController();
  };

  const runTaken = (taken: Taken): void => {
    const cancel = new AbortController();
    started += 1;
    const run = async (): Promise<OperationState | undefined> => {
      try {
        const end = await runOperation(parts, { ...taken, cancel: cancel.signal, stop: stop.signal });
        if (end.kind === 'left') return undefined;
        ended += 1;
        return end.state;
      } catch (error) {
        log.error({ operation: taken.head.id, err: error }, 'an operation could not be carried on');
        await releaseBroken(parts, taken, stop.signal);
        return undefined;
      } finally {
        running.delete(taken.head.id);
        // A clean-up operation, or somebody in the queue, may wait for the place.
        look();
      }
    };
    running.set(taken.head.id, { cancel, done: run() });
  };

  const take = async (candidate: Candidate): Promise<void> => {
    reserved += 1;
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
      runTaken({ head, state: journal.durable(), claim, cancelledBy: head.cancelledBy });
    } finally {
      reserved -= 1;
    }
  };

  /** Gives back what this server has and does not run: a fault of ours must not keep an operation for ever. */
  const releaseStrays = async (): Promise<void> => {
    // Between its commit and its run an operation looks like one; so does one that ends while we read.
    if (reserved > 0) return;
    const before = new Set(running.keys());
    const rows = await store.read({
      sql: 'select id, claim from operation where owner = $1 and ended_at_ms is null',
      values: [replica.id],
    });
    const strays = rows.filter((row) => !before.has(String(row['id'])) && !running.has(String(row['id'])));
    if (reserved > 0 || strays.length === 0) return;
    log.error({ operations: strays.map((row) => row['id']) }, 'operations that nobody runs are given back');
    for (const { id = null, claim = null } of strays) {
      const sql = 'update operation set owner = null where id = $1 and claim = $2 and owner = $3';
      await store.write([{ sql, values: [id, claim, replica.id] }]);
    }
  };

  /** Of equal places in the queue, the one first whose project has waited longest for a turn. */
  const inTurn = (found: readonly Candidate[]): readonly Candidate[] => {
    const turnOf = ({ project }: Candidate): number => lastTurns.get(project) ?? 0;
    return found.toSorted((a, b) => {
      if (a.isQueued !== b.isQueued) return a.isQueued ? 1 : -1;
      return a.place - b.place || turnOf(a) - turnOf(b);
    });
  };

  const takeSome = async (): Promise<void> => {
    const places = limits.running - running.size - reserved;
    if (places <= 0) {
      isQueueing = true;
      return;
    }
    const found = await findCandidates(store, replica.id, definitions.names, places);
    isQueueing = found.length >= places;
    const chosen = inTurn(found).slice(0, places);
    // One that was taken from us while we slept, and is free again, still has its old run here: first that has to end.
    const free = chosen.filter(({ id }) => !running.has(id));
    for (const { project } of free) {
      turns += 1;
      lastTurns.set(project, turns);
    }
    const outcomes = await Promise.allSettled(free.map(take));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') log.warn({ err: outcome.reason }, 'an operation could not be taken');
    }
  };

  /** Goes on doing one thing until the server stops, whatever becomes of a turn. */
  const loop = async (what: string, everyMs: number, turn: () => Promise<void>, isWoken: boolean): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        log.warn({ err: error }, `${what} failed; trying again`);
      }
      const signal = isWoken ? AbortSignal.any([stop.signal, wake.signal]) : stop.signal;
      await timer.sleep(everyMs, signal);
    }
  };

  const renew = async (): Promise<void> => {
    await replica.renew();
    const rows = await store.read({
      sql: 'select id from operation where owner = $1 and cancelled_by is not null and ended_at_ms is null',
      values: [replica.id],
    });
    for (const row of rows) running.get(String(row['id']))?.cancel.abort();
    await releaseStrays();
  };

  return {
    start: async () => {
      await replica.renew();
      loops = Promise.all([
        loop('renewing the lease', RENEWAL_MS, renew, false),
        loop('looking for operations', LOOK_MS, takeSome, true),
        loop('removing old records', retention.everyMs, retention.turn, false),
      ]);
    },
    reservePlace: () => {
      if (stop.signal.aborted || isQueueing || !hasRoom() || !replica.isFresh()) return undefined;
      reserved += 1;
      let isFree = false;
      const free = (): void => {
        if (isFree) return;
        isFree = true;
        reserved -= 1;
      };
      return {
        free,
        run: (taken) => {
          free();
          if (!hasEnded(taken.state)) runTaken(taken);
        },
      };
    },
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
      const all = Promise.all([loops, ...[...running.values()].map(({ done }) => done)]);
      await Promise.race([all, timer.sleep(graceMs, over.signal)]);
      over.abort();
      await replica.release();
    },
  };
}

const BROKEN_RETRY_MS = 60_000;

/** An operation that no server can carry on for a fault of the program; tried again later, perhaps by a newer release. */
async function releaseBroken(parts: EngineParts, { head, claim }: Taken, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  await parts.timer.sleep(BROKEN_RETRY_MS, stop);
  try {
    await parts.store.write([
      { sql: 'update operation set owner = null where id = $1 and claim = $2', values: [head.id, claim.number] },
    ]);
  } catch (error) {
    parts.log.warn({ operation: head.id, err: error }, 'an operation could not be given back');
  }
}
