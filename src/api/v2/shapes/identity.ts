import { type Static, Type } from 'typebox';
import type { ApiToken, HeldRole, Principal, Project, Role } from '../../../kernel/identity/index.ts';
import { rfc3339 } from '../rfc3339.ts';
import { id, pageShape, shape, time } from './common.ts';

const userShape = {
  id: id('32 hex digits, or the name of a built-in one.'),
  kind: Type.Enum(['person', 'service']),
  name: Type.String(),
  state: Type.Enum(['active', 'disabled']),
  createdAt: time('When it was made.'),
  lastSeenAt: Type.Optional(time('When it last showed who it is, to the minute.')),
};

export const UserShape = shape('User', userShape);
export const UserPage = pageShape(UserShape);

export const HeldRoleShape = shape('HeldRole', {
  role: Type.String(),
  project: Type.Optional(id('Where it holds; everywhere without it.')),
});
export const HeldRoleList = shape('HeldRoleList', { items: Type.Array(HeldRoleShape) });

export const MeShape = shape('Me', {
  user: UserShape,
  scheme: Type.Enum(['token', 'password', 'heketi-jwt'], { description: 'How this request showed it.' }),
  token: Type.Optional(id('The id of the token that this request had.')),
  roles: Type.Array(HeldRoleShape),
});

export const TokenShape = shape('Token', {
  id: id('Names the token and opens nothing.'),
  user: id('Whose it is.'),
  name: Type.String({ description: 'What it is for.' }),
  prefix: Type.String({ description: 'Its first ten characters.' }),
  createdAt: time('When it was made.'),
  expiresAt: Type.Optional(time('Absent for one that does not expire.')),
  lastUsedAt: Type.Optional(time('To the minute.')),
  revokedAt: Type.Optional(time('Absent for one that was not revoked.')),
});
export const TokenPage = pageShape(TokenShape);

export const NewToken = shape('NewToken', {
  token: TokenShape,
  secret: Type.String({ description: 'The token itself. It is shown this once; the server keeps a hash of it.' }),
});

export const RoleList = shape('RoleList', {
  items: Type.Array(
    shape('Role', {
      name: Type.String(),
      actions: Type.Array(Type.String(), { description: 'Actions, or patterns of them: `volume.*`, `*.read`, `*`.' }),
      isBuiltIn: Type.Boolean({ description: 'Those are neither changed nor deleted.' }),
    }),
  ),
});

export const ProjectShape = shape('Project', { id: id('What things of it name.'), name: Type.String() });
export const ProjectPage = pageShape(ProjectShape);

export function showUser({
  id: its,
  kind,
  name,
  state,
  createdAtMs,
  lastSeenAtMs,
}: Principal): Static<typeof UserShape> {
  return {
    id: its,
    kind,
    name,
    state,
    createdAt: rfc3339(createdAtMs),
    ...(lastSeenAtMs === undefined ? {} : { lastSeenAt: rfc3339(lastSeenAtMs) }),
  };
}

export function showHeld({ role, project }: HeldRole): Static<typeof HeldRoleShape> {
  return { role, ...(project === undefined ? {} : { project }) };
}

export function showToken(token: ApiToken): Static<typeof TokenShape> {
  const { expiresAtMs, lastUsedAtMs, revokedAtMs } = token;
  return {
    id: token.id,
    user: token.principal,
    name: token.name,
    prefix: token.prefix,
    createdAt: rfc3339(token.createdAtMs),
    ...(expiresAtMs === undefined ? {} : { expiresAt: rfc3339(expiresAtMs) }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: rfc3339(lastUsedAtMs) }),
    ...(revokedAtMs === undefined ? {} : { revokedAt: rfc3339(revokedAtMs) }),
  };
}

export function showRole({ name, patterns, isBuiltIn }: Role): Static<typeof RoleList>['items'][number] {
  return { name, actions: [...patterns], isBuiltIn };
}

export function showProject({ id: its, name }: Project): Static<typeof ProjectShape> {
  return { id: its, name };
}
