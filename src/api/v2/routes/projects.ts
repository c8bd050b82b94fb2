import { Type } from 'typebox';
import { itemPage, pageOf } from '../cursor.ts';
import { actorOf, defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import { ProjectPage, ProjectShape, showProject } from '../shapes/identity.ts';

const listProjects = defineRoute({
  id: 'listProjects',
  method: 'GET',
  path: '/projects',
  tag: 'users',
  summary: 'List projects',
  description: 'By name, those that one may see.',
  access: 'project.read',
  query: query(paging),
  answers: { 200: { description: 'A page of projects.', body: ProjectPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit } = pageOf(ask.query);
    const reach = await reachOf(ask, 'project.read');
    const place = after === undefined ? {} : { after };
    const items = await ask.parts.identity.manage.listProjects({ limit, reach, ...place });
    return itemPage({ items, next: items.length < limit ? undefined : items.at(-1)?.name }, showProject);
  },
});

const createProject = defineRoute({
  id: 'createProject',
  method: 'POST',
  path: '/projects',
  tag: 'users',
  summary: 'Create a project',
  description: 'What belongs to it is seen by those who have a role in it, or everywhere.',
  access: 'project.manage',
  body: wish('ProjectWish', { name: Type.String({ minLength: 1 }) }),
  answers: { 201: { description: 'The project.', body: ProjectShape } },
  errors: ['IDENTITY_NAME_INVALID', 'PROJECT_NAME_TAKEN'],
  handle: async (ask) => {
    await requireRight(ask, 'project.manage');
    return showProject(await ask.parts.identity.manage.createProject(actorOf(ask), ask.body.name));
  },
});

export const projectRoutes = [listProjects, createProject];
