import { errors } from './errors.ts';
import { MIGRATION_TABLE } from './migrate.ts';
import { type Migration, planMigrations } from './migration.ts';
import { viewPostgres } from './postgres/view.ts';
import { viewSqlite } from './sqlite/view.ts';
import { sqlitePath } from './sqlite-path.ts';
import type { StoreMoment, TablesView } from './store-moment.ts';

export type StoreSight<Value> =
  | { readonly kind: 'seen'; readonly value: Value }
  /** It has no tables yet. */
  | { readonly kind: 'empty' }
  /** Its tables are those of an earlier release; the next start migrates them. */
  | { readonly kind: 'older' };

export interface ViewOptions {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly url: string;
  /** For PostgreSQL; wins over one in the URL. */
  readonly password?: string;
  /** All migrations of this release. */
  readonly migrations: readonly Migration[];
}

/**
 * Looks at a store as of one moment: takes no lock, migrates nothing, writes nothing. A server may have it open.
 *
 * @throws STORE_TOO_NEW; STORE_CANNOT_OPEN, STORE_UNAVAILABLE and the like
 */
export async function viewStore<Value>(
  { url, password, migrations }: ViewOptions,
  look: (view: StoreMoment) => Promise<Value>,
): Promise<StoreSight<Value>> {
  const lookIfKnown = async (view: TablesView): Promise<StoreSight<Value>> => {
    const applied = await appliedIn(view);
    if (applied.length === 0) return { kind: 'empty' };
    const plan = planMigrations(migrations, applied);
    if (plan.kind === 'too-new') {
      throw errors.STORE_TOO_NEW({ path: view.path, unknown: plan.unknown, wayBack: 'use its commands' });
    }
    if (plan.pending.length > 0) return { kind: 'older' };
    return { kind: 'seen', value: await look(view) };
  };
  const path = sqlitePath(url);
  return path === undefined ? viewPostgres(url, password, lookIfKnown) : viewSqlite(path, lookIfKnown);
}

async function appliedIn(view: TablesView): Promise<readonly string[]> {
  if (!(await view.hasTable(MIGRATION_TABLE))) return [];
  const rows = await view.read({ sql: `select name from ${MIGRATION_TABLE}`, values: [] });
  return rows.map((row) => String(row['name']));
}
