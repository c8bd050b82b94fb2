import type { Store } from '../store/index.ts';
import { errors } from './errors.ts';
import { operationOf, type OperationRow, ROW } from './record.ts';

const MOST_ROWS = 500;

export interface ListQuery {
  readonly project?: string;
  /** Only of these; absent for all, empty for none. */
  readonly projects?: readonly string[];
  readonly kind?: string;
  readonly state?: string;
  readonly parent?: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 500, 100 without it. */
  readonly limit?: number;
}

export interface OperationPage {
  readonly operations: readonly OperationRow[];
  /** Absent on the last page. */
  readonly next?: string;
}

/**
 * Operations, newest first. A page starts behind the last row of the one before, so that what comes in meanwhile moves
 * nothing.
 *
 * @throws OPERATION_INPUT_INVALID when `after` is not from an earlier page
 */
export async function listOperations(store: Store, query: ListQuery): Promise<OperationPage> {
  const limit = Math.min(Math.max(query.limit ?? 100, 1), MOST_ROWS);
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const where = (condition: (place: string) => string, value: string | number): void => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  for (const column of ['project', 'kind', 'state', 'parent'] as const) {
    const value = query[column];
    if (value !== undefined) where((place) => `${column} = ${place}`, value);
  }
  if (query.projects !== undefined) {
    const places = query.projects.map((project) => `$${values.push(project)}`);
    conditions.push(places.length === 0 ? '1 = 0' : `project in (${places.join(', ')})`);
  }
  if (query.after !== undefined) {
    const [atMs = '', id = ''] = query.after.split('.');
    if (!/^\d+$/.test(atMs) || !/^[0-9a-f]+$/.test(id)) {
      throw errors.OPERATION_INPUT_INVALID({ kind: 'list', problems: [`after: '${query.after}' is from no page`] });
    }
    values.push(Number(atMs), id);
    conditions.push(`(created_at_ms, id) < ($${values.length - 1}, $${values.length})`);
  }
  values.push(limit + 1);
  const rows = await store.read({
    sql: `select ${ROW} from operation ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
      order by created_at_ms desc, id desc limit $${values.length}`,
    values,
  });
  const operations = rows.slice(0, limit).map(operationOf);
  const last = operations.at(-1);
  return rows.length <= limit || last === undefined
    ? { operations }
    : { operations, next: `${last.createdAtMs}.${last.id}` };
}
