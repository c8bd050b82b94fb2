import type { Secret } from '../secrets/index.ts';
import type { Row, Statement } from '../store/index.ts';
import type { Actor } from './audit.ts';
import { makeChange, makeChangeOrThrow, type ChangeParts } from './change.ts';
import { checkLabel } from './check-name.ts';
import { errors } from './errors.ts';
import { newId } from './parts.ts';
import type { PrincipalId } from './principal.ts';
import { newToken } from './token.ts';

const MOST_ROWS = 500;
/** Of one principal, that are valid. Two that are made at the same moment may both be the last one. */
const MOST_LIVE = 100;
/** The last millisecond that JavaScript has a date for. */
const END_OF_TIME_MS = 8_640_000_000_000_000;

declare const brand: unique symbol;

/** 32 lower-case hex digits; names a token and opens nothing. */
export type TokenId = string & { readonly [brand]: 'TokenId' };

/** What is known of a token; not the token. Times are in milliseconds since 1970. */
export interface ApiToken {
  readonly id: TokenId;
  readonly principal: PrincipalId;
  /** What it is for, in its maker's words. */
  readonly name: string;
  /** Its first ten characters. */
  readonly prefix: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | undefined;
  /** To the minute. */
  readonly lastUsedAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
}

export interface TokenRequest {
  readonly name: string;
  /** It never expires without it. */
  readonly expiresAtMs?: number;
}

/** What makes a token, for whoever has a batch of their own. The clear token is in `secret` and nowhere else. */
export function planToken(
  parts: Pick<ChangeParts, 'clock' | 'randomBytes'>,
  principal: PrincipalId,
  { name, expiresAtMs }: TokenRequest,
): { readonly token: ApiToken; readonly secret: Secret; readonly insert: Statement } {
  const now = parts.clock.now();
  if (expiresAtMs !== undefined && !(expiresAtMs > now && expiresAtMs <= END_OF_TIME_MS))
    throw errors.TOKEN_END_INVALID({ expiresAtMs });
  const { secret, hash, prefix } = newToken(parts.randomBytes);
  const token: ApiToken = {
    id: newId(parts) as TokenId,
    principal,
    name: checkLabel('token', name),
    prefix,
    createdAtMs: now,
    expiresAtMs: expiresAtMs === undefined ? undefined : Math.floor(expiresAtMs),
    lastUsedAtMs: undefined,
    revokedAtMs: undefined,
  };
  const insert = {
    sql: `insert into api_token (id, principal, name, hash, prefix, created_at_ms, expires_at_ms)
      select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text),
        cast($6 as bigint), cast($7 as bigint)
      where (select count(*) from api_token where principal = $2 and revoked_at_ms is null
        and (expires_at_ms is null or expires_at_ms > $6)) < ${MOST_LIVE}`,
    values: [token.id, principal, token.name, hash, prefix, now, token.expiresAtMs ?? null],
    changes: 1,
  };
  return { token, secret, insert };
}

/**
 * A token that is its principal until it is revoked, expires, or the principal is disabled. This is the only time that
 * anybody sees it: the store has its hash.
 *
 * @throws IDENTITY_NAME_INVALID, TOKEN_END_INVALID, TOKENS_FULL, PRINCIPAL_NOT_FOUND
 */
export async function createToken(
  parts: ChangeParts,
  actor: Actor,
  principal: PrincipalId,
  request: TokenRequest,
): Promise<{ readonly token: ApiToken; readonly secret: Secret }> {
  const { token, secret, insert } = planToken(parts, principal, request);
  const change = { action: 'token.create', on: pathOf(token), statements: [insert] };
  await makeChangeOrThrow(parts, actor, change, (reason) => {
    if (reason === 'changes') return errors.TOKENS_FULL({ principal, most: MOST_LIVE });
    return reason === 'foreign-key' ? errors.PRINCIPAL_NOT_FOUND({ principal }) : undefined;
  });
  return { token, secret };
}

/**
 * From the next request on the token is refused. Revoking one again does nothing. Whoever may revoke only their own
 * looks at its principal first: `findToken`.
 *
 * @throws TOKEN_NOT_FOUND
 */
export async function revokeToken(parts: ChangeParts, actor: Actor, id: TokenId): Promise<void> {
  const token = await findToken(parts, id);
  if (token === undefined) throw errors.TOKEN_NOT_FOUND({ token: id });
  const update = {
    sql: 'update api_token set revoked_at_ms = $1 where id = $2 and revoked_at_ms is null',
    values: [parts.clock.now(), id],
    changes: 1,
  };
  await makeChange(parts, actor, { action: 'token.revoke', on: pathOf(token), statements: [update] });
}

/** Revokes all tokens of a principal. */
export async function revokeTokens(parts: ChangeParts, actor: Actor, principal: PrincipalId): Promise<void> {
  const on = `principal/${principal}/token`;
  await makeChange(parts, actor, { action: 'token.revoke-all', on, statements: [revokingTokens(parts, principal)] });
}

/** What revokes all tokens of a principal. */
export function revokingTokens({ clock }: Pick<ChangeParts, 'clock'>, principal: PrincipalId): Statement {
  return {
    sql: 'update api_token set revoked_at_ms = $1 where principal = $2 and revoked_at_ms is null',
    values: [clock.now(), principal],
  };
}

export async function findToken({ store }: Pick<ChangeParts, 'store'>, id: string): Promise<ApiToken | undefined> {
  const [row] = await store.read({ sql: `select ${TOKEN_COLUMNS} from api_token t where t.id = $1`, values: [id] });
  return row === undefined ? undefined : tokenOf(row);
}

export interface TokenPage {
  readonly tokens: readonly ApiToken[];
  /** For `after` of the next page; absent on the last one. */
  readonly next?: string;
}

/**
 * The tokens of a principal, newest first, also those that are not valid any more. At most 500 a page.
 *
 * @throws TOKEN_PAGE_INVALID
 */
export async function listTokens(
  { store }: Pick<ChangeParts, 'store'>,
  principal: PrincipalId,
  { after, limit = 100 }: { readonly after?: string; readonly limit?: number } = {},
): Promise<TokenPage> {
  const rowsAPage = Math.min(Math.max(limit, 1), MOST_ROWS);
  const place = after === undefined ? undefined : /^(?<atMs>\d{1,16})\.(?<id>[0-9a-f]{32})$/.exec(after)?.groups;
  if (after !== undefined && place === undefined)
    throw errors.TOKEN_PAGE_INVALID({ problem: 'it does not have the form of one' });
  const rows = await store.read({
    sql: `select ${TOKEN_COLUMNS} from api_token t where t.principal = $1
      ${place === undefined ? '' : 'and (t.created_at_ms, t.id) < ($3, $4)'}
      order by t.created_at_ms desc, t.id desc limit $2`,
    values: [principal, rowsAPage + 1, ...(place === undefined ? [] : [Number(place['atMs']), place['id'] ?? ''])],
  });
  const tokens = rows.slice(0, rowsAPage).map(tokenOf);
  const last = tokens.at(-1);
  return rows.length <= rowsAPage || last === undefined
    ? { tokens }
    : { tokens, next: `${last.createdAtMs}.${last.id}` };
}

/** The columns of a token, with the table's name `t`; not its hash. */
const TOKEN_COLUMNS =
  't.id, t.principal, t.name, t.prefix, t.created_at_ms, t.expires_at_ms, t.last_used_at_ms, t.revoked_at_ms';

function tokenOf(row: Row): ApiToken {
  const time = (name: string): number | undefined => (row[name] === null ? undefined : Number(row[name]));
  return {
    id: String(row['id']) as TokenId,
    principal: String(row['principal']) as PrincipalId,
    name: String(row['name']),
    prefix: String(row['prefix']),
    createdAtMs: Number(row['created_at_ms']),
    expiresAtMs: time('expires_at_ms'),
    lastUsedAtMs: time('last_used_at_ms'),
    revokedAtMs: time('revoked_at_ms'),
  };
}

const pathOf = ({ id, principal }: ApiToken): string => `principal/${principal}/token/${id}`;
