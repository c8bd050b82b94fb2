/** The role that can give all others. */
export const ADMIN_ROLE = 'admin';

/** A condition in SQL: an active principal has the role `admin` everywhere, another one than in `place` if that is given. */
export function anAdminExists(exceptPlace?: string): string {
  const except = exceptPlace === undefined ? '' : ` and admin.id <> ${exceptPlace}`;
  return `exists (select 1 from role_grant held join principal admin on admin.id = held.principal
    where held.role = '${ADMIN_ROLE}' and held.project is null and admin.state = 'active'${except})`;
}
