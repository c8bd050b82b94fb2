import { createHash, createHmac } from 'node:crypto';

/** Keys of the test servers; the first is that of contract heketi-api §5.2. */
export const KEYS = { admin: 'My Secret', user: 'user secret' } as const;

export interface TokenOptions {
  readonly issuer?: string;
  readonly key?: string;
  /** `HS256` without it. */
  readonly alg?: string;
  /** In seconds, or other claims; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** In seconds since 1970. */
  readonly now?: number;
}

/** `qsh` of contract heketi-api §5.2, over the bytes that the path stands for. */
export function requestHash(method: string, path: string): string {
  const decoded = path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return createHash('sha256').update(`${method}&${decoded}`, 'latin1').digest('hex');
}

/** A token as Heketi's clients make it, for a method and a path as it is sent. */
export function tokenFor(method: string, path: string, options: TokenOptions = {}): string {
  const { issuer = 'admin', alg = 'HS256', now = Math.floor(Date.now() / 1000) } = options;
  const key = options.key ?? (issuer === 'user' ? KEYS.user : KEYS.admin);
  const claims = { iss: issuer, iat: now, exp: now + 300, qsh: requestHash(method, path), ...options.claims };
  return sign(JSON.stringify({ alg, typ: 'JWT' }), JSON.stringify(claims), key, alg);
}

/** @param claims the text itself, for numbers that JSON.stringify would not write so */
export function sign(header: string, claims: string, key: string, alg = 'HS256'): string {
  const signed = [header, claims].map((part) => Buffer.from(part).toString('base64url')).join('.');
  const hash = alg.startsWith('HS') ? `sha${alg.slice(2)}` : 'sha256';
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
}
