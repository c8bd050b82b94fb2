import type { Reader } from '../../../kernel/operations/index.ts';

export interface TakenName {
  readonly hostname: string;
  readonly node: string;
}

/**
 * The first of these names that a node has already.
 *
 * @param but the node that they are for, when there is one: its own are free for it
 */
export async function findTakenName(
  reader: Reader,
  { manage, storage }: { readonly manage: readonly string[]; readonly storage: readonly string[] },
  but = '',
): Promise<TakenName | undefined> {
  const names = [...manage.map((name) => ['manage', name]), ...storage.map((name) => ['storage', name])] as const;
  for (const [kind = '', hostname = ''] of names) {
    const [row] = await reader.read({
      sql: 'select node from gluster_hostname where kind = $1 and name = $2 and node <> $3',
      values: [kind, hostname, but],
    });
    if (row !== undefined) return { hostname, node: String(row['node']) };
  }
  return undefined;
}
