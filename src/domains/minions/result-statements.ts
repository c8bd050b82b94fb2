import type { OperationId } from '../../kernel/operations/index.ts';
import type { Batch, Statement } from '../../kernel/store/index.ts';
import type { HostEnd } from './host-end.ts';

/**
 * What changes the rows of a command. A row is `waiting` until its turn, and `running` from then on: the command may have
 * been sent. That is durable before it is sent, so whoever finds the rows knows which hosts are in doubt.
 */

/** Bounds the values of a statement: PostgreSQL takes 65,535, SQLite 32,766. */
const ROWS_A_STATEMENT = 500;

export function insertWaiting(operation: OperationId, hosts: readonly string[]): Batch {
  const statements: Statement[] = [];
  for (let from = 0; from < hosts.length; from += ROWS_A_STATEMENT) {
    const part = hosts.slice(from, from + ROWS_A_STATEMENT);
    const rows = part.map((_, index) => `($1, $${2 * index + 2}, $${2 * index + 3}, 'waiting')`);
    statements.push({
      sql: `insert into minion_result (operation, place, host, state) values ${rows.join(', ')}`,
      values: [operation, ...part.flatMap((host, index) => [from + index, host])],
    });
  }
  return statements;
}

/** Gives the next hosts their turn. */
export function beginTurns(operation: OperationId, from: number, count: number): Statement {
  return {
    sql: `update minion_result set state = 'running'
      where operation = $1 and place >= $2 and place < $3 and state = 'waiting'`,
    values: [operation, from, from + count],
  };
}

/** Takes turns back that nobody used. */
export function takeBackTurns(operation: OperationId, from: number): Statement {
  return {
    sql: `update minion_result set state = 'waiting' where operation = $1 and place >= $2 and state = 'running'`,
    values: [operation, from],
  };
}

export interface EndedTurn {
  readonly place: number;
  readonly end: HostEnd;
  /** Absent when the beginning was not seen. */
  readonly elapsedMs?: number;
  readonly endedAtMs: number;
}

export function recordEnd(operation: OperationId, { place, end, elapsedMs, endedAtMs }: EndedTurn): Statement {
  return {
    sql: `update minion_result set state = $3, code = $4, reason = $5, elapsed_ms = $6, ended_at_ms = $7,
      stdout = $8, stdout_cut = $9, stderr = $10, stderr_cut = $11 where operation = $1 and place = $2`,
    values: [
      operation,
      place,
      end.state,
      end.code ?? null,
      end.reason ?? null,
      elapsedMs ?? null,
      endedAtMs,
      end.stdout.text,
      end.stdout.isCut ? 1 : 0,
      end.stderr.text,
      end.stderr.isCut ? 1 : 0,
    ],
  };
}

/** For the end of an operation that did not come to all hosts, or did not see all ends. */
export function closeRows(operation: OperationId): Batch {
  return [
    {
      sql: `update minion_result set state = 'unknown', reason = 'nobody saw how it ended'
        where operation = $1 and state = 'running'`,
      values: [operation],
    },
    {
      sql: `update minion_result set state = 'not-sent', reason = 'the operation ended before its turn'
        where operation = $1 and state = 'waiting'`,
      values: [operation],
    },
  ];
}
