import { CodedError } from '../errors.ts';
import type { Statement } from '../store/index.ts';
import type { OperationId } from './definition.ts';
import { createDispatcher, type EngineStatistics } from './dispatcher.ts';
import type { EngineParts } from './engine-parts.ts';
import { errors } from './errors.ts';
import { findOperation, type NumberedEvent, type OperationRow, readEvents, readState } from './record.ts';
import {
  MOST_RACES,
  prepareOperation,
  type Submission,
  type SubmissionCondition,
  type Trial,
  tryOperation,
} from './submit.ts';
import { type CommandsPage, type RanCommands, readCommands } from './commands.ts';
import { intervene } from './intervene.ts';
import { type Progress, progressOf } from './progress.ts';
import { listOperations, type ListQuery, type OperationPage } from './list.ts';
import type { Person } from './report.ts';
import type { OperationState } from './state.ts';

const IDEMPOTENCY_KEPT_MS = 24 * 3_600_000;
/** How often a server asks for the end of an operation that another one runs. */
const POLL_MS = 250;

export interface Operation {
  readonly head: OperationRow;
  readonly state: OperationState;
}

/** Where everything that takes time and changes something goes through. */
export interface Engine {
  /** Takes the lease and begins to take operations. @throws STORE_* */
  start(): Promise<void>;
  /**
   * Plans the operation, reserves what its first stage needs and records both. It runs at once where this server has a
   * free place, and is queued otherwise.
   *
   * @returns its id; with an idempotency key that was used before, the id of that first time
   * @throws what the plan was refused with, OPERATION_INPUT_INVALID, OPERATION_CONTENDED, OPERATION_QUEUE_FULL,
   * OPERATION_PLAN_NOT_FOUND, OPERATION_PLAN_STALE, IDEMPOTENCY_KEY_REUSED
   */
  submit(submission: Submission): Promise<OperationId>;
  /**
   * The operation that an idempotency key made before, for whoever must not look at the rest of the request then.
   *
   * @throws IDEMPOTENCY_KEY_REUSED
   */
  earlier(idempotency: Submission['idempotency']): Promise<OperationId | undefined>;
  /** What `submit` would do, without doing it. @throws as `submit` */
  dryRun(submission: Omit<Submission, 'ifPlan'>): Promise<Trial>;
  /** @throws OPERATION_NOT_FOUND */
  get(id: string): Promise<Operation>;
  /** The same without its log, which may be long. @throws OPERATION_NOT_FOUND */
  head(id: string): Promise<OperationRow>;
  /** How far it is. @throws OPERATION_NOT_FOUND, OPERATION_KIND_UNKNOWN */
  progress(id: string): Promise<Progress>;
  /** What its steps ran on hosts, oldest first, by pages. @throws OPERATION_NOT_FOUND */
  commands(id: string, page?: CommandsPage): Promise<readonly RanCommands[]>;
  /** Newest first, by pages. */
  list(query: ListQuery): Promise<OperationPage>;
  /** The log, oldest first. @throws OPERATION_NOT_FOUND */
  log(id: string, after?: number, limit?: number): Promise<readonly NumberedEvent[]>;
  /**
   * Waits until it ends or is stuck, at most so long.
   *
   * @throws OPERATION_NOT_FOUND
   */
  wait(id: string, timeoutMs: number, signal?: AbortSignal): Promise<Operation>;
  /**
   * Waits for the end of what this server runs, at most so long, and reads nothing.
   *
   * @returns its last state; `elsewhere` where it does not run here, or not any more: the record says what became of it
   */
  endHere(id: string, timeoutMs: number): Promise<OperationState | 'goes-on' | 'elsewhere'>;
  /**
   * Asks for it to be undone. What is settled stays; a stage that has no way back is finished first.
   *
   * @throws OPERATION_NOT_FOUND, OPERATION_ENDED
   */
  cancel(id: string, by: Person): Promise<void>;
  /** A stuck one now, and not at its next try. @throws OPERATION_NOT_FOUND, OPERATION_NOT_STUCK */
  retry(id: string, by: Person): Promise<void>;
  /** Counts a step as done, or as undone, on a person's word. @throws also OPERATION_STEP_NOT_OPEN */
  skip(id: string, step: string, by: Person): Promise<void>;
  /** Ends it as it is; what is left on hosts is the person's. @throws OPERATION_NOT_FOUND, OPERATION_NOT_STUCK */
  abandon(id: string, by: Person): Promise<void>;
  statistics(): EngineStatistics;
  /** Takes no more; lets the steps that run end for so long, then leaves them to whoever goes on. It never fails. */
  stop(graceMs: number): Promise<void>;
}

export function createEngine(parts: EngineParts): Engine {
  const dispatcher = createDispatcher(parts);

  const headOf = async (id: string): Promise<OperationRow> => {
    const head = await findOperation(parts.store, id);
    if (head === undefined) throw errors.OPERATION_NOT_FOUND({ operation: id });
    return head;
  };

  const get = async (id: string): Promise<Operation> => {
    const head = await headOf(id);
    return { head, state: await readState(parts.store, head.id) };
  };

  return {
    start: () => dispatcher.start(),
    submit: async (submission) => {
      for (let race = 0; race < MOST_RACES; race += 1) {
        const id = parts.newId() as OperationId;
        const place = dispatcher.reservePlace(id);
        try {
          const prepared = await prepareOperation(parts, submission, id, place !== undefined, race);
          const key = idempotencyRow(parts, submission, id);
          const before = conditionsOf(parts, submission, place === undefined);
          const rows = submission.alongside?.(id) ?? [];
          const batch = [...before.map(({ statement }) => statement), ...prepared.batch, ...key, ...rows];
          const outcome = await parts.store.write(batch);
          if (outcome.kind === 'committed') {
            place?.run({ head: prepared.head, state: prepared.state, claim: { replica: parts.replica.id, number: 1 } });
            return id;
          }
          const missed = before[outcome.statement];
          if (missed !== undefined) throw missed.refused();
          if (submission.ifPlan !== undefined) throw errors.OPERATION_PLAN_STALE({ plan: submission.ifPlan });
          // The first one with this key may have taken just what this one wanted.
          const first = await findEarlier(parts, submission.idempotency);
          if (first !== undefined) return first;
        } catch (error) {
          if (!(error instanceof CodedError) || errors.IDEMPOTENCY_KEY_REUSED.is(error)) throw error;
          const first = await findEarlier(parts, submission.idempotency);
          if (first !== undefined) return first;
          throw error;
        } finally {
          place?.free();
        }
      }
      throw errors.OPERATION_CONTENDED({ kind: submission.kind, tries: MOST_RACES });
    },
    earlier: (idempotency) => findEarlier(parts, idempotency),
    dryRun: (submission) => tryOperation(parts, submission),
    get,
    head: headOf,
    progress: async (id) => {
      const { head, state } = await get(id);
      return progressOf(parts.definitions.get(head.kind, head.version), head.id, state);
    },
    commands: async (id, page) => {
      const head = await headOf(id);
      return readCommands(parts.store, head.id, page);
    },
    list: (query) => listOperations(parts.store, query),
    log: async (id, after, limit) => {
      const head = await headOf(id);
      return readEvents(parts.store, head.id, {
        ...(after === undefined ? {} : { after }),
        ...(limit === undefined ? {} : { limit }),
      });
    },
    wait: async (id, timeoutMs, signal) => {
      const untilMs = parts.timer.now() + timeoutMs;
      // What runs here tells by itself when it is over; until then there is nothing to read.
      const state = dispatcher.isHere(id) ? await dispatcher.settled(id, timeoutMs, signal) : undefined;
      const head = state === undefined ? undefined : await findOperation(parts.store, id);
      if (state !== undefined && head !== undefined) return { head, state };
      for (;;) {
        const found = await findOperation(parts.store, id);
        const leftMs = untilMs - parts.timer.now();
        const isOver = found === undefined || found.endedAtMs !== undefined || found.state === 'stuck';
        if (isOver || leftMs <= 0 || signal?.aborted === true) return get(id);
        await dispatcher.settled(id, Math.min(leftMs, POLL_MS), signal);
      }
    },
    endHere: async (id, timeoutMs) => {
      if (!dispatcher.isHere(id)) return 'elsewhere';
      const state = await dispatcher.settled(id, timeoutMs);
      return state ?? (dispatcher.isHere(id) ? 'goes-on' : 'elsewhere');
    },
    cancel: async (id, by) => {
      // A stuck one is looked at now: what is left of it may be undone, or end before its next stage.
      const sql = `update operation set cancelled_by = coalesce(cancelled_by, $1),
        next_try_at_ms = case when state = 'stuck' then ${parts.store.words.nowMs} else next_try_at_ms end
        where id = $2 and ended_at_ms is null`;
      const { head } = await get(id);
      const update = { sql, values: [by.principal, id], changes: 1 };
      const outcome = await parts.store.write([update, ...parts.report.asked(head, 'cancel', by)]);
      if (outcome.kind === 'refused') {
        throw errors.OPERATION_ENDED({ operation: id, state: (await get(id)).head.state });
      }
      dispatcher.cancel(id);
    },
    retry: (id, by) => intervene(parts, dispatcher, id, { kind: 'retry', by }),
    skip: (id, step, by) => intervene(parts, dispatcher, id, { kind: 'skip', by, step }),
    abandon: (id, by) => intervene(parts, dispatcher, id, { kind: 'abandon', by }),
    statistics: () => dispatcher.statistics(),
    stop: (graceMs) => dispatcher.stop(graceMs),
  };
}

function conditionsOf(
  { limits }: EngineParts,
  { conditions = [] }: Submission,
  isQueued: boolean,
): readonly SubmissionCondition[] {
  if (!isQueued) return conditions;
  const statement = {
    sql: `select 1 as room where (select count(*) from operation
      where ended_at_ms is null and state = 'queued') < $1`,
    values: [limits.queued],
    changes: 1,
  };
  return [...conditions, { statement, refused: () => errors.OPERATION_QUEUE_FULL({ most: limits.queued }) }];
}

function idempotencyRow(parts: EngineParts, { idempotency }: Submission, id: OperationId): readonly Statement[] {
  if (idempotency === undefined) return [];
  const { scope, name, fingerprint } = idempotency;
  return [
    {
      sql: `insert into idempotency_key (scope, name, fingerprint, operation, expires_at_ms)
        values ($1, $2, $3, $4, ${parts.store.words.nowMs} + ${IDEMPOTENCY_KEPT_MS})`,
      values: [scope, name, fingerprint, id],
    },
  ];
}

/** @throws IDEMPOTENCY_KEY_REUSED */
async function findEarlier(
  { store }: EngineParts,
  idempotency: Submission['idempotency'],
): Promise<OperationId | undefined> {
  if (idempotency === undefined) return undefined;
  const { scope, name, fingerprint } = idempotency;
  const [row] = await store.read({
    sql: 'select fingerprint, operation from idempotency_key where scope = $1 and name = $2',
    values: [scope, name],
  });
  if (row === undefined) return undefined;
  const operation = String(row['operation']);
  if (row['fingerprint'] !== fingerprint) throw errors.IDEMPOTENCY_KEY_REUSED({ key: name, operation });
  return operation as OperationId;
}
