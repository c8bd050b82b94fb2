import { identityErrors, type Principal, type Project } from '../../../kernel/identity/index.ts';
import type { AdminParts } from '../command.ts';

/** A principal by its name, or by its id. */
export async function getUser({ identity }: AdminParts, nameOrId: string): Promise<Principal> {
  return (await identity.manage.findPrincipal(nameOrId)) ?? identity.manage.getPrincipal(nameOrId);
}

/** @throws PROJECT_NOT_FOUND */
export async function getProject({ identity }: AdminParts, nameOrId: string): Promise<Project> {
  const project = await identity.manage.findProject(nameOrId);
  if (project === undefined) throw identityErrors.PROJECT_NOT_FOUND({ project: nameOrId });
  return project;
}

/** A role where it holds: in a project by its name or id, or everywhere. */
export async function heldRole(
  parts: AdminParts,
  role: string,
  project: string | undefined,
): Promise<{ readonly role: string; readonly project?: string }> {
  return project === undefined ? { role } : { role, project: (await getProject(parts, project)).id };
}

/** How the audit record names what was asked for by a name that may be nobody's. */
export const target = (what: string, ...names: readonly string[]): string =>
  [what, ...names.map(encodeURIComponent)].join('/');
