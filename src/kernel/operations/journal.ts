import type { CommandRecord } from '../remote/index.ts';
import type { Batch, Statement, StatementResult } from '../store/index.ts';
import type { EngineParts } from './engine-parts.ts';
import type { OperationEvent } from './events.ts';
import { jsonText } from './json-text.ts';
import { ClaimLost, isInterruption, Stopped } from './interruptions.ts';
import { isPassingTrouble, STORE_RETRY_MS } from './passing-trouble.ts';
import { appendEvents, type Claim, findOperation, type OperationHead } from './record.ts';
import { applyEvent, type OperationState } from './state.ts';

export type FlushOutcome =
  | { readonly kind: 'kept'; readonly results: readonly StatementResult[] }
  | { readonly kind: 'refused'; readonly statement: number; readonly reason: string };

/**
 * Writes the log of one operation while this server has it. Events wait until something needs them durable, so that an
 * end and the next start share one commit; whatever waits goes with the next flush, and nothing goes out of order.
 */
export interface Journal {
  /** With the events that wait. */
  state(): OperationState;
  /** Without them: what another journal of the same claim can begin with. */
  durable(): OperationState;
  add(...events: readonly OperationEvent[]): void;
  addCommands(step: string, commands: readonly CommandRecord[]): void;
  /**
   * Makes durable what waits, then `events`, with `extra` in one piece. Refused, only what waited before is durable.
   *
   * @throws {ClaimLost} when another server has the operation
   * @throws {Stopped} when the store does not answer and the server stops
   */
  flush(events?: readonly OperationEvent[], extra?: Batch, release?: boolean): Promise<FlushOutcome>;
}

export function createJournal(
  parts: EngineParts,
  head: OperationHead,
  initial: OperationState,
  claim: Claim,
  stop: AbortSignal,
): Journal {
  let durable = initial;
  let waiting: readonly OperationEvent[] = [];
  let commands: readonly (readonly [row: Statement, ran: readonly CommandRecord[]])[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  const state = (): OperationState => waiting.reduce(applyEvent, durable);

  const toldOf = (ran: typeof commands): Batch =>
    ran.length === 0
      ? []
      : parts.report.ran(
          head,
          ran.flatMap(([, records]) => records),
        );

  const write = async (events: readonly OperationEvent[], extra: Batch, release: boolean): Promise<FlushOutcome> => {
    const told = parts.report.wentOn(head, durable, events.reduce(applyEvent, durable));
    const piece = { events, extra: [...extra, ...told], release };
    const outcome = await appendSurely(parts, head, durable, claim, piece, stop);
    if (outcome.kind === 'refused') return outcome;
    durable = outcome.state;
    if (outcome.cancelledBy !== undefined)
      waiting = [...waiting, { type: 'cancel-requested', by: outcome.cancelledBy }];
    return { kind: 'kept', results: outcome.results };
  };

  const flushNow = async (events: readonly OperationEvent[], extra: Batch, release: boolean): Promise<FlushOutcome> => {
    const before = waiting;
    const ran = commands;
    // Whoever was here first has written it: steps of a group end together.
    if (before.length + ran.length + events.length + extra.length === 0 && !release)
      return { kind: 'kept', results: [] };
    waiting = [];
    commands = [];
    try {
      // Commands come last: a refusal's index counts from the caller's first statement.
      const kept = [...ran.map(([row]) => row), ...toldOf(ran)];
      const all = await write([...before, ...events], [...extra, ...kept], release);
      if (all.kind === 'kept') return { kind: 'kept', results: all.results.slice(0, extra.length) };
      if (before.length + ran.length > 0) {
        const alone = await write(before, kept, false);
        if (alone.kind === 'refused') throw new TypeError(`the log of ${head.id} is refused: ${alone.reason}`);
      }
      return all;
    } catch (error) {
      // What waited belongs to others than the caller whose statement was wrong.
      if (!isInterruption(error)) {
        waiting = [...before, ...waiting];
        commands = [...ran, ...commands];
      }
      throw error;
    }
  };

  return {
    state,
    durable: () => durable,
    add: (...events) => {
      waiting = [...waiting, ...events];
    },
    addCommands: (step, ran) => {
      if (ran.length > 0) commands = [...commands, [commandsRow(parts, head, state(), step, ran), ran]];
    },
    flush: (events = [], extra = [], release = false) => {
      const mine = queue.then(() => flushNow(events, extra, release));
      queue = mine.catch(() => undefined);
      return mine;
    },
  };
}

interface Piece {
  readonly events: readonly OperationEvent[];
  readonly extra: Batch;
  readonly release: boolean;
}

/** Appends through failures of the store: where nobody knows whether a piece was kept, the record's own number tells. */
async function appendSurely(
  parts: EngineParts,
  head: OperationHead,
  before: OperationState,
  claim: Claim,
  { events, extra, release }: Piece,
  stop: AbortSignal,
): ReturnType<typeof appendEvents> {
  let isInDoubt = false;
  for (;;) {
    try {
      if (isInDoubt) {
        const found = await findOperation(parts.store, head.id);
        if (found?.claim !== claim.number) throw new ClaimLost(head.id);
        const kept = events.reduce(applyEvent, before);
        if (events.length > 0 && found.lastEvent === kept.lastEvent) {
          return { kind: 'appended', state: kept, results: [], cancelledBy: undefined };
        }
      }
      return await appendEvents(
        { store: parts.store, clock: parts.timer },
        head.id,
        before,
        claim,
        events,
        extra,
        release,
      );
    } catch (error) {
      if (!isPassingTrouble(error)) throw error;
      isInDoubt = true;
      parts.log.warn({ operation: head.id, err: error }, 'the record of an operation cannot be written; trying again');
      if (stop.aborted) throw new Stopped();
      await parts.timer.sleep(STORE_RETRY_MS, stop);
    }
  }
}

function commandsRow(
  parts: EngineParts,
  head: OperationHead,
  state: OperationState,
  step: string,
  ran: readonly CommandRecord[],
): Statement {
  return {
    sql: 'insert into operation_command (operation, number, at_ms, step, commands) values ($1, $2, $3, $4, $5)',
    values: [head.id, state.lastEvent, parts.timer.now(), step, parts.scrub(jsonText(ran))],
  };
}
