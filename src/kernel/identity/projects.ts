import type { Row } from '../store/index.ts';
import type { Actor } from './audit.ts';
import { makeChangeOrThrow, type ChangeParts } from './change.ts';
import { checkName, findName } from './check-name.ts';
import type { Reach } from './decide.ts';
import { errors } from './errors.ts';
import { newId } from './parts.ts';

const MOST_ROWS = 500;

/** The id of the project that is there from the start. */
export const DEFAULT_PROJECT = 'default';

/** The owner of resources. */
export interface Project {
  readonly id: string;
  readonly name: string;
}

/** @throws IDENTITY_NAME_INVALID, PROJECT_NAME_TAKEN */
export async function createProject(parts: ChangeParts, actor: Actor, name: string): Promise<Project> {
  const project = { id: newId(parts), name: checkName('project', name) };
  const insert = { sql: 'insert into project (id, name) values ($1, $2)', values: [project.id, project.name] };
  const change = {
    action: 'project.create',
    on: `project/${project.id}/name/${encodeURIComponent(project.name)}`,
    statements: [insert],
  };
  await makeChangeOrThrow(parts, actor, change, (reason) =>
    reason === 'unique' ? errors.PROJECT_NAME_TAKEN({ name: project.name }) : undefined,
  );
  return project;
}

/** By name or id, for people who type one. A name that is another one's id is taken as a name. */
export async function findProject(
  { store }: Pick<ChangeParts, 'store'>,
  nameOrId: string,
): Promise<Project | undefined> {
  const [row] = await store.read({
    sql: `select id, name from project where name = $1 or id = $2
      order by case when name = $1 then 0 else 1 end limit 1`,
    values: [findName(nameOrId) ?? '', nameOrId],
  });
  return row === undefined ? undefined : projectOf(row);
}

/** By name, those within reach. At most 500; the next page starts after the last name of this one. */
export async function listProjects(
  { store }: Pick<ChangeParts, 'store'>,
  {
    after = '',
    limit = 100,
    reach = 'everywhere',
  }: { readonly after?: string; readonly limit?: number; readonly reach?: Reach } = {},
): Promise<readonly Project[]> {
  if (reach.length === 0) return [];
  const ids = reach === 'everywhere' ? [] : reach;
  const rows = await store.read({
    sql: `select id, name from project where name > $1
      ${reach === 'everywhere' ? '' : `and id in (${ids.map((_, index) => `$${index + 3}`).join(', ')})`}
      order by name limit $2`,
    values: [after, Math.min(Math.max(limit, 1), MOST_ROWS), ...ids],
  });
  return rows.map(projectOf);
}

function projectOf(row: Row): Project {
  return { id: String(row['id']), name: String(row['name']) };
}
