import type { Clock } from '../clock.ts';
import type { Batch, Row, SqlValue, Statement, StatementResult, Store } from '../store/index.ts';
import type { Json, OperationId } from './definition.ts';
import { jsonText } from './json-text.ts';
import type { OperationEvent } from './events.ts';
import { ClaimLost } from './interruptions.ts';
import { applyEvent, hasEnded, NEW_OPERATION, type OperationState } from './state.ts';

/** What of an operation never changes. */
export interface OperationHead {
  readonly id: OperationId;
  readonly kind: string;
  readonly version: number;
  readonly project: string;
  readonly principal: string;
  readonly parent?: OperationId;
  readonly input: Json;
  readonly createdAtMs: number;
}

/** A server's right to write the record: it ends when another server takes the operation. */
export interface Claim {
  readonly replica: string;
  /** Goes up with each taking; the record's own fencing number. */
  readonly number: number;
}

export interface NumberedEvent {
  readonly number: number;
  readonly atMs: number;
  readonly event: OperationEvent;
}

/** The statements that make an operation, with its first events. */
export function insertOperation(
  head: OperationHead,
  events: readonly OperationEvent[],
  claim: Claim | undefined,
): { readonly batch: Batch; readonly state: OperationState } {
  const state = events.reduce(applyEvent, NEW_OPERATION);
  const insert: Statement = {
    sql: `insert into operation (id, kind, version, project, principal, parent, input, state, last_event, attempt,
      created_at_ms, updated_at_ms, ended_at_ms, result, owner, claim)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15)`,
    values: [
      head.id,
      head.kind,
      head.version,
      head.project,
      head.principal,
      head.parent ?? null,
      jsonText(head.input),
      state.name,
      state.lastEvent,
      state.attempt,
      head.createdAtMs,
      hasEnded(state) ? head.createdAtMs : null,
      jsonOrNull(state.result),
      claim?.replica ?? null,
      claim?.number ?? 0,
    ],
  };
  return { batch: [insert, insertEvents(head.id, NEW_OPERATION, events, head.createdAtMs)], state };
}

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly state: OperationState;
      /** Of the extra statements. */
      readonly results: readonly StatementResult[];
      /** Somebody wants it cancelled, and the log does not say so yet. */
      readonly cancelledBy: string | undefined;
    }
  /** One of the extra statements could not be kept; nothing was written. */
  | { readonly kind: 'refused'; readonly statement: number; readonly reason: string };

/**
 * Makes events durable, and with them what they explain.
 *
 * @param release gives the operation back, so that any server may go on with it
 * @throws {ClaimLost} when another server has it
 */
export async function appendEvents(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  operation: OperationId,
  before: OperationState,
  claim: Claim,
  events: readonly OperationEvent[],
  extra: Batch = [],
  release = false,
): Promise<AppendOutcome> {
  const now = clock.now();
  const state = events.reduce(applyEvent, before);
  const ended = hasEnded(state);
  const head: Statement = {
    // The next try is due by the store's clock, whatever the servers' clocks say.
    sql: `update operation set state = $1, last_event = $2, attempt = $3, updated_at_ms = $4, ended_at_ms = $5,
      next_try_at_ms = ${store.words.nowMs} + $6, error = $7, result = $8, owner = $9
      where id = $10 and claim = $11 and owner = $12 and last_event = $13 returning cancelled_by`,
    values: [
      state.name,
      state.lastEvent,
      state.attempt,
      now,
      ended ? now : null,
      state.nextTryInMs ?? null,
      jsonOrNull(state.error),
      jsonOrNull(state.result),
      ended || release ? null : claim.replica,
      operation,
      claim.number,
      claim.replica,
      before.lastEvent,
    ],
    changes: 1,
  };
  const log = events.length === 0 ? [] : [insertEvents(operation, before, events, now)];
  const outcome = await store.write([head, ...log, ...extra]);
  if (outcome.kind === 'refused') {
    const statement = outcome.statement - 1 - log.length;
    if (statement < 0) throw new ClaimLost(operation);
    return { kind: 'refused', statement, reason: outcome.reason };
  }
  const [row] = outcome.results[0]?.rows ?? [];
  const by = row?.['cancelled_by'];
  return {
    kind: 'appended',
    state,
    results: outcome.results.slice(1 + log.length),
    cancelledBy: typeof by === 'string' && state.cancelledBy === undefined ? by : undefined,
  };
}

function insertEvents(
  operation: OperationId,
  before: OperationState,
  events: readonly OperationEvent[],
  atMs: number,
): Statement {
  const values: SqlValue[] = [];
  const rows = events.map((event, index) => {
    values.push(operation, before.lastEvent + 1 + index, atMs, jsonText(event));
    const first = index * 4;
    return `($${first + 1}, $${first + 2}, $${first + 3}, $${first + 4})`;
  });
  return { sql: `insert into operation_event (operation, number, at_ms, body) values ${rows.join(', ')}`, values };
}

const HEAD = 'id, kind, version, project, principal, parent, input, created_at_ms';

export interface OperationRow extends OperationHead {
  readonly state: string;
  readonly claim: number;
  readonly owner: string | undefined;
  readonly lastEvent: number;
  readonly updatedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly cancelledBy: string | undefined;
}

export async function findOperation(store: Pick<Store, 'read'>, id: string): Promise<OperationRow | undefined> {
  const [row] = await store.read({ sql: `select ${ROW} from operation where id = $1`, values: [id] });
  return row === undefined ? undefined : operationOf(row);
}

export const ROW = `${HEAD}, state, claim, owner, last_event, updated_at_ms, ended_at_ms, cancelled_by`;

export function operationOf(row: Row): OperationRow {
  const text = (name: string): string | undefined => (row[name] === null ? undefined : String(row[name]));
  const parent = text('parent');
  return {
    id: String(row['id']) as OperationId,
    kind: String(row['kind']),
    version: Number(row['version']),
    project: String(row['project']),
    principal: String(row['principal']),
    ...(parent === undefined ? {} : { parent: parent as OperationId }),
    input: JSON.parse(String(row['input'])) as Json,
    createdAtMs: Number(row['created_at_ms']),
    state: String(row['state']),
    claim: Number(row['claim']),
    owner: text('owner'),
    lastEvent: Number(row['last_event']),
    updatedAtMs: Number(row['updated_at_ms']),
    endedAtMs: row['ended_at_ms'] === null ? undefined : Number(row['ended_at_ms']),
    cancelledBy: text('cancelled_by'),
  };
}

const EVENTS_A_READ = 1_000;

/** A part of the log, oldest first; at most `limit` events, 1,000 without it. */
export async function readEvents(
  store: Pick<Store, 'read'>,
  operation: OperationId,
  { after = 0, limit = EVENTS_A_READ }: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly NumberedEvent[]> {
  const rows = await store.read({
    sql: `select number, at_ms, body from operation_event where operation = $1 and number > $2 order by number limit $3`,
    values: [operation, after, limit],
  });
  return rows.map((row) => ({
    number: Number(row['number']),
    atMs: Number(row['at_ms']),
    event: JSON.parse(String(row['body'])) as OperationEvent,
  }));
}

/** The state of an operation from its log, however long. */
export async function readState(store: Pick<Store, 'read'>, operation: OperationId): Promise<OperationState> {
  let state = NEW_OPERATION;
  for (;;) {
    const events = await readEvents(store, operation, { after: state.lastEvent });
    state = events.reduce((before, { event }) => applyEvent(before, event), state);
    if (events.length < EVENTS_A_READ) return state;
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : jsonText(value);
}
