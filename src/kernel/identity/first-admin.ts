import type { Secret } from '../secrets/index.ts';
import { ADMIN_ROLE, anAdminExists } from './admin-guard.ts';
import { planToken } from './api-tokens.ts';
import type { Actor } from './audit.ts';
import { makeChange, type ChangeParts } from './change.ts';
import { errors } from './errors.ts';
import { findPrincipal, type Principal } from './principal.ts';
import { newPrincipal } from './principals.ts';

export type FirstAdmin =
  | { readonly kind: 'made'; readonly principal: Principal }
  /** There is one already, or another server made one at the same time. */
  | { readonly kind: 'present' };

/**
 * Makes a person with the role `admin` everywhere, and a token for them, when no active principal has that role.
 *
 * @param keep gets the clear token before anything is written, so that no crash can make an admin whose token nobody
 *   has. After `present` what it kept opens nothing and is to be removed.
 */
export async function ensureFirstAdmin(
  parts: ChangeParts,
  actor: Actor,
  keep: (token: Secret) => Promise<void>,
): Promise<FirstAdmin> {
  const { store } = parts;
  if ((await store.read({ sql: `select 1 where ${anAdminExists()}`, values: [] })).length > 0)
    return { kind: 'present' };
  // A disabled one may have the name.
  const isFree = (await findPrincipal(parts, 'admin')) === undefined;
  const suffix = Buffer.from(parts.randomBytes(4)).toString('hex');
  const principal = newPrincipal(parts, 'person', isFree ? 'admin' : `admin-${suffix}`);
  const { secret, insert } = planToken(parts, principal.id, { name: 'first admin' });
  await keep(secret);
  const change = {
    action: 'principal.create-first-admin',
    on: `principal/${principal.id}`,
    changesRights: true,
    statements: [
      {
        sql: `insert into principal (id, kind, name, state, created_at_ms)
          select cast($1 as text), 'person', cast($2 as text), 'active', cast($3 as bigint) where not ${anAdminExists()}`,
        values: [principal.id, principal.name, principal.createdAtMs],
        changes: 1,
      },
      {
        sql: 'insert into role_grant (principal, role, project) values ($1, $2, null)',
        values: [principal.id, ADMIN_ROLE],
      },
      insert,
    ],
  } as const;
  const outcome = await makeChange(parts, actor, change);
  if (outcome.kind === 'made') return { kind: 'made', principal };
  if (outcome.statement === 0 && outcome.reason === 'changes') return { kind: 'present' };
  throw errors.IDENTITY_CHANGE_REFUSED({ action: change.action, reason: outcome.reason });
}
