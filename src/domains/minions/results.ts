import type { Reader } from '../../kernel/operations/index.ts';
import { type HostId, hostId } from '../../kernel/remote/index.ts';
import type { Row, SqlValue } from '../../kernel/store/index.ts';
import type { HostEnd } from './host-end.ts';
import type { KeptText } from './kept-text.ts';

/** `waiting` before its turn, `running` from then on. */
export type ResultState = 'waiting' | 'running' | HostEnd['state'];

/** What a command did on one host, as far as it is known. */
export interface HostResult extends Omit<HostEnd, 'state'> {
  readonly host: HostId;
  /** Its turn, from 0, in the order in which the hosts were given. */
  readonly place: number;
  readonly state: ResultState;
  readonly elapsedMs?: number;
  /** Absent when no end was seen. */
  readonly endedAtMs?: number;
}

/** A row may have 128 KiB of output. */
const MOST_ROWS = 100;

export interface ResultQuery {
  readonly state?: ResultState;
  /** `next` of the page before. */
  readonly after?: number;
  /** 1 to 100, 100 without it. */
  readonly limit?: number;
}

export interface ResultPage {
  readonly results: readonly HostResult[];
  /** Absent on the last page. */
  readonly next?: number;
}

/**
 * The results of a command by host, by pages, while it runs and afterwards.
 *
 * @example
 * const { results, next } = await readResults(store, operation, { state: 'failed' });
 */
export async function readResults(
  reader: Pick<Reader, 'read'>,
  operation: string,
  { state, after = -1, limit = MOST_ROWS }: ResultQuery = {},
): Promise<ResultPage> {
  const most = Math.min(Math.max(limit, 1), MOST_ROWS);
  const values: SqlValue[] = [operation, after, most + 1];
  const rows = await reader.read({
    sql: `select place, host, state, code, reason, elapsed_ms, ended_at_ms, stdout, stdout_cut, stderr, stderr_cut
      from minion_result where operation = $1 and place > $2 ${state === undefined ? '' : 'and state = $4'}
      order by place limit $3`,
    values: state === undefined ? values : [...values, state],
  });
  const results = rows.slice(0, most).map(resultOf);
  const last = results.at(-1);
  return rows.length <= most || last === undefined ? { results } : { results, next: last.place };
}

/**
 * How many hosts of a command are in each state.
 *
 * @example
 * const { done, failed } = await countResults(store, operation);
 */
export async function countResults(
  reader: Pick<Reader, 'read'>,
  operation: string,
): Promise<Readonly<Record<ResultState, number>>> {
  const rows = await reader.read({
    sql: 'select state, count(*) as hosts from minion_result where operation = $1 group by state',
    values: [operation],
  });
  const counts = { waiting: 0, running: 0, done: 0, failed: 0, unreachable: 0, unknown: 0, 'not-sent': 0 };
  for (const row of rows) counts[row['state'] as ResultState] = Number(row['hosts']);
  return counts;
}

function resultOf(row: Row): HostResult {
  const numbers = { code: row['code'], elapsedMs: row['elapsed_ms'], endedAtMs: row['ended_at_ms'] };
  const known = Object.entries(numbers).filter(([, value]) => value !== null);
  return {
    host: hostId(String(row['host'])),
    place: Number(row['place']),
    state: row['state'] as ResultState,
    ...Object.fromEntries(known.map(([name, value]) => [name, Number(value)])),
    ...(row['reason'] === null ? {} : { reason: String(row['reason']) }),
    stdout: textOf(row, 'stdout'),
    stderr: textOf(row, 'stderr'),
  };
}

function textOf(row: Row, stream: 'stdout' | 'stderr'): KeptText {
  return { text: String(row[stream]), isCut: row[`${stream}_cut`] === 1 };
}
