import { createHash } from 'node:crypto';
import { Secret } from '../secrets/index.ts';

const TOKEN_BYTES = 32;
/** So that people, and programs that look for leaked secrets, know one when they see one. */
const MARK = 'hrv_';
const SHOWN_CHARACTERS = MARK.length + 6;

/** A new token, and what the store keeps of it. */
export interface NewToken {
  readonly secret: Secret;
  readonly hash: string;
  /** Its first characters, to know it again by: 36 of its 256 bits. */
  readonly prefix: string;
}

export function newToken(randomBytes: (count: number) => Uint8Array): NewToken {
  const text = MARK + Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url');
  const secret = new Secret(text);
  return { secret, hash: tokenHash(secret), prefix: text.slice(0, SHOWN_CHARACTERS) };
}

/**
 * What a token is found by: SHA-256 in hex. A slow hash such as argon2id makes the few passwords that people think of
 * costly to try; of 256 random bits nobody can try a noticeable part, however fast, and this runs with each request.
 * It also makes the look-up safe: whoever watches how long the index takes learns about the hash, not about the token.
 */
export function tokenHash(secret: Secret): string {
  return createHash('sha256').update(secret.reveal(), 'utf8').digest('hex');
}
