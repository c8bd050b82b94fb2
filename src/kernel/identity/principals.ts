import { anAdminExists } from './admin-guard.ts';
import type { Actor } from './audit.ts';
import { makeChange, makeChangeOrThrow, type ChangeParts } from './change.ts';
import { checkName } from './check-name.ts';
import { errors } from './errors.ts';
import { newId } from './parts.ts';
import { getPrincipal, type Principal, PRINCIPAL_COLUMNS, type PrincipalId, principalOf } from './principal.ts';

const MOST_ROWS = 500;

/** A row that is not there yet. */
export function newPrincipal(parts: ChangeParts, kind: Principal['kind'], name: string): Principal {
  const id = newId(parts) as PrincipalId;
  return { id, kind, name, state: 'active', createdAtMs: parts.clock.now(), lastSeenAtMs: undefined };
}

/**
 * A principal that can do nothing yet: give it a role, and an identity, a token or a password.
 *
 * @throws IDENTITY_NAME_INVALID, PRINCIPAL_NAME_TAKEN
 */
export async function createPrincipal(
  parts: ChangeParts,
  actor: Actor,
  { kind, name }: Pick<Principal, 'kind' | 'name'>,
): Promise<Principal> {
  const made = newPrincipal(parts, kind, checkName('principal', name));
  const insert = {
    sql: `insert into principal (id, kind, name, state, created_at_ms) values ($1, $2, $3, 'active', $4)`,
    values: [made.id, kind, made.name, made.createdAtMs],
  };
  const change = { action: 'principal.create', on: namePath(made.id, made.name), statements: [insert] };
  await makeChangeOrThrow(parts, actor, change, (reason) =>
    reason === 'unique' ? errors.PRINCIPAL_NAME_TAKEN({ name: made.name }) : undefined,
  );
  return made;
}

/**
 * What is linked to the principal stays linked, its operations stay its own; it logs in by the new name.
 *
 * @throws IDENTITY_NAME_INVALID, PRINCIPAL_NAME_TAKEN, PRINCIPAL_NOT_FOUND
 */
export async function renamePrincipal(parts: ChangeParts, actor: Actor, id: PrincipalId, name: string): Promise<void> {
  const kept = checkName('principal', name);
  const update = { sql: 'update principal set name = $1 where id = $2', values: [kept, id], changes: 1 };
  const change = { action: 'principal.rename', on: namePath(id, kept), statements: [update] };
  await makeChangeOrThrow(parts, actor, change, (reason) => {
    if (reason === 'unique') return errors.PRINCIPAL_NAME_TAKEN({ name: kept });
    return reason === 'changes' ? errors.PRINCIPAL_NOT_FOUND({ principal: id }) : undefined;
  });
}

/**
 * From now on the principal can neither authenticate nor do anything; its tokens and roles stay for when it is enabled
 * again. Disabling a disabled one does nothing.
 *
 * @throws LAST_ADMIN, PRINCIPAL_NOT_FOUND
 */
export async function disablePrincipal(parts: ChangeParts, actor: Actor, id: PrincipalId): Promise<void> {
  const update = {
    sql: `update principal set state = 'disabled' where id = $1 and state = 'active' and (${anAdminExists('$1')}
      or not exists (select 1 from role_grant where principal = $1 and role = 'admin' and project is null))`,
    values: [id],
    changes: 1,
  };
  const change = {
    action: 'principal.disable',
    on: `principal/${id}`,
    statements: [update],
    changesRights: true,
  } as const;
  const outcome = await makeChange(parts, actor, change);
  if (outcome.kind === 'made') return;
  const { state } = await getPrincipal(parts, id);
  if (state === 'active') throw errors.LAST_ADMIN({ principal: id });
}

/** @throws PRINCIPAL_NOT_FOUND */
export async function enablePrincipal(parts: ChangeParts, actor: Actor, id: PrincipalId): Promise<void> {
  const update = {
    sql: `update principal set state = 'active' where id = $1 and state = 'disabled'`,
    values: [id],
    changes: 1,
  };
  const change = {
    action: 'principal.enable',
    on: `principal/${id}`,
    statements: [update],
    changesRights: true,
  } as const;
  const outcome = await makeChange(parts, actor, change);
  if (outcome.kind === 'refused') await getPrincipal(parts, id);
}

/** By name. At most 500; the next page starts after the last name of this one. */
export async function listPrincipals(
  { store }: Pick<ChangeParts, 'store'>,
  { after = '', limit = 100 }: { readonly after?: string; readonly limit?: number } = {},
): Promise<readonly Principal[]> {
  const rows = await store.read({
    sql: `select ${PRINCIPAL_COLUMNS} from principal p where p.name > $1 order by p.name limit $2`,
    values: [after, Math.min(Math.max(limit, 1), MOST_ROWS)],
  });
  return rows.map(principalOf);
}

/** How the audit record names a principal whose name matters. */
export const namePath = (id: PrincipalId, name: string): string => `principal/${id}/name/${encodeURIComponent(name)}`;
