import { ADMIN_ROLE, anAdminExists } from './admin-guard.ts';
import type { Actor } from './audit.ts';
import { makeChange, type ChangeParts } from './change.ts';
import { errors } from './errors.ts';
import { getPrincipal, type PrincipalId } from './principal.ts';

const MOST_ROWS = 500;

export interface Role {
  readonly name: string;
  /** Patterns: see action-pattern.ts. */
  readonly patterns: readonly string[];
}

/** A role, and the id of the project that it holds in; without one it holds everywhere. */
export interface HeldRole {
  readonly role: string;
  readonly project?: string;
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
    on: pathOf(principal, held),
    statements: [insert],
    changesRights: true,
  } as const;
  const outcome = await makeChange(parts, actor, change);
  if (outcome.kind === 'made' || outcome.reason === 'unique') return;
  await getPrincipal(parts, principal);
  if (!(await exists(parts, 'select 1 from role where name = $1', role))) throw errors.ROLE_NOT_FOUND({ role });
  if (project !== undefined && !(await exists(parts, 'select 1 from project where id = $1', project)))
    throw errors.PROJECT_NOT_FOUND({ project });
  throw errors.IDENTITY_CHANGE_REFUSED({ action: change.action, reason: outcome.reason });
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
    on: pathOf(principal, held),
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
  }));
}

async function exists({ store }: ChangeParts, sql: string, value: string): Promise<boolean> {
  const rows = await store.read({ sql, values: [value] });
  return rows.length > 0;
}

function pathOf(principal: PrincipalId, { role, project }: HeldRole): string {
  return `principal/${principal}/role/${role}/${project === undefined ? 'everywhere' : `project/${project}`}`;
}
