import { type Static, Type } from 'typebox';
import { identityErrors, type PrincipalId, type TokenId } from '../../../kernel/identity/index.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { actorOf, type AnyAsk, askerOf, defineRoute, requireRight } from '../route.ts';
import { timeIn } from '../rfc3339.ts';
import { paging, query, time, wish } from '../shapes/common.ts';
import { NewToken, showToken, TokenPage } from '../shapes/identity.ts';

const TokenWish = wish('TokenWish', {
  name: Type.String({ minLength: 1, description: 'What it is for.' }),
  expiresAt: Type.Optional(time('It does not expire without it.')),
});

const listed = { 200: { description: 'A page of tokens.', body: TokenPage } };
const made = { 201: { description: 'The token, which is shown this once.', body: NewToken } };
const revoked = { 204: { description: 'It is refused from the next request on.' } };
const makingErrors = ['IDENTITY_NAME_INVALID', 'TOKEN_END_INVALID', 'TOKENS_FULL'];

const listOwnTokens = defineRoute({
  id: 'listOwnTokens',
  method: 'GET',
  path: '/me/tokens',
  tag: 'users',
  summary: "List one's own tokens",
  description: 'Newest first, also those that are not valid any more.',
  access: 'known',
  query: query(paging),
  answers: listed,
  errors: ['CURSOR_INVALID', 'TOKEN_PAGE_INVALID'],
  handle: (ask) => list(ask, askerOf(ask).principal.id, ask.query),
});

const createOwnToken = defineRoute({
  id: 'createOwnToken',
  method: 'POST',
  path: '/me/tokens',
  tag: 'users',
  summary: "Create a token of one's own",
  description: `It may do all that its user may, until it expires or is revoked. It expires with the token of this request at
the latest: what was lent for a time does not make itself last. A user has 100 valid tokens at most.`,
  access: 'known',
  body: TokenWish,
  answers: made,
  errors: makingErrors,
  handle: (ask) => create(ask, askerOf(ask).principal.id, ask.body),
});

const revokeOwnToken = defineRoute({
  id: 'revokeOwnToken',
  method: 'DELETE',
  path: '/me/tokens/{token}',
  tag: 'users',
  summary: "Revoke one of one's own tokens",
  description: 'By its id. The one that this request has may be revoked, too. Revoking it again changes nothing.',
  access: 'known',
  answers: revoked,
  errors: ['TOKEN_NOT_FOUND'],
  handle: (ask) => revoke(ask, askerOf(ask).principal.id, ask.params.token),
});

const listTokens = defineRoute({
  id: 'listTokens',
  method: 'GET',
  path: '/users/{user}/tokens',
  tag: 'users',
  summary: 'List the tokens of a user',
  description: 'Newest first, also those that are not valid any more. Needs the action everywhere.',
  access: 'token.manage',
  query: query(paging),
  answers: listed,
  errors: ['PRINCIPAL_NOT_FOUND', 'CURSOR_INVALID', 'TOKEN_PAGE_INVALID'],
  handle: async (ask) => list(ask, await find(ask, ask.params.user), ask.query),
});

const createToken = defineRoute({
  id: 'createToken',
  method: 'POST',
  path: '/users/{user}/tokens',
  tag: 'users',
  summary: 'Create a token for a user',
  description: 'It may do all that its user may, until it expires or is revoked.',
  access: 'token.manage',
  body: TokenWish,
  answers: made,
  errors: ['PRINCIPAL_NOT_FOUND', ...makingErrors],
  handle: async (ask) => create(ask, await find(ask, ask.params.user), ask.body),
});

const revokeToken = defineRoute({
  id: 'revokeToken',
  method: 'DELETE',
  path: '/users/{user}/tokens/{token}',
  tag: 'users',
  summary: 'Revoke a token of a user',
  description: 'By its id. Revoking it again changes nothing.',
  access: 'token.manage',
  answers: revoked,
  errors: ['PRINCIPAL_NOT_FOUND', 'TOKEN_NOT_FOUND'],
  handle: async (ask) => revoke(ask, await find(ask, ask.params.user), ask.params.token),
});

export const tokenRoutes = [listOwnTokens, createOwnToken, revokeOwnToken, listTokens, createToken, revokeToken];

async function find(ask: AnyAsk, id: string): Promise<PrincipalId> {
  await requireRight(ask, 'token.manage');
  return (await ask.parts.identity.manage.getPrincipal(id)).id;
}

async function list(
  ask: AnyAsk,
  user: PrincipalId,
  page: { readonly after?: string; readonly limit?: number },
): Promise<Static<typeof TokenPage>> {
  const { tokens, next } = await ask.parts.identity.manage.listTokens(user, pageOf(page));
  return itemPage({ items: tokens, next }, showToken);
}

async function create(
  ask: AnyAsk,
  user: PrincipalId,
  { name, expiresAt }: Static<typeof TokenWish>,
): Promise<Static<typeof NewToken>> {
  const asked = expiresAt === undefined ? undefined : timeIn('body', 'expiresAt', expiresAt);
  const ends = [asked, await ownEnd(ask, user)].filter((end) => end !== undefined);
  const expiresAtMs = ends.length === 0 ? undefined : Math.min(...ends);
  const { token, secret } = await ask.parts.identity.manage.createToken(actorOf(ask), user, {
    name,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  });
  // What is kept on the way to the client would be a copy of it.
  ask.head.header('cache-control', 'no-store');
  return { token: showToken(token), secret: secret.reveal() };
}

/** When the token of the request ends, for who makes one for oneself. Who may make them for others may do so anyway. */
async function ownEnd(ask: AnyAsk, user: PrincipalId): Promise<number | undefined> {
  const who = askerOf(ask);
  if (who.scheme !== 'token' || who.principal.id !== user) return undefined;
  return (await ask.parts.identity.manage.findToken(who.token))?.expiresAtMs;
}

async function revoke(ask: AnyAsk, user: PrincipalId, id: string): Promise<void> {
  const { manage } = ask.parts.identity;
  const token = await manage.findToken(id);
  if (token?.principal !== user) throw identityErrors.TOKEN_NOT_FOUND({ token: id });
  await manage.revokeToken(actorOf(ask), id as TokenId);
}
