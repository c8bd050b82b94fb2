import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Secret } from '../secrets/index.ts';
import { goDuration } from './go-duration.ts';
import { heketiRequestHash } from './heketi-request-hash.ts';
import { type HeketiClaims, type Jws, readJws } from './jws.ts';

export type HeketiIssuer = 'admin' | 'user';

/** A shared secret, and while it is being replaced also the one before it. */
export interface HeketiKey {
  readonly current: Secret;
  /** Taken as well up to this time, in milliseconds since 1970, so that clients can change over one by one. */
  readonly previous?: { readonly key: Secret; readonly untilMs: number };
}

/** Which key of an issuer a token was signed with. */
export type HeketiKeyName = keyof HeketiKey;

export interface HeketiRequest {
  /** The `Authorization` header as it was sent. */
  readonly header: string | undefined;
  /** As sent: upper case. */
  readonly method: string;
  /** The request target as sent, with its query: see heketi-request-hash.ts. */
  readonly rawUrl: string;
}

/** `HEKETI_JWT_IAT_LEEWAY_SECONDS` changes it. */
export const HEKETI_LEEWAY_SECONDS = 120;

/** Heketi's clients send 300. Until the signature is checked a token is anybody's, and taking it apart is work. */
const MOST_TOKEN_CHARACTERS = 8 * 1024;

/** Rows 1 to 14 of heketi-api 5.3, in its order. */
export type HeketiRefusal =
  | 'no-header'
  | 'header-malformed'
  | 'segments'
  | 'undecodable'
  | 'alg-missing'
  | 'alg-unknown'
  | 'alg-not-hmac'
  | 'iss-missing'
  | 'iss-unknown'
  | 'expired'
  | 'used-before-issued'
  | 'not-valid-yet'
  | 'signature'
  | 'qsh';

export type HeketiVerdict =
  | { readonly kind: 'verified'; readonly issuer: HeketiIssuer; readonly key: HeketiKeyName }
  /** `text` is what Heketi answers, without the line's end; 400 for `header-malformed`, 401 for all others. */
  | { readonly kind: 'refused'; readonly reason: HeketiRefusal; readonly text: string };

const HMACS: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };
const OTHER_ALGS = /^(?:none|(?:RS|ES|PS)(?:256|384|512))$/;

/**
 * Verifies the token of a request as Heketi does, to the letter of what it answers (heketi-api 5). What an issuer may
 * do is not decided here. Writes nothing and waits for nothing.
 */
export function verifyHeketiJwt({
  header,
  method,
  rawUrl,
  keys,
  clock,
  leewaySeconds = HEKETI_LEEWAY_SECONDS,
}: HeketiRequest & {
  readonly keys: Readonly<Record<HeketiIssuer, HeketiKey>>;
  readonly clock: Clock;
  readonly leewaySeconds?: number;
}): HeketiVerdict {
  if (header === undefined || header === '') return refused('no-header', 'Required authorization token not found');
  const [scheme, token, more] = header.trim().split(/\s+/, 3);
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || more !== undefined)
    return refused('header-malformed', 'Authorization header format must be Bearer {token}');
  if (token.length > MOST_TOKEN_CHARACTERS)
    return invalid('undecodable', `token is longer than ${MOST_TOKEN_CHARACTERS} characters`);

  const outcome = readJws(token);
  if (outcome.kind === 'malformed')
    return invalid(token.split('.').length === 3 ? 'undecodable' : 'segments', outcome.text);
  const { jws } = outcome;
  const { alg, claims } = jws;
  if (typeof alg !== 'string') return invalid('alg-missing', 'signing method (alg) is unspecified.');
  const hash = Object.hasOwn(HMACS, alg) ? HMACS[alg] : undefined;
  if (hash === undefined) {
    return OTHER_ALGS.test(alg)
      ? invalid('alg-not-hmac', `Unexpected signing method: ${alg}`)
      : invalid('alg-unknown', 'signing method (alg) is unavailable.');
  }
  const { iss } = claims;
  if (iss === '') return invalid('iss-missing', 'Token missing iss claim');
  if (iss !== 'admin' && iss !== 'user') return invalid('iss-unknown', 'Unknown user');

  const nowMs = clock.now();
  const [key] = keysAt(keys[iss], nowMs).find(([, each]) => isSignedBy(jws, hash, each)) ?? [];
  if (key === undefined) return invalid('signature', 'signature is invalid (client and server secrets may not match)');
  const untimely = checkTimes(claims, Math.floor(nowMs / 1000), leewaySeconds);
  if (untimely !== undefined) return untimely;
  if (claims.qsh !== heketiRequestHash(method, rawUrl)) return refused('qsh', 'Invalid qsh claim in token');
  return { kind: 'verified', issuer: iss, key };
}

/** Of several faults the last one is told, as Heketi tells them: each check overwrites what the one before it found. */
function checkTimes(claims: HeketiClaims, now: number, leewaySeconds: number): HeketiVerdict | undefined {
  if (claims.nbf !== 0 && now < claims.nbf) return invalid('not-valid-yet', 'token is not valid yet');
  if (now < claims.iat - leewaySeconds)
    return invalid('used-before-issued', 'Token used before issued (client and server clocks may differ)');
  // Without `exp` it expired in 1970.
  if (now > claims.exp) return invalid('expired', `Token is expired by ${goDuration(now - claims.exp)}`);
  return undefined;
}

function keysAt(
  { current, previous }: HeketiKey,
  nowMs: number,
): readonly (readonly [name: HeketiKeyName, key: Secret])[] {
  const own = ['current', current] as const;
  return previous !== undefined && nowMs <= previous.untilMs ? [own, ['previous', previous.key]] : [own];
}

function isSignedBy({ signed, signature }: Jws, hash: string, key: Secret): boolean {
  const bytes = Buffer.from(key.reveal(), 'utf8');
  // The empty key is the one that everybody has.
  if (bytes.length === 0) return false;
  const expected = createHmac(hash, bytes).update(signed, 'utf8').digest();
  return signature?.length === expected.length && timingSafeEqual(signature, expected);
}

const refused = (reason: HeketiRefusal, text: string): HeketiVerdict => ({ kind: 'refused', reason, text });

const invalid = (reason: HeketiRefusal, text: string): HeketiVerdict => refused(reason, `Invalid JWT token: ${text}`);
