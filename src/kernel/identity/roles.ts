import { ADMIN_ROLE, anAdminExists } from './admin-guard.ts';
import type { Actor } from './audit.ts';
import { makeChange, makeChangeOrThrow, type ChangeParts } from './change.ts';
import { checkName } from './check-name.ts';
import { errors } from './errors.ts';
import { getPrincipal, type PrincipalId } from './principal.ts';
import { checkPatterns } from './role-patterns.ts';

const MOST_ROWS = 500;

/** The roles that the migrations make, and that they alone change. */
const BUILT_IN_ROLES: ReadonlySet<string> = new Set([ADMIN_ROLE, 'operator', 'viewer', 'heketi-admin', 'heketi-user']);

export interface Role {
  readonly name: string;
  /** Patterns: see action-pattern.ts. */
  readonly patterns: readonly string[];
  /** Built-in ones are neither changed nor deleted. */
  readonly isBuiltIn: boolean;
}

/** A role, and the id of the project that it holds in; without one it holds everywhere. */
export interface HeldRole {
  readonly role: string;
  readonly project?: string;
}

/**
 * A role of one's own.
 *
 * @throws IDENTITY_NAME_INVALID, ROLE_ACTION_UNKNOWN, ROLE_ACTIONS_INVALID, ROLE_BUILT_IN, ROLE_NAME_TAKEN
 */
export async function createRole(
  parts: ChangeParts,
  actor: Actor,
  given: Pick<Role, 'name' | 'patterns'>,
): Promise<Role> {
  const role: Role = {
    name: checkName('role', given.name),
    patterns: checkPatterns(given.patterns),
    isBuiltIn: false,
  };
  const { name } = role;
  if (BUILT_IN_ROLES.has(name)) throw errors.ROLE_BUILT_IN({ role: name });
  const insert = {
    sql: 'insert into role (name, actions) values ($1, $2)',
    values: [name, JSON.stringify(role.patterns)],
  };
  const change = {
    action: 'role.create',
    on: `role/${encodeURIComponent(name)}/actions/${role.patterns.join(',')}`,
    statements: [insert],
    changesRights: true,
  } as const;
  await makeChangeOrThrow(parts, actor, change, (reason) =>
    reason === 'unique' ? errors.ROLE_NAME_TAKEN({ role: name }) : undefined,
  );
  return role;
}

/**
 * Deletes a role of one's own that nobody has.
 *
 * @throws ROLE_BUILT_IN, ROLE_NOT_FOUND, ROLE_IN_USE
 */
export async function deleteRole(parts: ChangeParts, actor: Actor, name: string): Promise<void> {
  if (BUILT_IN_ROLES.has(name)) throw errors.ROLE_BUILT_IN({ role: name });
  const remove = { sql: 'delete from role where name = $1', values: [name], changes: 1 };
  const change = {
    action: 'role.delete',
    on: `role/${encodeURIComponent(name)}`,
    statements: [remove],
    changesRights: true,
  } as const;
  await makeChangeOrThrow(parts, actor, change, (reason) => {
    if (reason === 'foreign-key') return errors.ROLE_IN_USE({ role: name });
    return reason === 'changes' ? errors.ROLE_NOT_FOUND({ role: name }) : undefined;
  });
}

/**
 * Gives a role. Giving it again does nothing and is not recorded.
 *
 * @throws PRINCIPAL_NOT_FOUND, ROLE_NOT_FOUND, PROJECT_NOT_FOUND
 */
export async function grantRole(
  parts: ChangeParts,
  actor: Actor,
  principal: PrincipalId,
  held: HeldRole,
): Promise<void> {
  const { role, project } = held;
  const insert = {
    sql: 'insert into role_grant (principal, role, project) values ($1, $2, $3)',
    values: [principal, role, project ?? null],
  };
  const change = {
    action: 'role.grant',
    on: grantPath(principal, held),
    statements: [insert],
    changesRights: true,
  } as const;
  const outcome = await makeChange(parts, actor, change);
  if (outcome.kind === 'made' || outcome.reason === 'unique') return;
  await getPrincipal(parts, principal);
  await requireRole(parts, held);
  throw errors.IDENTITY_CHANGE_REFUSED({ action: change.action, reason: outcome.reason });
}

/**
 * That there is what a role would be given by.
 *
 * @throws ROLE_NOT_FOUND, PROJECT_NOT_FOUND
 */
export async function requireRole(parts: ChangeParts, { role, project }: HeldRole): Promise<void> {
  if (!(await exists(parts, 'select 1 from role where name = $1', role))) throw errors.ROLE_NOT_FOUND({ role });
  if (project !== undefined && !(await exists(parts, 'select 1 from project where id = $1', project)))
    throw errors.PROJECT_NOT_FOUND({ project });
}

/** @throws ROLE_NOT_GRANTED, LAST_ADMIN */
export async function revokeRole(
  parts: ChangeParts,
  actor: Actor,
  principal: PrincipalId,
  held: HeldRole,
): Promise<void> {
  const { role, project } = held;
  const where = project === undefined ? 'project is null' : 'project = $3';
  const values = project === undefined ? [principal, role] : [principal, role, project];
  const isGuarded = role === ADMIN_ROLE && project === undefined;
  const guard = `and ${anAdminExists('$1')}`;
  const remove = {
    sql: `delete from role_grant where principal = $1 and role = $2 and ${where} ${isGuarded ? guard : ''}`,
    values,
    changes: 1,
  };
  const change = {
    action: 'role.revoke',
    on: grantPath(principal, held),
    statements: [remove],
    changesRights: true,
  } as const;
  const outcome = await makeChange(parts, actor, change);
  if (outcome.kind === 'made') return;
  const isHeld = (await listHeldRoles(parts, principal)).some((one) => one.role === role && one.project === project);
  throw isHeld ? errors.LAST_ADMIN({ principal }) : errors.ROLE_NOT_GRANTED({ principal, role, project });
}

/** At most 500. */
export async function listHeldRoles(
  { store }: Pick<ChangeParts, 'store'>,
  principal: PrincipalId,
): Promise<readonly HeldRole[]> {
  const rows = await store.read({
    sql: `select role, project from role_grant where principal = $1 order by role, project limit ${MOST_ROWS}`,
    values: [principal],
  });
  return rows.map((row) => ({
    role: String(row['role']),
    ...(row['project'] === null ? {} : { project: String(row['project']) }),
  }));
}

/** All roles that there are; at most 500. */
export async function listRoles({ store }: Pick<ChangeParts, 'store'>): Promise<readonly Role[]> {
  const rows = await store.read({ sql: `select name, actions from role order by name limit ${MOST_ROWS}`, values: [] });
  return rows.map((row) => ({
    name: String(row['name']),
    patterns: JSON.parse(String(row['actions'])) as string[],
    isBuiltIn: BUILT_IN_ROLES.has(String(row['name'])),
  }));
}

async function exists({ store }: ChangeParts, sql: string, value: string): Promise<boolean> {
  const rows = await store.read({ sql, values: [value] });
  return rows.length > 0;
}

/** How the audit record names a role that somebody has. */
export function grantPath(principal: PrincipalId, { role, project }: HeldRole): string {
  return `principal/${principal}/role/${role}/${project === undefined ? 'everywhere' : `project/${project}`}`;
}
