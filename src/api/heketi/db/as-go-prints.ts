import type { HeketiDocument } from './document.ts';

/**
 * A document for `prettyText`: what is a map in Heketi is a `Map`, and is written in the order of its keys. An object would
 * have its whole numbers first, such as the tag `9` before `10`.
 */
export function asGoPrints(document: HeketiDocument): object {
  const { nodeentries, deviceentries } = document;
  const tables = { ...document, nodeentries: withTags(nodeentries), deviceentries: withTags(deviceentries) };
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, mapOf(table)]));
}

interface Tagged {
  readonly Info: { readonly tags?: Readonly<Record<string, string>> };
}

function withTags(table: Readonly<Record<string, Tagged>>): object {
  return Object.fromEntries(
    Object.entries(table).map(([id, entry]) => {
      const { tags } = entry.Info;
      return [id, tags === undefined ? entry : { ...entry, Info: { ...entry.Info, tags: mapOf(tags) } }];
    }),
  );
}

function mapOf(table: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(table));
}
