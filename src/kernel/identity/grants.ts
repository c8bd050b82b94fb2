import type { Clock } from '../clock.ts';
import type { Store } from '../store/index.ts';
import type { Grant } from './decide.ts';
import type { PrincipalId } from './principal.ts';

/** How long what is remembered is used without asking whether another server has changed rights. */
const CHECK_EVERY_MS = 2_000;
const MOST_REMEMBERED = 1_000;

export interface Grants {
  /** What a principal was granted; nothing while it is disabled. */
  of(principal: PrincipalId): Promise<readonly Grant[]>;
  /** This server has changed rights: nothing that was read before counts. */
  forget(): void;
}

/**
 * The grants of principals, remembered. A change by this server counts at once, one by another server within two
 * seconds: its batch moves the version, and whoever sees another version forgets everything.
 */
export function createGrants({ store, clock }: { readonly store: Store; readonly clock: Clock }): Grants {
  const remembered = new Map<PrincipalId, readonly Grant[]>();
  let version: number | undefined;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  // Changes with each forgetting: what was asked for before it must not be remembered after it.
  let turn = 0;

  const forget = (): void => {
    turn += 1;
    remembered.clear();
    checkedAtMs = Number.NEGATIVE_INFINITY;
  };

  const check = async (): Promise<void> => {
    const now = clock.now();
    // A clock that was set back must not make old rights last.
    if (now >= checkedAtMs && now - checkedAtMs < CHECK_EVERY_MS) return;
    const found = await readVersion(store);
    if (found !== version) forget();
    version = found;
    checkedAtMs = now;
  };

  return {
    forget,
    of: async (principal) => {
      await check();
      const known = remembered.get(principal);
      if (known !== undefined) return known;
      const asked = turn;
      const grants = await readGrants(store, principal);
      if (asked === turn) {
        const [oldest] = remembered.size >= MOST_REMEMBERED ? remembered.keys() : [];
        if (oldest !== undefined) remembered.delete(oldest);
        remembered.set(principal, grants);
      }
      return grants;
    },
  };
}

async function readVersion(store: Store): Promise<number> {
  const [row] = await store.read({ sql: 'select number from identity_version where id = 1', values: [] });
  return Number(row?.['number']);
}

async function readGrants(store: Store, principal: PrincipalId): Promise<readonly Grant[]> {
  const rows = await store.read({
    sql: `select g.role, g.project, r.actions from role_grant g join principal p on p.id = g.principal
      join role r on r.name = g.role where g.principal = $1 and p.state = 'active' order by g.role, g.project`,
    values: [principal],
  });
  return rows.map((row) => ({
    role: String(row['role']),
    patterns: JSON.parse(String(row['actions'])) as string[],
    ...(row['project'] === null ? {} : { project: String(row['project']) }),
  }));
}
