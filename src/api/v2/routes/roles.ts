import { defineRoute, requireRight } from '../route.ts';
import { RoleList, showRole } from '../shapes/identity.ts';

const listRoles = defineRoute({
  id: 'listRoles',
  method: 'GET',
  path: '/roles',
  tag: 'users',
  summary: 'List roles',
  description: 'Those that there are, by name, with the actions that they give. Needs the action everywhere.',
  access: 'user.read',
  answers: { 200: { description: 'All of them; 500 at most.', body: RoleList } },
  handle: async (ask) => {
    await requireRight(ask, 'user.read');
    return { items: (await ask.parts.identity.manage.listRoles()).map(showRole) };
  },
});

export const roleRoutes = [listRoles];
