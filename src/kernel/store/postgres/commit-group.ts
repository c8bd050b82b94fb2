import type pg from 'pg';
import type { CodedError } from '../../errors.ts';
import type { Batch, Row, Statement, StatementResult, WriteOutcome } from '../store.ts';
import { isStatementFault, isTransient, refusalOf, toCodedError } from './failures.ts';

/** What became of one batch of a group: `error` only where the batch itself is wrong. */
export type BatchEnd = { readonly outcome: WriteOutcome } | { readonly error: CodedError };

const MOST_ATTEMPTS = 5;

type Name = (statement: Statement) => pg.QueryConfig;
type Answer = { readonly result: StatementResult } | { readonly error: unknown };

/**
 * Makes a group of batches durable in one transaction on a pipelining connection. All statements of the group are on
 * the wire before the first answer is awaited, so a group costs two round trips: statements, commit. When one batch is
 * refused or wrong, the group is run once more with a savepoint for each batch, which costs a round trip each.
 *
 * @throws what hits the whole group, with its outcome in `fields`: STORE_UNAVAILABLE, STORE_FULL, …
 */
export async function commitGroup(
  client: pg.Client,
  name: Name,
  path: string,
  batches: readonly Batch[],
): Promise<BatchEnd[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await allAtOnce(client, name, batches)) ?? (await oneByOne(client, name, path, batches));
    } catch (error) {
      if (error instanceof CommitFailed) throw toCodedError(path, error.cause, { outcome: 'unknown' });
      await rollBack(client);
      if (!isTransient(error) || attempt === MOST_ATTEMPTS) throw toCodedError(path, error);
    }
  }
}

/** A commit whose answer did not come: nobody knows whether it was kept. */
class CommitFailed extends Error {}

/** @returns undefined when a batch could not be kept; the transaction is rolled back then */
async function allAtOnce(client: pg.Client, name: Name, batches: readonly Batch[]): Promise<BatchEnd[] | undefined> {
  const begun = settle(client.query('begin'));
  const sent = batches.map((batch) => batch.map((statement) => settle(client.query(name(statement)))));
  throwIfFailed(await begun);
  const answers = await Promise.all(sent.map((batch) => Promise.all(batch)));
  const outcomes = answers.map((batch, index) => judge(batches[index] ?? [], batch));
  if (!outcomes.every((outcome) => outcome.kind === 'committed')) {
    // Only the first counts: after a broken constraint the server answers all with "transaction is aborted".
    const first = outcomes.find((outcome) => outcome.kind !== 'committed');
    if (first?.kind === 'failed' && !isStatementFault(first.error)) throw asError(first.error);
    await rollBack(client);
    return undefined;
  }
  await commit(client);
  return outcomes.map((outcome) => ({ outcome }));
}

async function oneByOne(client: pg.Client, name: Name, path: string, batches: readonly Batch[]): Promise<BatchEnd[]> {
  await client.query('begin');
  const ends: BatchEnd[] = [];
  for (const batch of batches) {
    const saved = settle(client.query('savepoint batch'));
    const sent = batch.map((statement) => settle(client.query(name(statement))));
    throwIfFailed(await saved);
    const judged = judge(batch, await Promise.all(sent));
    await client.query(judged.kind === 'committed' ? 'release batch' : 'rollback to batch');
    if (judged.kind === 'failed') {
      if (!isStatementFault(judged.error)) throw asError(judged.error);
      ends.push({ error: toCodedError(path, judged.error, { sql: batch[judged.statement]?.sql ?? '' }) });
    } else {
      ends.push({ outcome: judged });
    }
  }
  await commit(client);
  return ends;
}

type Judgement = WriteOutcome | { readonly kind: 'failed'; readonly statement: number; readonly error: unknown };

/** The first statement that was not as it should be decides; what comes after it only says that the rest was ignored. */
function judge(batch: Batch, answers: readonly Answer[]): Judgement {
  const results: StatementResult[] = [];
  for (const [index, answer] of answers.entries()) {
    if ('error' in answer) {
      const reason = refusalOf(answer.error);
      return reason === undefined
        ? { kind: 'failed', statement: index, error: answer.error }
        : { kind: 'refused', statement: index, reason };
    }
    const wanted = batch[index]?.changes;
    if (wanted !== undefined && wanted !== answer.result.changes) {
      return { kind: 'refused', statement: index, reason: 'changes' };
    }
    results.push(answer.result);
  }
  return { kind: 'committed', results };
}

async function settle(query: Promise<pg.QueryResult>): Promise<Answer> {
  try {
    const { rowCount, rows } = await query;
    return { result: { changes: rowCount ?? 0, rows: rows as Row[] } };
  } catch (error) {
    return { error };
  }
}

function throwIfFailed(answer: Answer): void {
  if ('error' in answer) throw asError(answer.error);
}

async function commit(client: pg.Client): Promise<void> {
  try {
    await client.query('commit');
  } catch (error) {
    throw new CommitFailed('the commit was not answered', { cause: error });
  }
}

async function rollBack(client: pg.Client): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    // The connection is gone, and the transaction with it; the next group opens a new one.
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
