import { Type } from 'typebox';
import { defineCommand } from '../command.ts';
import { fields, limit, name, text } from '../fields.ts';
import { getUser, heldRole, target } from './named.ts';

const grant = { user: name, role: name, project: Type.Optional(name) };

/** The commands about what somebody may do, and where. */
export const roleCommands = {
  'role.list': defineCommand({
    input: fields({}),
    run: async ({ identity }) => ({ roles: await identity.manage.listRoles() }),
  }),
  'role.create': defineCommand({
    input: fields({ name, actions: Type.Array(text, { maxItems: 1_000 }) }),
    on: (input) => target('role', input.name),
    run: async ({ identity, actor }, { name, actions }) => ({
      role: await identity.manage.createRole(actor, { name, patterns: actions }),
    }),
  }),
  'role.delete': defineCommand({
    input: fields({ name }),
    on: (input) => target('role', input.name),
    run: async ({ identity, actor }, { name }) => {
      await identity.manage.deleteRole(actor, name);
      return {};
    },
  }),
  'role.grant': defineCommand({
    input: fields(grant),
    on: ({ user, role }) => target('user', user, 'role', role),
    run: async (parts, { user, role, project }) => {
      const held = await heldRole(parts, role, project);
      await parts.identity.manage.grantRole(parts.actor, (await getUser(parts, user)).id, held);
      return {};
    },
  }),
  'role.revoke': defineCommand({
    input: fields(grant),
    on: ({ user, role }) => target('user', user, 'role', role),
    run: async (parts, { user, role, project }) => {
      const held = await heldRole(parts, role, project);
      await parts.identity.manage.revokeRole(parts.actor, (await getUser(parts, user)).id, held);
      return {};
    },
  }),
  'project.create': defineCommand({
    input: fields({ name }),
    on: (input) => target('project', input.name),
    run: async ({ identity, actor }, { name }) => ({ project: await identity.manage.createProject(actor, name) }),
  }),
  'project.list': defineCommand({
    input: fields({ after: Type.Optional(name), limit: Type.Optional(limit) }),
    run: async ({ identity }, page) => ({ projects: await identity.manage.listProjects(page) }),
  }),
};
