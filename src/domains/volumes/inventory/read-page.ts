import type { Reach } from '../../../kernel/identity/index.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row, SqlValue } from '../../../kernel/store/index.ts';

export interface PageQuery {
  /** The projects of what is listed. */
  readonly reach: Reach;
  /** `next` of the page before. */
  readonly after?: string;
  /** 100 without it. */
  readonly limit?: number;
}

export interface Page<Item> {
  /** By id. */
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** What a page is taken from. */
export interface Source {
  /** Up to its `where` with whatever always holds. */
  readonly select: string;
  /** Columns that the query speaks of. */
  readonly id: string;
  readonly project: string;
  /** Columns with the value that they must have; undefined asks for nothing. */
  readonly wanted: Readonly<Record<string, SqlValue | undefined>>;
  /** Rows of a page. */
  readonly most: number;
  /**
   * Where the project is that of a row that is joined: the table whose ids these are, and `select` from some of its rows,
   * which must be gone through in their order (SQLite keeps to that of a cross join).
   */
  readonly joined?: { readonly table: string; readonly selectIn: (rows: string) => string };
}

/** So many rows in the order of their ids have a page of what somebody sees who sees a part that is worth a look. */
const ROWS_LOOKED_THROUGH = 2_000;

/** A page starts behind the last id of the one before, so that what comes in meanwhile moves nothing. */
export async function readPage(reader: Reader, source: Source, query: PageQuery): Promise<Page<Row>> {
  const { joined, wanted } = source;
  const { reach, after } = query;
  if (reach.length === 0) return { items: [] };
  const isOfParts = reach !== 'everywhere' && Object.values(wanted).every((value) => value === undefined);
  if (joined === undefined || !isOfParts) return readRows(reader, source, query);
  // A store sorts all that these projects have, where it goes by them. Whose part is small has no full page here, and is
  // served so.
  const rows = `(select * from ${joined.table}${after === undefined ? '' : ' where id > $1'}
    order by id limit ${ROWS_LOOKED_THROUGH})`;
  const first = await readRows(
    reader,
    { ...source, select: joined.selectIn(rows) },
    query,
    after === undefined ? [] : [after],
  );
  return first.next === undefined ? readRows(reader, source, query) : first;
}

/** @param given values that `select` has places for, from the first one */
async function readRows(
  reader: Reader,
  { select, id, project, wanted, most }: Source,
  { reach, after, limit = 100 }: PageQuery,
  given: readonly SqlValue[] = [],
): Promise<Page<Row>> {
  const rowsWanted = Math.min(Math.max(limit, 1), most);
  const values = [...given];
  const place = (value: SqlValue): string => {
    values.push(value);
    return `$${values.length}`;
  };
  const conditions = [
    ...Object.entries(wanted).flatMap(([column, value]) =>
      value === undefined ? [] : [`${column} = ${place(value)}`],
    ),
    ...(reach === 'everywhere' ? [] : [`${project} in (${reach.map(place).join(', ')})`]),
    ...(after === undefined ? [] : [`${id} > ${place(after)}`]),
  ];
  const rows = await reader.read({
    sql: `${[select, ...conditions].join(' and ')} order by ${id} limit ${place(rowsWanted + 1)}`,
    values,
  });
  const items = rows.slice(0, rowsWanted);
  const last = items.at(-1);
  return rows.length <= rowsWanted || last === undefined ? { items } : { items, next: String(last['id']) };
}

/** `$1, $2, $3` for three values. */
export function placesFor(values: readonly SqlValue[]): string {
  return values.map((_, index) => `$${index + 1}`).join(', ');
}
