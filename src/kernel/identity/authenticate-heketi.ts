import type { Authenticated } from './authenticated.ts';
import {
  type HeketiIssuer,
  type HeketiKey,
  type HeketiKeyName,
  type HeketiRefusal,
  type HeketiRequest,
  verifyHeketiJwt,
} from './heketi-jwt.ts';
import { findLinked } from './linked-identities.ts';
import { noteSeen } from './note-seen.ts';
import type { IdentityParts } from './parts.ts';

export type HeketiOutcome =
  | {
      readonly kind: 'authenticated';
      readonly who: Authenticated & { readonly scheme: 'heketi-jwt' };
      readonly key: HeketiKeyName;
    }
  | {
      readonly kind: 'refused';
      /**
       * `unlinked`: the token is good, but somebody has unlinked its issuer or disabled the principal. Heketi has no
       * answer for this; it is told as an issuer that is not known.
       */
      readonly reason: HeketiRefusal | 'unlinked';
      /** The answer's body, without the line's end. */
      readonly text: string;
    };

/** Whose token a request to Heketi's API has: see heketi-jwt.ts. */
export async function authenticateHeketi(
  parts: IdentityParts,
  request: HeketiRequest & {
    readonly keys: Readonly<Record<HeketiIssuer, HeketiKey>>;
    readonly leewaySeconds?: number;
  },
): Promise<HeketiOutcome> {
  const verdict = verifyHeketiJwt({ ...request, clock: parts.clock });
  if (verdict.kind === 'refused') return verdict;
  const { issuer, key } = verdict;
  const principal = await findLinked(parts.store, { scheme: 'heketi-jwt', issuer: 'heketi', subject: issuer });
  if (principal?.state !== 'active')
    return { kind: 'refused', reason: 'unlinked', text: 'Invalid JWT token: Unknown user' };
  noteSeen(parts, principal);
  return { kind: 'authenticated', who: { principal, scheme: 'heketi-jwt', issuer }, key };
}
