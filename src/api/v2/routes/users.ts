import { Type } from 'typebox';
import type { HeldRole, Principal } from '../../../kernel/identity/index.ts';
import { Secret } from '../../../kernel/secrets/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { findProject } from '../find-project.ts';
import { actorOf, type AnyAsk, askerOf, defineRoute, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import { HeldRoleList, HeldRoleShape, MeShape, showHeld, showUser, UserPage, UserShape } from '../shapes/identity.ts';
import { showCreated, showWithTag } from '../show.ts';

const getMe = defineRoute({
  id: 'getMe',
  method: 'GET',
  path: '/me',
  tag: 'users',
  summary: 'Show who one is',
  description: 'And which roles one has, for anybody who is known.',
  access: 'known',
  answers: { 200: { description: 'Who asks.', body: MeShape } },
  handle: async (ask) => {
    const who = askerOf(ask);
    const roles = await ask.parts.identity.manage.listHeldRoles(who.principal.id);
    return {
      user: showUser(who.principal),
      scheme: who.scheme,
      ...(who.scheme === 'token' ? { token: who.token } : {}),
      roles: roles.map(showHeld),
    };
  },
});

const listUsers = defineRoute({
  id: 'listUsers',
  method: 'GET',
  path: '/users',
  tag: 'users',
  summary: 'List users',
  description: 'People and programs, by name, disabled ones too. Needs the action everywhere.',
  access: 'user.read',
  query: query({ name: Type.Optional(Type.String({ description: 'Only the one of this name.' })), ...paging }),
  answers: { 200: { description: 'A page of users.', body: UserPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    await requireRight(ask, 'user.read');
    const { manage } = ask.parts.identity;
    const { name, ...page } = ask.query;
    if (name !== undefined) {
      const found = await manage.findPrincipal(name);
      return itemPage({ items: found === undefined ? [] : [found] }, showUser);
    }
    const { after, limit } = pageOf(page);
    // Pages end at 500, so whether there is more is only known from the page behind it.
    const items = await manage.listPrincipals({ limit, ...(after === undefined ? {} : { after }) });
    return itemPage({ items, next: items.length < limit ? undefined : items.at(-1)?.name }, showUser);
  },
});

const getUser = defineRoute({
  id: 'getUser',
  method: 'GET',
  path: '/users/{user}',
  tag: 'users',
  summary: 'Show a user',
  description: 'Needs the action everywhere.',
  access: 'user.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The user.', body: UserShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['PRINCIPAL_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => {
    await requireRight(ask, 'user.read');
    return showWithTag(ask, showUser(await ask.parts.identity.manage.getPrincipal(ask.params.user)));
  },
});

const createUser = defineRoute({
  id: 'createUser',
  method: 'POST',
  path: '/users',
  tag: 'users',
  summary: 'Create a user',
  description: `With all that it shall have, or not at all. One without roles can do nothing; one without a password needs a
token.`,
  access: 'user.manage',
  body: wish('UserWish', {
    name: Type.String({ minLength: 1 }),
    kind: Type.Optional(Type.Enum(['person', 'service'], { description: '`person` without it.' })),
    password: Type.Optional(Type.String({ description: '12 to 256 characters. Never shown.' })),
    roles: Type.Optional(
      Type.Array(
        wish('HeldRoleWish', {
          role: Type.String({ minLength: 1 }),
          project: Type.Optional(Type.String({ description: 'Name or id; everywhere without it.' })),
        }),
        { maxItems: 100 },
      ),
    ),
  }),
  answers: {
    201: { description: 'The user.', body: UserShape, headers: { Location: 'The user.', ETag: 'Of what is shown.' } },
  },
  errors: [
    'IDENTITY_NAME_INVALID',
    'PRINCIPAL_NAME_TAKEN',
    'PASSWORD_WEAK',
    'PASSWORD_BUSY',
    'ROLE_NOT_FOUND',
    'PROJECT_NOT_FOUND',
  ],
  handle: async (ask) => {
    await requireRight(ask, 'user.manage');
    const { name, kind = 'person', password, roles = [] } = ask.body;
    const made = await ask.parts.identity.manage.createUser(actorOf(ask), {
      name,
      kind,
      ...(password === undefined ? {} : { password: new Secret(password) }),
      roles: await Promise.all(roles.map(({ role, project }) => heldRole(ask, role, project))),
    });
    return showCreated(ask, '/users', showUser(made));
  },
});

const changeUser = defineRoute({
  id: 'changeUser',
  method: 'PATCH',
  path: '/users/{user}',
  tag: 'users',
  summary: 'Disable, enable or rename a user',
  description: `One of them at a time. A disabled user can neither log in nor do anything; its tokens and roles are kept
for when it is enabled again.`,
  access: 'user.manage',
  body: Type.Object(
    {
      state: Type.Optional(Type.Enum(['active', 'disabled'])),
      name: Type.Optional(Type.String({ minLength: 1 })),
    },
    { title: 'UserChange', additionalProperties: false, minProperties: 1, maxProperties: 1 },
  ),
  takes: ['if-match'],
  answers: { 200: { description: 'The user as it is now.', body: UserShape, headers: { ETag: 'Of what is shown.' } } },
  errors: ['PRINCIPAL_NOT_FOUND', 'PRINCIPAL_NAME_TAKEN', 'IDENTITY_NAME_INVALID', 'LAST_ADMIN'],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.user);
    const { manage } = ask.parts.identity;
    const { state, name } = ask.body;
    if (name !== undefined) await manage.renamePrincipal(actorOf(ask), id, name);
    else if (state === 'disabled') await manage.disablePrincipal(actorOf(ask), id);
    else await manage.enablePrincipal(actorOf(ask), id);
    return showWithTag(ask, showUser(await manage.getPrincipal(id)));
  },
});

const listUserRoles = defineRoute({
  id: 'listUserRoles',
  method: 'GET',
  path: '/users/{user}/roles',
  tag: 'users',
  summary: 'List the roles of a user',
  description: 'Needs the action everywhere.',
  access: 'user.read',
  answers: { 200: { description: 'All of them; 500 at most.', body: HeldRoleList } },
  errors: ['PRINCIPAL_NOT_FOUND'],
  handle: async (ask) => {
    await requireRight(ask, 'user.read');
    const { manage } = ask.parts.identity;
    const { id } = await manage.getPrincipal(ask.params.user);
    return { items: (await manage.listHeldRoles(id)).map(showHeld) };
  },
});

const where = query({
  project: Type.Optional(Type.String({ description: 'Name or id; everywhere without it.' })),
});

const grantRole = defineRoute({
  id: 'grantRole',
  method: 'PUT',
  path: '/users/{user}/roles/{role}',
  tag: 'users',
  summary: 'Give a user a role',
  description: 'In a project or everywhere. Giving it again changes nothing.',
  access: 'user.manage',
  query: where,
  answers: { 200: { description: 'The role, and where it holds.', body: HeldRoleShape } },
  errors: ['PRINCIPAL_NOT_FOUND', 'ROLE_NOT_FOUND', 'PROJECT_NOT_FOUND'],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.user);
    const held = await heldRole(ask, ask.params.role, ask.query.project);
    await ask.parts.identity.manage.grantRole(actorOf(ask), id, held);
    return showHeld(held);
  },
});

const revokeRole = defineRoute({
  id: 'revokeRole',
  method: 'DELETE',
  path: '/users/{user}/roles/{role}',
  tag: 'users',
  summary: 'Take a role from a user',
  description: 'One that holds everywhere is not the same one in a project.',
  access: 'user.manage',
  query: where,
  answers: { 204: { description: 'It is taken.' } },
  errors: ['PRINCIPAL_NOT_FOUND', 'ROLE_NOT_GRANTED', 'PROJECT_NOT_FOUND', 'LAST_ADMIN'],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.user);
    const held = await heldRole(ask, ask.params.role, ask.query.project);
    await ask.parts.identity.manage.revokeRole(actorOf(ask), id, held);
  },
});

export const userRoutes = [getMe, listUsers, getUser, createUser, changeUser, listUserRoles, grantRole, revokeRole];

/** The user that a change is about, as its client has seen it. */
async function find(ask: AnyAsk, id: string): Promise<Principal> {
  await requireRight(ask, 'user.manage');
  const found = await ask.parts.identity.manage.getPrincipal(id);
  requireMatch(showUser(found), headerOf(ask.request, 'if-match'));
  return found;
}

async function heldRole(ask: AnyAsk, role: string, project: string | undefined): Promise<HeldRole> {
  if (project === undefined) return { role };
  return { role, project: await findProject(ask, 'user.manage', project) };
}
