import type { HeketiIssuer } from '../../kernel/identity/index.ts';
import type { Json, OperationId } from '../../kernel/operations/index.ts';
import type { Row, Statement } from '../../kernel/store/index.ts';
import { acceptedAnswer, type Answer, emptyAnswer, errorAnswer, redirectAnswer } from './answer.ts';
import { type Failure, failureText } from './failure-text.ts';
import type { Call, HeketiApi } from './parts.ts';
import { ADMIN_ONLY, ID_NOT_FOUND, Refusal } from './refusal.ts';
import { slotCondition } from './throttle.ts';

/** How long a poll of a pending entry is held: most operations end sooner than clients ask again. */
const HELD_MS = 50;
/** As long as operations are kept (kernel/operations). */
const KEPT_MS = 90 * 86_400_000;

/** How something ended that needed no operation: an error's text; where its result is, if it has one. */
type Outcome = { readonly error?: string; readonly at?: string };

type Collection = 'nodes' | 'volumes' | 'blockvolumes';

export interface Work {
  readonly kind: string;
  readonly input: { readonly [key: string]: Json | undefined };
  readonly project: string;
  /** Where the result is found; without it the end has none. */
  readonly collection?: Collection;
  /** Whether it takes one of the slots. */
  readonly isTracked: boolean;
}

/**
 * Submits an operation with a queue entry of its own id, in one batch: the entry is there before anybody is told of it.
 *
 * @throws what the submission is refused with; HEKETI_BUSY
 */
export async function submit(
  { api, by, issuer }: Call,
  work: Work,
): Promise<{ entry: string; operation: OperationId }> {
  const entry = api.newId();
  const operation = await api.engine.submit({
    kind: work.kind,
    input: work.input,
    project: work.project,
    principal: by.principal,
    from: by.from,
    alongside: (id) => [insertEntry(api, { entry, issuer, operation: id, collection: work.collection ?? null })],
    ...(work.isTracked ? { conditions: [slotCondition(api)] } : {}),
  });
  api.knownEntries.set(entry, { issuer, operation, collection: work.collection });
  return { entry, operation };
}

/** @throws as `submit` */
export async function accept(call: Call, work: Work): Promise<Answer> {
  return acceptedAnswer((await submit(call, work)).entry);
}

/** 202 for what is over already: the end is told on the queue, as for everything that starts with a 202. */
export async function acceptEnded({ api, issuer }: Call, outcome: Outcome): Promise<Answer> {
  const entry = api.newId();
  await api.store.write([
    {
      sql: 'delete from heketi_queue where operation is null and created_at_ms < $1',
      values: [api.clock.now() - KEPT_MS],
    },
    insertEntry(api, { entry, issuer, outcome }),
  ]);
  return acceptedAnswer(entry);
}

interface NewEntry {
  readonly entry: string;
  readonly issuer: string;
  readonly operation?: string;
  readonly collection?: string | null;
  readonly outcome?: Outcome;
}

function insertEntry({ clock }: HeketiApi, { entry, issuer, operation, collection, outcome }: NewEntry): Statement {
  return {
    sql: `insert into heketi_queue (id, issuer, operation, collection, outcome, created_at_ms)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [
      entry,
      issuer,
      operation ?? null,
      collection ?? null,
      outcome === undefined ? null : JSON.stringify(outcome),
      clock.now(),
    ],
  };
}

/** Nobody was told of it: what it was for is refused after all. */
export async function forget({ store, knownEntries }: HeketiApi, entry: string): Promise<void> {
  knownEntries.delete(entry);
  await store.write([{ sql: 'delete from heketi_queue where id = $1', values: [entry] }]);
}

type End = { readonly kind: 'pending' } | { readonly kind: 'over'; readonly answer: Answer };

const PENDING: Answer = emptyAnswer(200, { 'x-pending': 'true' });

/**
 * `GET /queue/{id}` (contract heketi-api §2): the first one after the end takes the entry away, on whichever server it
 * comes in.
 */
export async function readQueue(call: Call): Promise<Answer> {
  const { api, issuer, id } = call;
  const here = await endHere(call);
  if (here?.kind === 'pending') return PENDING;
  const end = here ?? (await endRead(api, issuer, id));
  if (end.kind === 'pending') return PENDING;
  const taken = await api.store.write([{ sql: 'delete from heketi_queue where id = $1', values: [id], changes: 1 }]);
  api.knownEntries.delete(id);
  if (taken.kind === 'refused') throw new Refusal(404, ID_NOT_FOUND);
  return end.answer;
}

/** Of what runs here, and ends well: then nothing is read. */
async function endHere({ api, issuer, id }: Call): Promise<End | undefined> {
  const known = api.knownEntries.get(id);
  if (known === undefined) return undefined;
  requireOwn(issuer, known.issuer);
  const state = await api.engine.endHere(known.operation, HELD_MS);
  if (state === 'goes-on') return { kind: 'pending' };
  if (state === 'elsewhere' || state.name !== 'succeeded') return undefined;
  return succeeded(known.collection, state.result ?? null);
}

async function endRead(api: HeketiApi, issuer: HeketiIssuer, id: string): Promise<End> {
  const [row] = await api.store.read({
    sql: `select q.issuer, q.collection, q.outcome, q.operation, o.kind, o.state, o.input, o.error, o.result
      from heketi_queue q left join operation o on o.id = q.operation where q.id = $1`,
    values: [id],
  });
  if (row === undefined) throw new Refusal(404, ID_NOT_FOUND);
  requireOwn(issuer, row['issuer']);
  return endOf(api, row);
}

function requireOwn(issuer: HeketiIssuer, owner: unknown): void {
  if (issuer === 'user' && owner !== 'user') throw new Refusal(401, ADMIN_ONLY);
}

async function endOf({ engine }: HeketiApi, row: Row): Promise<End> {
  if (row['operation'] === null) {
    const { error, at } = JSON.parse(String(row['outcome'])) as Outcome;
    if (error !== undefined) return { kind: 'over', answer: errorAnswer(500, error) };
    return { kind: 'over', answer: at === undefined ? emptyAnswer(204) : redirectAnswer(303, at, 'See Other') };
  }
  const collection = row['collection'] === null ? undefined : String(row['collection']);
  const found = endOfOperation(String(row['state']), collection, () => ({
    kind: String(row['kind']),
    input: parsed(row['input']),
    error: parsed(row['error']) as Failure['error'],
    result: parsed(row['result']),
  }));
  if (found.kind === 'over') return found;
  const { head, state } = await engine.wait(String(row['operation']), HELD_MS);
  return endOfOperation(state.name, collection, () => ({
    kind: head.kind,
    input: head.input,
    error: state.error,
    result: state.result ?? null,
  }));
}

function endOfOperation(
  state: string,
  collection: string | undefined,
  more: () => Failure & { readonly result: Json },
): End {
  switch (state) {
    case 'queued':
    case 'running':
    case 'undoing':
      return { kind: 'pending' };
    case 'succeeded':
      return succeeded(collection, more().result);
    default:
      // A stuck one too: Heketi's clients wait for an end, and whoever mends it looks elsewhere.
      return { kind: 'over', answer: errorAnswer(500, failureText(more())) };
  }
}

function succeeded(collection: string | undefined, result: Json): End {
  return { kind: 'over', answer: collection === undefined ? emptyAnswer(204) : seeOther(collection, result) };
}

/** By what the result of an operation names what it made. */
const RESULT_FIELDS: Readonly<Record<string, string>> = {
  nodes: 'node',
  volumes: 'volume',
  blockvolumes: 'blockVolume',
} satisfies Record<Collection, string>;

function seeOther(collection: string, result: Json): Answer {
  const id = (result as Readonly<Record<string, string>> | null)?.[RESULT_FIELDS[collection] ?? ''] ?? '';
  return redirectAnswer(303, `/${collection}/${id}`, 'See Other');
}

function parsed(value: Row[string] | undefined): Json {
  return typeof value === 'string' ? (JSON.parse(value) as Json) : null;
}
