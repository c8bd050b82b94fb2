import { Type } from 'typebox';
import type { TokenId } from '../../../kernel/identity/index.ts';
import { defineCommand } from '../command.ts';
import { fields, limit, name, timeMs } from '../fields.ts';
import { getUser, target } from './named.ts';

/** Not the token itself, which would stand in the audit record then. */
const tokenId = Type.String({ pattern: '^[0-9a-f]{32}$' });

/** The commands about tokens. `clear` is the one time that anybody sees one. */
export const tokenCommands = {
  'token.create': defineCommand({
    input: fields({ user: name, name, expiresAtMs: Type.Optional(timeMs) }),
    on: ({ user }) => target('user', user, 'token'),
    run: async (parts, { user, ...request }) => {
      const { id } = await getUser(parts, user);
      const { token, secret } = await parts.identity.manage.createToken(parts.actor, id, request);
      return { token, clear: secret.reveal() };
    },
  }),
  'token.list': defineCommand({
    input: fields({ user: name, after: Type.Optional(name), limit: Type.Optional(limit) }),
    run: async (parts, { user, ...page }) => parts.identity.manage.listTokens((await getUser(parts, user)).id, page),
  }),
  'token.revoke': defineCommand({
    input: fields({ token: tokenId }),
    on: ({ token }) => target('token', token),
    run: async ({ identity, actor }, { token }) => {
      await identity.manage.revokeToken(actor, token as TokenId);
      return {};
    },
  }),
  'token.revoke-all': defineCommand({
    input: fields({ user: name }),
    on: ({ user }) => target('user', user, 'token'),
    run: async (parts, { user }) => {
      await parts.identity.manage.revokeTokens(parts.actor, (await getUser(parts, user)).id);
      return {};
    },
  }),
};
