import { expect, it } from 'vitest';
import { hostMigrations } from '../../../kernel/hosts/index.ts';
import { newStore } from '../../../kernel/operations/testing/engines.ts';
import type { Statement, Store } from '../../../kernel/store/index.ts';
import { volumeMigrations } from '../migrations.ts';
import { pageOfNodes } from './read-nodes.ts';

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
  ]);
  return [...clusters, ...each.flat()];
}

async function idsOf(store: Store, reach: readonly string[], limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  const healths = { of: () => undefined };
  for (let after: string | undefined, more = true; more; ) {
    const page = await pageOfNodes(store, healths, { reach, limit, ...(after === undefined ? {} : { after }) });
    found.push(...page.items.map(({ id }) => id));
    after = page.next;
    more = after !== undefined;
  }
  return found;
}

it('shows all that somebody may see, once each and in order, however much of the whole it is', async () => {
  const store = await newStore([...hostMigrations, ...volumeMigrations]);
  const all = rows();
  for (let from = 0; from < all.length; from += 1_000)
    expect(await store.write(all.slice(from, from + 1_000))).toMatchObject({ kind: 'committed' });
  const expected = (...projects: readonly string[]): readonly string[] =>
    Array.from({ length: NODES }, (_, index) => index)
      .filter((index) => index !== 3 && projects.includes(projectOf(index)))
      .map(idOf);
  for (const reach of [['small'], ['large'], ['small', 'large'], ['small', 'no-such'], ['no-such']])
    expect(await idsOf(store, reach, 100), reach.join()).toEqual(expected(...reach));
  expect(await idsOf(store, ['small'], 3)).toEqual(expected('small'));
});
