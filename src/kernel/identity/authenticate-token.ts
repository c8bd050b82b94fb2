import type { Secret } from '../secrets/index.ts';
import type { Row, Statement } from '../store/index.ts';
import type { TokenId } from './api-tokens.ts';
import type { Authenticated } from './authenticated.ts';
import { errors } from './errors.ts';
import { COARSE_MS, isStale, noteSeen } from './note-seen.ts';
import type { IdentityParts } from './parts.ts';
import { PRINCIPAL_COLUMNS, principalOf } from './principal.ts';
import { tokenHash } from './token.ts';

/**
 * Whose token it is. Nothing of it is remembered, so that a revoked token is refused from the next request on, by all
 * servers.
 *
 * @throws UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_REVOKED, PRINCIPAL_DISABLED
 */
export async function authenticateToken(parts: IdentityParts, secret: Secret): Promise<Authenticated> {
  const [row] = await parts.store.read({
    sql: `select ${PRINCIPAL_COLUMNS}, t.id as token, t.expires_at_ms, t.revoked_at_ms, t.last_used_at_ms
      from api_token t join principal p on p.id = t.principal where t.hash = $1`,
    values: [tokenHash(secret)],
  });
  if (row === undefined) throw errors.UNAUTHENTICATED({ scheme: 'token' });
  const principal = principalOf(row);
  const token = String(row['token']) as TokenId;
  const now = parts.clock.now();
  const revokedAtMs = timeOf(row, 'revoked_at_ms');
  if (revokedAtMs !== undefined) throw errors.TOKEN_REVOKED({ token, revokedAtMs });
  const expiredAtMs = timeOf(row, 'expires_at_ms');
  if (expiredAtMs !== undefined && expiredAtMs <= now) throw errors.TOKEN_EXPIRED({ token, expiredAtMs });
  if (principal.state === 'disabled') throw errors.PRINCIPAL_DISABLED({ principal: principal.id });
  const used: Statement = {
    sql: 'update api_token set last_used_at_ms = $1 where id = $2 and (last_used_at_ms is null or last_used_at_ms < $3)',
    values: [now, token, now - COARSE_MS],
  };
  noteSeen(parts, principal, isStale(timeOf(row, 'last_used_at_ms'), now) ? [used] : []);
  return { principal, scheme: 'token', token };
}

function timeOf(row: Row, name: string): number | undefined {
  return row[name] === null ? undefined : Number(row[name]);
}
