import type { Row, SqlValue, Store } from '../store/index.ts';
import { errors } from './errors.ts';

/** Events that one read looks at, whether or not they fit the query: no query reads more of the table than this. */
const MOST_LOOKED_AT = 5_000;
const MOST_ROWS = 500;
const MOST_NAMES = 500;

/** An event with its place in the stream. */
export interface Event {
  /** 1, 2, 3 … without gaps; gaps in what a reader sees are events that do not fit its query. */
  readonly seq: number;
  readonly atMs: number;
  readonly topic: string;
  readonly project: string;
  readonly subject: string;
  readonly body: unknown;
}

export interface EventFilter {
  /** Only of these; absent for all, empty for none. */
  readonly projects?: readonly string[];
  readonly topics?: readonly string[];
}

export interface EventQuery extends EventFilter {
  /** The `seq` of the last event that the reader has, or the `next` of its last page; 0 for the very first. */
  readonly after: number;
  /** 1 to 500, 100 without it. */
  readonly limit?: number;
}

export interface EventPage {
  readonly kind: 'page';
  /** By `seq`. There may be none on a page that is not the last, because one read looks at 5,000 events only. */
  readonly events: readonly Event[];
  /** Where the next page starts. */
  readonly next: number;
  /** The newest number of all; the page is the last one when `next` has come to it. */
  readonly last: number;
}

/**
 * The reader's place is not in the stream: what came after it was removed by retention, or the store is an older copy
 * that never had it. Whoever gets this reads its objects anew and goes on behind `last`.
 */
export interface EventReset {
  readonly kind: 'reset';
  /** Numbers that are kept: `first` to `last`; none when `first` is the greater one. */
  readonly first: number;
  readonly last: number;
}

/** @throws EVENT_QUERY_INVALID, STORE_* */
export async function readEvents(store: Store, query: EventQuery): Promise<EventPage | EventReset> {
  checkQuery(query);
  const { after } = query;
  const limit = Math.min(Math.max(query.limit ?? 100, 1), MOST_ROWS);
  const values: SqlValue[] = [after, after + MOST_LOOKED_AT, limit];
  const fits = (['project', 'topic'] as const).map((column) => {
    const names = column === 'project' ? query.projects : query.topics;
    if (names === undefined) return '';
    if (names.length === 0) return ' and 1 = 0';
    values.push(...names);
    return ` and ${column} in (${names.map((_, index) => `$${values.length - names.length + index + 1}`).join(', ')})`;
  });
  // One statement, so that head and rows are of one moment.
  const rows = await store.read({
    sql: `select first_seq, last_seq, page.* from event_head left join (
        select seq, at_ms, topic, project, subject, body from event
        where seq > $1 and seq <= $2${fits.join('')} order by seq limit $3
      ) as page on 1 = 1 order by seq`,
    values,
  });
  const first = Number(rows[0]?.['first_seq']);
  const last = Number(rows[0]?.['last_seq']);
  if (after < first - 1 || after > last) return { kind: 'reset', first, last };
  const events = rows.filter((row) => row['seq'] !== null).map(eventOf);
  const lookedAt = Math.min(after + MOST_LOOKED_AT, last);
  const next = events.length < limit ? lookedAt : (events.at(-1)?.seq ?? lookedAt);
  return { kind: 'page', events, next, last };
}

/** The newest number. @throws STORE_* */
export async function newestEvent(store: Store): Promise<number> {
  const [row] = await store.read({ sql: 'select last_seq from event_head', values: [] });
  return Number(row?.['last_seq']);
}

export function fitsFilter({ project, topic }: Event, { projects, topics }: EventFilter): boolean {
  return projects?.includes(project) !== false && topics?.includes(topic) !== false;
}

/** @throws EVENT_QUERY_INVALID */
export function checkQuery({ after, projects = [], topics = [] }: Partial<EventQuery>): void {
  if (after !== undefined && (!Number.isSafeInteger(after) || after < 0)) {
    throw errors.EVENT_QUERY_INVALID({ problem: `after: ${after} is no whole number from 0 on` });
  }
  for (const [name, names] of Object.entries({ projects, topics })) {
    if (names.length > MOST_NAMES) {
      throw errors.EVENT_QUERY_INVALID({ problem: `${name}: ${names.length}, and ${MOST_NAMES} are allowed` });
    }
  }
}

function eventOf(row: Row): Event {
  return {
    seq: Number(row['seq']),
    atMs: Number(row['at_ms']),
    topic: String(row['topic']),
    project: String(row['project']),
    subject: String(row['subject']),
    body: JSON.parse(String(row['body'])) as unknown,
  };
}
