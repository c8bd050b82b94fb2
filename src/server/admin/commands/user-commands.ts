import { Type } from 'typebox';
import type { LinkedIdentity, Principal } from '../../../kernel/identity/index.ts';
import { Secret } from '../../../kernel/secrets/index.ts';
import { type AdminParts, defineCommand } from '../command.ts';
import { fields, limit, name, password, text } from '../fields.ts';
import { getUser, heldRole, target } from './named.ts';

const kind = Type.Union([Type.Literal('person'), Type.Literal('service')]);
const linked = {
  user: name,
  scheme: Type.Union([
    Type.Literal('heketi-jwt'),
    Type.Literal('certificate'),
    Type.Literal('oidc'),
    Type.Literal('keystone'),
    Type.Literal('authmanager'),
  ]),
  issuer: text,
  subject: text,
};

export interface UserDetails {
  readonly user: Principal;
  readonly roles: readonly {
    readonly role: string;
    readonly project?: { readonly id: string; readonly name: string };
  }[];
  readonly identities: readonly LinkedIdentity[];
}

/** The commands about who there is. */
export const userCommands = {
  'user.create': defineCommand({
    input: fields({
      name,
      kind,
      password: Type.Optional(password),
      role: Type.Optional(name),
      project: Type.Optional(name),
    }),
    on: (input) => target('user', input.name),
    run: async (parts, { name, kind, password, role, project }) => ({
      user: await parts.identity.manage.createUser(parts.actor, {
        name,
        kind,
        roles: role === undefined ? [] : [await heldRole(parts, role, project)],
        ...(password === undefined ? {} : { password: new Secret(password) }),
      }),
    }),
  }),
  'user.list': defineCommand({
    input: fields({ after: Type.Optional(name), limit: Type.Optional(limit) }),
    run: async ({ identity }, page) => ({ users: await identity.manage.listPrincipals(page) }),
  }),
  'user.show': defineCommand({
    input: fields({ user: name }),
    run: async (parts, input): Promise<UserDetails> => {
      const user = await getUser(parts, input.user);
      const [held, projects, identities] = await Promise.all([
        parts.identity.manage.listHeldRoles(user.id),
        projectNames(parts),
        parts.identity.manage.listIdentities(user.id),
      ]);
      const roles = held.map(({ role, project }) =>
        project === undefined ? { role } : { role, project: { id: project, name: projects.get(project) ?? project } },
      );
      return { user, roles, identities };
    },
  }),
  'user.rename': defineCommand({
    input: fields({ user: name, name }),
    on: ({ user }) => target('user', user),
    run: async (parts, { user, name }) => {
      await parts.identity.manage.renamePrincipal(parts.actor, (await getUser(parts, user)).id, name);
      return {};
    },
  }),
  'user.disable': defineCommand({
    input: fields({ user: name }),
    on: ({ user }) => target('user', user),
    run: async (parts, { user }) => {
      await parts.identity.manage.disablePrincipal(parts.actor, (await getUser(parts, user)).id);
      return {};
    },
  }),
  'user.enable': defineCommand({
    input: fields({ user: name }),
    on: ({ user }) => target('user', user),
    run: async (parts, { user }) => {
      await parts.identity.manage.enablePrincipal(parts.actor, (await getUser(parts, user)).id);
      return {};
    },
  }),
  'user.password': defineCommand({
    input: fields({ user: name, password, revokeTokens: Type.Boolean() }),
    on: ({ user }) => target('user', user),
    run: async (parts, { user, password, revokeTokens }) => {
      const { id } = await getUser(parts, user);
      const tokens = revokeTokens ? 'revoke' : 'keep';
      await parts.identity.manage.setPassword(parts.actor, id, new Secret(password), { tokens });
      return {};
    },
  }),
  'user.link': defineCommand({
    input: fields(linked),
    on: ({ user }) => target('user', user),
    run: async (parts, { user, ...identity }) => {
      await parts.identity.manage.linkIdentity(parts.actor, (await getUser(parts, user)).id, identity);
      return {};
    },
  }),
  'user.unlink': defineCommand({
    input: fields(linked),
    on: ({ user }) => target('user', user),
    run: async (parts, { user, ...identity }) => {
      await parts.identity.manage.unlinkIdentity(parts.actor, (await getUser(parts, user)).id, identity);
      return {};
    },
  }),
};

async function projectNames({ identity }: AdminParts): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  let after = '';
  for (;;) {
    const page = await identity.manage.listProjects({ after, limit: 500 });
    for (const { id, name } of page) names.set(id, name);
    const last = page.at(-1);
    if (page.length < 500 || last === undefined) return names;
    after = last.name;
  }
}
