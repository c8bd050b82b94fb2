import { createHmac } from 'node:crypto';
import { CompactSign, type JWTPayload } from 'jose';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import { heketiRequestHash } from './heketi-request-hash.ts';
import { type HeketiKey, type HeketiVerdict, verifyHeketiJwt } from './heketi-jwt.ts';

const NOW = 1_435_681_700;
const keys = { admin: { current: new Secret('My Secret') }, user: { current: new Secret('their secret') } };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signed by a library that is not ours; claims as an object or as JSON text. */
async function signed(claims: JWTPayload | string, { key = 'My Secret', alg = 'HS256' } = {}): Promise<string> {
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
  return new CompactSign(bytes(text)).setProtectedHeader({ alg, typ: 'JWT' }).sign(bytes(key));
}

interface Ask {
  readonly method?: string;
  readonly rawUrl?: string;
  readonly now?: number;
  readonly admin?: HeketiKey;
  readonly leewaySeconds?: number;
}

function ask(token: string, { method = 'GET', rawUrl = '/volumes', now = NOW, admin, leewaySeconds }: Ask = {}) {
  return verifyHeketiJwt({
    header: `Bearer ${token}`,
    method,
    rawUrl,
    keys: admin === undefined ? keys : { ...keys, admin },
    clock: { now: () => now * 1000 },
    ...(leewaySeconds === undefined ? {} : { leewaySeconds }),
  });
}

const textOf = (verdict: HeketiVerdict): string => (verdict.kind === 'refused' ? verdict.text : verdict.kind);
const good = { iss: 'admin', iat: NOW, exp: NOW + 60, qsh: heketiRequestHash('GET', '/volumes') };
const VERIFIED = { kind: 'verified', issuer: 'admin', key: 'current' };

describe('the samples of heketi-api 5.2', () => {
  it.each([
    ['GET', '/volumes', 'c162acc9024272120bacfff7709c932cc252337d0a30fa15b025010066662bea'],
    ['POST', '/volumes', '3a9831a9908924e3f78fe948585f41849e92724522f5153cb91aff7f8ea48eac'],
    ['GET', '/clusters', '4749a59de87c27c9b2f495c5f1309b2525681dfe30c8a7b83625901b132a9c26'],
    ['GET', '/', '733e0703af6079a59c43bd59087467eea66900adc3399099c94b63fb9aa89f43'],
    ['GET', '/volumes/', '434f16e84cf17ebf25d85d8e4549d8befed2ef4b8cb1507740277f376047b053'],
  ])('hash %s %s as the reference does', (method, path, hash) => {
    expect(heketiRequestHash(method, path)).toBe(hash);
  });

  it('verify the test token with the key "My Secret" only', () => {
    const token =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhZG1pbiIsImlhdCI6MSwiZXhwIjo0MTAyNDQ0ODAwLCJxc2giOiI0NzQ5YTU5ZGU4N2MyN2M5YjJmNDk1YzVmMTMwOWIyNTI1NjgxZGZlMzBjOGE3YjgzNjI1OTAxYjEzMmE5YzI2In0.nEAGM6S8QxgaQQW9j0s2q0LV_pnZlyoap6_ORvlBV1Q';
    expect(ask(token, { rawUrl: '/clusters' })).toEqual(VERIFIED);
    expect(ask(token, { rawUrl: '/clusters', admin: { current: new Secret('My secret') } })).toMatchObject({
      reason: 'signature',
    });
  });

  it('verify the token of the seed with its own clock and key, and say what is wrong otherwise', () => {
    const token =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhZG1pbiIsImlhdCI6MTQzNTY4MTY4OSwicXNoIjoiYzE2MmFjYzkwMjQyNzIxMjBiYWNmZmY3NzA5YzkzMmNjMjUyMzM3ZDBhMzBmYTE1YjAyNTAxMDA2NjY2MmJlYSIsImV4cCI6MTQzNTY4MjI4OX0.ZBd_NgzEoGckcnyY4_ypgJsN6Oi7x0KxX2w8AXVyiS8';
    const admin = { current: new Secret('My secret') };
    expect(ask(token, { admin })).toEqual(VERIFIED);
    expect(textOf(ask(token, { admin, rawUrl: '/clusters' }))).toBe('Invalid qsh claim in token');
    expect(textOf(ask(token, { admin, now: 1_435_682_299 }))).toBe('Invalid JWT token: Token is expired by 10s');
  });
});

describe('the hash of a request', () => {
  it('is over the decoded path alone, byte for byte', () => {
    const hash = heketiRequestHash('GET', '/a b/ü');
    expect(heketiRequestHash('GET', '/a%20b/%C3%BC')).not.toBe(hash);
    expect(heketiRequestHash('GET', '/a%20b/Ã¼?x=1#y')).toBe(heketiRequestHash('GET', '/a b/%c3%bc'));
    expect(heketiRequestHash('GET', 'http://host:8080/volumes?x')).toBe(heketiRequestHash('GET', '/volumes'));
    expect(heketiRequestHash('GET', 'http://host')).toBe(heketiRequestHash('GET', '/'));
    expect(heketiRequestHash('GET', '/%FF')).not.toBe(heketiRequestHash('GET', '/%EF%BF%BD'));
    expect(heketiRequestHash('GET', '/%25zz')).toBe(heketiRequestHash('GET', '/%zz'));
  });
});

describe('a Heketi token', () => {
  it.each(['HS256', 'HS384', 'HS512'])('may be signed by %s', async (alg) => {
    expect(ask(await signed(good, { alg }))).toEqual(VERIFIED);
  });

  it('is verified by the key of its own issuer', async () => {
    const user = { ...good, iss: 'user' };
    expect(ask(await signed(user, { key: 'their secret' }))).toEqual({
      kind: 'verified',
      issuer: 'user',
      key: 'current',
    });
    expect(ask(await signed(user))).toMatchObject({ reason: 'signature' });
  });

  it('counts with and without a query, and in any case of the scheme', async () => {
    const token = await signed(good);
    expect(ask(token, { rawUrl: '/volumes?limit=1' })).toEqual(VERIFIED);
    const clock = { now: () => NOW * 1000 };
    const request = { method: 'GET', rawUrl: '/volumes', keys, clock };
    expect(verifyHeketiJwt({ ...request, header: `bearer ${token}` })).toEqual(VERIFIED);
  });

  it('may be signed by the previous key until its time is over', async () => {
    const previous = { key: new Secret('My Secret'), untilMs: (NOW + 10) * 1000 };
    const admin = { current: new Secret('new'), previous };
    const token = await signed(good);
    expect(ask(token, { admin, now: NOW + 10 })).toEqual({ ...VERIFIED, key: 'previous' });
    expect(ask(token, { admin, now: NOW + 11 })).toMatchObject({ reason: 'signature' });
    expect(ask(await signed(good, { key: 'new' }), { admin })).toEqual(VERIFIED);
  });

  it('is refused when the key is empty, whatever signed it', () => {
    const body = `${base64({ alg: 'HS256' })}.${base64(good)}`;
    const token = `${body}.${createHmac('sha256', '').update(body).digest('base64url')}`;
    expect(ask(token, { admin: { current: new Secret('') } })).toMatchObject({ reason: 'signature' });
  });

  it('is valid up to the second of exp, without leeway', async () => {
    const token = await signed(good);
    expect(ask(token, { now: NOW + 60 })).toEqual(VERIFIED);
    expect(textOf(ask(token, { now: NOW + 61 }))).toBe('Invalid JWT token: Token is expired by 1s');
    expect(textOf(ask(token, { now: NOW + 60 + 3_725 }))).toBe('Invalid JWT token: Token is expired by 1h2m5s');
  });

  it('may be issued in the future within the leeway', async () => {
    const early = (seconds: number): Promise<string> => signed({ ...good, iat: NOW + seconds, exp: NOW + 999 });
    expect(ask(await early(120))).toEqual(VERIFIED);
    expect(textOf(ask(await early(121)))).toBe(
      'Invalid JWT token: Token used before issued (client and server clocks may differ)',
    );
    expect(ask(await early(300), { leewaySeconds: 300 })).toEqual(VERIFIED);
    expect(ask(await early(1), { leewaySeconds: 0 })).toMatchObject({ reason: 'used-before-issued' });
    expect(ask(await signed({ ...good, iat: 1 }))).toEqual(VERIFIED);
  });

  it('must be for the method and the path, in lower-case hex', async () => {
    expect(ask(await signed(good), { method: 'POST' })).toMatchObject({ reason: 'qsh' });
    expect(ask(await signed(good), { rawUrl: '/volumes/' })).toMatchObject({ reason: 'qsh' });
    expect(ask(await signed({ ...good, qsh: good.qsh.toUpperCase() }))).toMatchObject({ reason: 'qsh' });
    expect(textOf(ask(await signed({ ...good, qsh: '' })))).toBe('Invalid qsh claim in token');
  });
});

describe('the failures of heketi-api 5.3', () => {
  const request = { method: 'GET', rawUrl: '/volumes', keys, clock: { now: () => NOW * 1000 } };

  it.each([undefined, ''])('say that there is no token when the header is %j', (header) => {
    const text = 'Required authorization token not found';
    expect(verifyHeketiJwt({ ...request, header })).toEqual({ kind: 'refused', reason: 'no-header', text });
  });

  it.each(['Basic x', 'Bearer', 'Bearer a b', 'x'])('say what a header looks like to %j', (header) => {
    const text = 'Authorization header format must be Bearer {token}';
    expect(verifyHeketiJwt({ ...request, header })).toEqual({ kind: 'refused', reason: 'header-malformed', text });
  });

  it.each([
    ['a.b', 'token contains an invalid number of segments'],
    ['a.b.c.d', 'token contains an invalid number of segments'],
    ['!.e30.x', 'illegal base64 data at input byte 0'],
    ['a.e30.x', 'illegal base64 data at input byte 1'],
    [`${base64('{')}.e30.x`, 'invalid character in JSON'],
    [`.e30.x`, 'unexpected end of JSON input'],
    [`${base64([])}.e30.x`, 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [`${base64({})}.${base64(7)}.x`, 'json: cannot unmarshal number into Go value of type middleware.HeketiJwtClaims'],
    [`${base64({})}.e30.x`, 'signing method (alg) is unspecified.'],
    [`${base64({ alg: 'HS257' })}.e30.x`, 'signing method (alg) is unavailable.'],
    [`${base64({ alg: 'toString' })}.e30.x`, 'signing method (alg) is unavailable.'],
    [`${base64({ alg: 'none' })}.${base64(good)}.`, 'Unexpected signing method: none'],
    [`${base64({ alg: 'RS256' })}.${base64(good)}.x`, 'Unexpected signing method: RS256'],
    [`${base64({ alg: 'HS256' })}.e30.x`, 'Token missing iss claim'],
    [`${base64({ alg: 'HS256' })}.${base64({ iss: 'root' })}.x`, 'Unknown user'],
  ])('of %s are told as Heketi tells them', (token, text) => {
    expect(textOf(ask(token))).toBe(`Invalid JWT token: ${text}`);
  });

  it.each([
    ['exp', '123.0', 'number 123.0', 'int64'],
    ['iat', '123.5', 'number 123.5', 'int64'],
    ['nbf', '1e3', 'number 1e3', 'int64'],
    ['exp', '"123"', 'string', 'int64'],
    ['exp', '9223372036854775808', 'number 9223372036854775808', 'int64'],
    ['iss', '1', 'number', 'string'],
    ['aud', '["a"]', 'array', 'string'],
    ['qsh', 'true', 'bool', 'string'],
  ])('refuse a claim %s of %s', async (claim, value, found, type) => {
    const token = await signed(`{"iss":"admin","${claim}":${value}}`);
    expect(textOf(ask(token))).toBe(
      `Invalid JWT token: json: cannot unmarshal ${found} into Go struct field HeketiJwtClaims.${claim} of type ${type}`,
    );
  });

  it('tell of a token that is too long, before anything of it is read', async () => {
    const claimsOf = (length: number) => ({ ...good, sub: 'x'.repeat(length) });
    const token = await signed(claimsOf(5_000));
    expect([token.length < 8_192, ask(token)]).toEqual([true, VERIFIED]);
    const text = 'Invalid JWT token: token is longer than 8192 characters';
    for (const long of [await signed(claimsOf(8_000)), '.'.repeat(8_193), '!'.repeat(500_000)])
      expect(ask(long)).toEqual({ kind: 'refused', reason: 'undecodable', text });
  });

  it('take the names of claims in any case, and null for nothing', async () => {
    const token = await signed(`{"ISS":"admin","Exp":${NOW + 1},"nbf":null,"qsh":"${good.qsh}","jti":"x"}`);
    expect(ask(token)).toEqual(VERIFIED);
  });

  it('tell of several faults the one that Heketi tells', async () => {
    const bad = { iss: 'admin', exp: 1, iat: NOW + 900, nbf: NOW + 900, qsh: 'x' };
    expect(ask(await signed(bad, { key: 'wrong' }))).toMatchObject({ reason: 'signature' });
    expect(textOf(ask(await signed(bad)))).toBe('Invalid JWT token: token is not valid yet');
    expect(ask(await signed({ ...bad, nbf: 0 }))).toMatchObject({ reason: 'used-before-issued' });
    expect(ask(await signed({ ...bad, nbf: NOW, iat: NOW }))).toMatchObject({ reason: 'expired' });
  });

  it('count a missing exp from 1970, and no further than Go can count', async () => {
    const { exp: _, ...without } = good;
    expect(textOf(ask(await signed(without)))).toBe('Invalid JWT token: Token is expired by 398800h28m20s');
    expect(textOf(ask(await signed({ ...good, exp: -1e12 })))).toBe(
      'Invalid JWT token: Token is expired by 2562047h47m16.854775807s',
    );
  });

  it('are all that changed tokens meet', async () => {
    const token = await signed(good);
    const place = fc.nat(token.length - 1);
    fc.assert(
      fc.property(place, fc.constantFrom('', 'A', 'z', '.', '-', '='), (at, other) => {
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        // The last character holds bits that are not used.
        fc.pre(changed !== token && at < token.length - 1);
        expect(ask(changed).kind).toBe('refused');
      }),
    );
  });
});
