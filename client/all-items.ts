import { type Answer, dataOf } from './data-of.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** On a page, where the list allows as many. */
const LIMIT = 500;

/**
 * All items of a list, page by page, or the first so many.
 *
 * ```ts
 * await allItems((paging) => client.GET('/volumes', { params: { query: { cluster, ...paging } } }));
 * ```
 */
export async function allItems<Item>(
  page: (paging: { readonly after?: string; readonly limit: number }) => Promise<Answer<Page<Item>>>,
  most: number = Number.POSITIVE_INFINITY,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(LIMIT, most - all.length);
    const { items, next } = await dataOf(page({ limit, ...(after === undefined ? {} : { after }) }));
    all.push(...items);
    after = next;
  } while (after !== undefined && all.length < most);
  return all;
}
