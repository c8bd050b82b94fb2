import { errors } from './errors.ts';

/**
 * The place behind a page, which a client gives back as it is. It is the key of the page's last row, so that what comes
 * in meanwhile moves nothing.
 */
export function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** @throws CURSOR_INVALID */
export function keyIn(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  // PostgreSQL refuses the character zero, and what is no UTF-8 comes back as another text.
  if (key === '' || key.includes('\0') || cursorOf(key) !== cursor) throw errors.CURSOR_INVALID({});
  return key;
}

/** `after` and `limit` of a query, for a reader that goes on behind a key. */
export function pageOf({
  after,
  limit = 100,
}: {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}): {
  readonly after?: string;
  readonly limit: number;
} {
  return { ...(after === undefined ? {} : { after: keyIn(after) }), limit };
}

/** An answer's page. */
export function itemPage<Row, Item>(
  { items, next }: { readonly items: readonly Row[]; readonly next?: string | undefined },
  show: (row: Row) => Item,
): { items: Item[]; next?: string } {
  return { items: items.map(show), ...(next === undefined ? {} : { next: cursorOf(next) }) };
}
