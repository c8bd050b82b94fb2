import { describe, expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import type { TokenId } from './api-tokens.ts';
import type { PrincipalId } from './principal.ts';
import { ACTOR, anIdentity, START_MS } from './testing/an-identity.ts';

const DAY_MS = 86_400_000;
const nobody = 'f'.repeat(32) as PrincipalId;

describe('a token', () => {
  it('is its principal until it expires', async () => {
    const { authenticateToken, manage, pass, person } = await anIdentity();
    const ada = await person('ada');
    const { token, secret } = await manage.createToken(ACTOR, ada.id, { name: ' laptop ', expiresAtMs: START_MS + 10 });
    expect(token).toMatchObject({ name: 'laptop', principal: ada.id, createdAtMs: START_MS });
    expect(await authenticateToken(secret)).toEqual({ principal: ada, scheme: 'token', token: token.id });
    pass(9);
    await authenticateToken(secret);
    pass(1);
    await expect(authenticateToken(secret)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED', status: 401 });
  });

  it('is one of a hundred valid ones of its principal at most', async () => {
    const { manage, pass, person } = await anIdentity();
    const [ada, eve] = [await person('ada'), await person('eve')];
    const make = (expiresAtMs?: number) =>
      manage.createToken(ACTOR, ada.id, { name: 'x', ...(expiresAtMs === undefined ? {} : { expiresAtMs }) });
    const { token } = await make();
    for (let count = 1; count < 100; count += 1) await make(START_MS + 10);
    const full = { code: 'TOKENS_FULL', status: 409, fields: { principal: ada.id, most: 100 } };
    await expect(make()).rejects.toMatchObject(full);
    await manage.createToken(ACTOR, eve.id, { name: 'x' });
    await manage.revokeToken(ACTOR, token.id);
    await make();
    await expect(make()).rejects.toMatchObject(full);
    pass(10);
    await make();
  });

  it('has 256 random bits, and is known again by its beginning', async () => {
    const { manage, person } = await anIdentity();
    const { id } = await person('ada');
    const made = [1, 2, 3].map(() => manage.createToken(ACTOR, id, { name: 'x' }));
    const texts = (await Promise.all(made)).map(({ token, secret }) => {
      expect(secret.reveal().startsWith(token.prefix)).toBe(true);
      expect(token.prefix).toHaveLength(10);
      return secret.reveal();
    });
    expect(new Set(texts).size).toBe(3);
    for (const text of texts) expect(text).toMatch(/^hrv_[A-Za-z0-9_-]{43}$/);
  });

  it('is refused from the next request on when it is revoked, by all servers', async () => {
    const { authenticateToken, another, manage, person } = await anIdentity();
    const ada = await person('ada');
    const { token, secret } = await manage.createToken(ACTOR, ada.id, { name: 'x' });
    const other = another();
    await other.authenticateToken(secret);
    await manage.revokeToken(ACTOR, token.id);
    await manage.revokeToken(ACTOR, token.id);
    await expect(other.authenticateToken(secret)).rejects.toMatchObject({ code: 'TOKEN_REVOKED', status: 401 });
    await expect(authenticateToken(secret)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' });
    await expect(manage.revokeToken(ACTOR, nobody as string as TokenId)).rejects.toMatchObject({
      code: 'TOKEN_NOT_FOUND',
    });
  });

  it('is revoked with all others of its principal', async () => {
    const { authenticateToken, manage, person } = await anIdentity();
    const [ada, bob] = [await person('ada'), await person('bob')];
    const hers = await manage.createToken(ACTOR, ada.id, { name: 'x' });
    const his = await manage.createToken(ACTOR, bob.id, { name: 'x' });
    await manage.revokeTokens(ACTOR, ada.id);
    await expect(authenticateToken(hers.secret)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' });
    expect(await authenticateToken(his.secret)).toMatchObject({ principal: bob });
  });

  it('of nobody, or of a principal that is disabled, is refused', async () => {
    const { authenticateToken, manage, person } = await anIdentity();
    const ada = await person('ada');
    const { secret } = await manage.createToken(ACTOR, ada.id, { name: 'x' });
    await manage.disablePrincipal(ACTOR, ada.id);
    await expect(authenticateToken(secret)).rejects.toMatchObject({ code: 'PRINCIPAL_DISABLED', status: 401 });
    for (const text of ['', 'hrv_', `${secret.reveal()}x`, secret.reveal().toLowerCase()])
      await expect(authenticateToken(new Secret(text))).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  it('says when it was last used, to the minute', async () => {
    const { authenticateToken, manage, pass, person, store } = await anIdentity();
    const ada = await person('ada');
    const { token, secret } = await manage.createToken(ACTOR, ada.id, { name: 'x' });
    await authenticateToken(secret);
    const before = store.statistics().batches;
    pass(59_000);
    await authenticateToken(secret);
    expect(store.statistics().batches).toBe(before);
    expect(await manage.findToken(token.id)).toMatchObject({ lastUsedAtMs: START_MS });
    pass(2_000);
    await authenticateToken(secret);
    expect(await manage.findToken(token.id)).toMatchObject({ lastUsedAtMs: START_MS + 61_000 });
    expect(await manage.getPrincipal(ada.id)).toMatchObject({ lastSeenAtMs: START_MS + 61_000 });
  });

  it('is taken also when the time of its use cannot be written', async () => {
    const { another, manage, person, store, warnings } = await anIdentity();
    const ada = await person('ada');
    const { secret } = await manage.createToken(ACTOR, ada.id, { name: 'x' });
    const full = another({ store: { ...store, write: () => Promise.reject(new Error('the disk is full')) } });
    expect(await full.authenticateToken(secret)).toMatchObject({ principal: ada });
    await new Promise(setImmediate);
    expect(warnings).toEqual(['when a principal was last seen could not be written']);
  });

  it('is not made with a past end, a name that is none, or for nobody', async () => {
    const { manage, person } = await anIdentity();
    const { id } = await person('ada');
    for (const expiresAtMs of [START_MS, 0, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(manage.createToken(ACTOR, id, { name: 'x', expiresAtMs })).rejects.toMatchObject({
        code: 'TOKEN_END_INVALID',
      });
    for (const name of ['', ' ', 'a\nb', 'x'.repeat(65)])
      await expect(manage.createToken(ACTOR, id, { name })).rejects.toMatchObject({ code: 'IDENTITY_NAME_INVALID' });
    await expect(manage.createToken(ACTOR, nobody, { name: 'x' })).rejects.toMatchObject({
      code: 'PRINCIPAL_NOT_FOUND',
    });
  });
});

describe('the list of tokens', () => {
  it('comes newest first, by pages that lose and double nothing', async () => {
    const { manage, pass, person } = await anIdentity();
    const { id } = await person('ada');
    for (let number = 0; number < 5; number += 1) {
      await manage.createToken(ACTOR, id, { name: `t${number}` });
      pass(number % 2);
    }
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await manage.listTokens(id, { limit: 2, ...(after === undefined ? {} : { after }) });
      names.push(...page.tokens.map(({ name }) => name));
      after = page.next;
    } while (after !== undefined);
    expect(names.toSorted()).toEqual(['t0', 't1', 't2', 't3', 't4']);
    expect(names[0]).toBe('t4');
    await expect(manage.listTokens(id, { after: "1'; drop" })).rejects.toMatchObject({ code: 'TOKEN_PAGE_INVALID' });
  });

  it('forgets what ended thirty days ago', async () => {
    const { manage, pass, person } = await anIdentity();
    const { id } = await person('ada');
    const make = (name: string, expiresAtMs?: number) =>
      manage.createToken(ACTOR, id, { name, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) });
    await make('expired', START_MS + DAY_MS);
    await make('valid');
    const revoked = await make('revoked');
    await manage.revokeToken(ACTOR, revoked.token.id);
    pass(30 * DAY_MS + 1);
    expect(await manage.removeOldTokens()).toBe(1);
    pass(DAY_MS);
    expect(await manage.removeOldTokens()).toBe(1);
    expect((await manage.listTokens(id)).tokens.map(({ name }) => name)).toEqual(['valid']);
  });
});
