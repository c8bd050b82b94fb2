import { type Action, DEFAULT_PROJECT, identityErrors } from '../../kernel/identity/index.ts';
import { type AnyAsk, requireRight } from './route.ts';

/**
 * The project that something is to be made in: by name or id, `default` without one. A project that is not there is
 * told only to who may do it everywhere.
 *
 * @returns its id
 * @throws FORBIDDEN, PROJECT_NOT_FOUND
 */
export async function findProject(ask: AnyAsk, action: Action, given: string = DEFAULT_PROJECT): Promise<string> {
  const found = await ask.parts.identity.manage.findProject(given);
  await requireRight(ask, action, found?.id ?? given);
  if (found === undefined) throw identityErrors.PROJECT_NOT_FOUND({ project: given });
  return found.id;
}
