import type { Secret } from '../secrets/index.ts';
import type { Actor } from './audit.ts';
import { makeChange, type ChangeParts } from './change.ts';
import { checkName } from './check-name.ts';
import { errors } from './errors.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { Principal } from './principal.ts';
import { namePath, newPrincipal } from './principals.ts';
import { grantPath, type HeldRole, requireRole } from './roles.ts';
import { planPassword } from './set-password.ts';

export interface NewUser {
  readonly name: string;
  readonly kind: Principal['kind'];
  readonly password?: Secret;
  readonly roles: readonly HeldRole[];
}

/**
 * A principal with all that it shall have, or nothing of it: no crash leaves one that has the name and cannot log in.
 *
 * @throws IDENTITY_NAME_INVALID, PRINCIPAL_NAME_TAKEN, PASSWORD_WEAK, PASSWORD_BUSY, ROLE_NOT_FOUND, PROJECT_NOT_FOUND
 */
export async function createUser(
  parts: ChangeParts & { readonly passwords: PasswordHasher },
  actor: Actor,
  { name, kind, password, roles: asked }: NewUser,
): Promise<Principal> {
  const roles = [...new Map(asked.map((held) => [JSON.stringify([held.role, held.project]), held])).values()];
  const made = newPrincipal(parts, kind, checkName('principal', name));
  const { id } = made;
  const insert = {
    sql: `insert into principal (id, kind, name, state, created_at_ms) values ($1, $2, $3, 'active', $4)`,
    values: [id, kind, made.name, made.createdAtMs],
  };
  const fact = (action: string, on: string) => parts.audit({ ...actor, action, on, result: 'done' });
  const passwordPart =
    password === undefined
      ? []
      : [await planPassword(parts, made, password), ...fact('password.set', `principal/${id}/password`)];
  const rolesPart = roles.flatMap((held) => [
    {
      sql: 'insert into role_grant (principal, role, project) values ($1, $2, $3)',
      values: [id, held.role, held.project ?? null],
    },
    ...fact('role.grant', grantPath(id, held)),
  ]);
  const outcome = await makeChange(parts, actor, {
    action: 'principal.create',
    on: namePath(id, made.name),
    statements: [insert, ...passwordPart, ...rolesPart],
    ...(roles.length === 0 ? {} : { changesRights: true }),
  });
  if (outcome.kind === 'made') return made;
  if (outcome.statement === 0 && outcome.reason === 'unique') throw errors.PRINCIPAL_NAME_TAKEN({ name: made.name });
  if (outcome.reason === 'foreign-key') for (const held of roles) await requireRole(parts, held);
  throw errors.IDENTITY_CHANGE_REFUSED({ action: 'principal.create', reason: outcome.reason });
}
