import { expect, it } from 'vitest';
import { hostMigrations } from '../../../kernel/hosts/index.ts';
import { newStore } from '../../../kernel/operations/testing/engines.ts';
import type { Statement, Store } from '../../../kernel/store/index.ts';
import { volumeMigrations } from '../migrations.ts';
import { pageOfDevices } from './read-devices.ts';
import { pageOfNodes } from './read-nodes.ts';
import type { Page, PageQuery } from './read-page.ts';

const NODES = 6_000;
const idOf = (index: number): string => String(index).padStart(32, '0');
/** The last ten are the small project's; of the others every third is the large one's. */
const projectOf = (index: number): string => (index >= NODES - 10 ? 'small' : index % 3 === 0 ? 'large' : 'rest');

const PROJECTS = ['small', 'large', 'rest'];

function rows(): readonly Statement[] {
  const clusters = PROJECTS.map((project) => ({
    sql: 'insert into gluster_cluster (id, project) values ($1, $1)',
    values: [project],
  }));
  const each = Array.from({ length: NODES }, (_, index): readonly Statement[] => [
    {
      sql: `insert into host (id, name, created_at_ms) values ($1, $1, 0)`,
      values: [idOf(index)],
    },
    {
      sql: `insert into gluster_node (id, cluster, host, zone, storage_hostname, manage_hostnames, storage_hostnames, state)
        values ($1, $2, $1, 1, $1, '[]', '[]', $3)`,
      // Those that are being made are shown nowhere.
      values: [idOf(index), projectOf(index), index === 3 ? 'adding' : 'online'],
    },
    {
      sql: `insert into gluster_device (id, node, name, kind, state, total_kib, extent_kib)
        values ($1, $1, '/dev/vdb', 'lvm-thin', $2, 8192, 4096)`,
      values: [idOf(index), index === 3 ? 'adding' : 'online'],
    },
  ]);
  return [...clusters, ...each.flat()];
}

type List = (store: Store, query: PageQuery) => Promise<Page<{ readonly id: string }>>;

async function idsOf(list: List, store: Store, reach: readonly string[], limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const page = await list(store, { reach, limit, ...(after === undefined ? {} : { after }) });
    found.push(...page.items.map(({ id }) => id));
    after = page.next;
    more = after !== undefined;
  }
  return found;
}

const lists: readonly (readonly [string, List])[] = [
  ['nodes', (store, query) => pageOfNodes(store, { of: () => undefined }, query)],
  ['devices', pageOfDevices],
];

it('shows all that somebody may see, once each and in order, however much of the whole it is', async () => {
  const store = await newStore([...hostMigrations, ...volumeMigrations]);
  const all = rows();
  for (let from = 0; from < all.length; from += 1_000)
    expect(await store.write(all.slice(from, from + 1_000))).toMatchObject({ kind: 'committed' });
  const expected = (...projects: readonly string[]): readonly string[] =>
    Array.from({ length: NODES }, (_, index) => index)
      .filter((index) => index !== 3 && projects.includes(projectOf(index)))
      .map(idOf);
  for (const [what, list] of lists) {
    for (const reach of [['small'], ['large'], ['small', 'large'], ['small', 'no-such'], ['no-such']])
      expect(await idsOf(list, store, reach, 100), `${what} of ${reach.join()}`).toEqual(expected(...reach));
    expect(await idsOf(list, store, ['small'], 3), what).toEqual(expected('small'));
  }
});
