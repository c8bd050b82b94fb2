import { describe, expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import type { Store } from '../store/index.ts';
import { authenticatePassword, type PasswordParts } from './authenticate-password.ts';
import { createLoginLimits, NAME_LIMIT } from './login-limits.ts';
import { createPasswordHasher, PASSWORD_COST } from './password-hash.ts';
import { ACTOR, anIdentity, CHEAP, START_MS, type TestIdentity } from './testing/an-identity.ts';

const GOOD = new Secret('correct horse battery');
const from = '192.0.2.7';
const keep = { tokens: 'keep' } as const;

async function hashOf({ store }: TestIdentity): Promise<string> {
  const [row] = await store.read({ sql: 'select hash from password', values: [] });
  return String(row?.['hash']);
}

async function adaWithPassword(): Promise<
  TestIdentity & { readonly ada: Awaited<ReturnType<TestIdentity['person']>> }
> {
  const identity = await anIdentity();
  const ada = await identity.person('ada');
  await identity.manage.setPassword(ACTOR, ada.id, GOOD, keep);
  return { ...identity, ada };
}

describe('a password', () => {
  it('lets its owner in by name, and nobody else', async () => {
    const { ada, authenticatePassword, manage } = await adaWithPassword();
    expect(await authenticatePassword({ name: 'ada', password: GOOD, from })).toEqual({
      principal: ada,
      scheme: 'password',
    });
    expect(await manage.getPrincipal(ada.id)).toMatchObject({ lastSeenAtMs: START_MS });
    const wrong = { code: 'UNAUTHENTICATED', message: 'the name or the password is wrong' };
    for (const name of ['ada', 'bob', 'heketi-user', '', 'ada\0', '/'])
      await expect(authenticatePassword({ name, password: new Secret('x'), from })).rejects.toMatchObject(wrong);
    await manage.renamePrincipal(ACTOR, ada.id, 'lovelace');
    await expect(authenticatePassword({ name: 'ada', password: GOOD, from })).rejects.toMatchObject(wrong);
    await authenticatePassword({ name: 'lovelace', password: GOOD, from });
    await manage.disablePrincipal(ACTOR, ada.id);
    await expect(authenticatePassword({ name: 'lovelace', password: GOOD, from })).rejects.toMatchObject(wrong);
  });

  it('counts in any encoding of its letters', async () => {
    const { ada, authenticatePassword, manage } = await adaWithPassword();
    await manage.setPassword(ACTOR, ada.id, new Secret('pe\u0301riode d\u2019essai'), keep);
    await authenticatePassword({ name: 'ada', password: new Secret('p\u00e9riode d\u2019essai'), from });
  });

  it('is replaced by another one, and then also the tokens that it made, if wanted', async () => {
    const { ada, authenticatePassword, authenticateToken, manage } = await adaWithPassword();
    const { secret } = await manage.createToken(ACTOR, ada.id, { name: 'x' });
    await manage.setPassword(ACTOR, ada.id, new Secret('another one of hers'), keep);
    await authenticateToken(secret);
    await expect(authenticatePassword({ name: 'ada', password: GOOD, from })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await manage.setPassword(ACTOR, ada.id, GOOD, { tokens: 'revoke' });
    await expect(authenticateToken(secret)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' });
  });

  it.each([
    ['elevenchars', 'has fewer than 12 characters'],
    ['abcdabcdabcdabcd', 'has fewer than 5 different characters'],
    ['xy'.repeat(129), 'has more than 256 characters'],
    ['I am ADA and nobody else', 'has the name of its owner in it'],
  ])('is not %j', async (text, problem) => {
    const { manage, person } = await anIdentity();
    const { id } = await person('ada');
    await expect(manage.setPassword(ACTOR, id, new Secret(text), keep)).rejects.toMatchObject({
      code: 'PASSWORD_WEAK',
      fields: { problem },
    });
  });

  it('is kept as argon2id, with what it cost', async () => {
    expect(await hashOf(await adaWithPassword())).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    const hasher = createPasswordHasher((count) => new Uint8Array(count));
    expect(await hasher.hash(GOOD)).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(PASSWORD_COST).toEqual({ memoryKib: 65_536, passes: 3, lanes: 1 });
  });

  it('is hashed again at the next login when it shall cost more', async () => {
    const identity = await adaWithPassword();
    const before = await hashOf(identity);
    const next = identity.another({ passwordCost: { ...CHEAP, passes: 2 } });
    await expect(next.authenticatePassword({ name: 'ada', password: new Secret('x'), from })).rejects.toThrow();
    expect(await hashOf(identity)).toBe(before);
    await next.authenticatePassword({ name: 'ada', password: GOOD, from });
    const after = await hashOf(identity);
    expect(after).toContain('m=64,t=2,p=1');
    await next.authenticatePassword({ name: 'ada', password: GOOD, from });
    expect(await hashOf(identity)).toBe(after);
  });

  it('whose row was edited is told as such, without what stands there', async () => {
    const identity = await adaWithPassword();
    await identity.store.write([{ sql: `update password set hash = 'CANARY'`, values: [] }]);
    const login = identity.authenticatePassword({ name: 'ada', password: GOOD, from });
    const error: unknown = await login.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PASSWORD_UNREADABLE', fields: { principal: identity.ada.id } });
  });
});

describe('a try to log in', () => {
  it('costs one verification at the price of today, whoever it is for', async () => {
    const identity = await adaWithPassword();
    const bob = await identity.person('bob');
    await identity.manage.setPassword(ACTOR, bob.id, GOOD, keep);
    await identity.manage.disablePrincipal(ACTOR, bob.id);
    await identity.person('cleo');
    const hasher = createPasswordHasher((count) => new Uint8Array(count), CHEAP);
    const decoy = await hasher.hash(new Secret('nobody has this one'));
    const verified: string[] = [];
    const parts: PasswordParts = {
      ...identity.parts,
      loginLimits: createLoginLimits(identity.parts.clock),
      decoyHash: async () => decoy,
      passwords: {
        ...hasher,
        verify: (hashed, password) => {
          verified.push(hashed);
          return hasher.verify(hashed, password);
        },
      },
    };
    for (const name of ['ada', 'bob', 'cleo', 'heketi-user', 'nobody', '\0'])
      await authenticatePassword(parts, { name, password: GOOD, from }).catch(() => undefined);
    expect(verified).toHaveLength(6);
    expect(verified[0]).not.toBe(decoy);
    expect(new Set(verified.slice(1))).toEqual(new Set([decoy]));
    expect(hasher.isOutdated(decoy)).toBe(false);
  });

  it('is recorded, without the name that nobody has', async () => {
    const { ada, authenticatePassword, facts } = await adaWithPassword();
    await authenticatePassword({ name: 'ada', password: GOOD, from });
    await authenticatePassword({ name: 'ada', password: new Secret('x'), from }).catch(() => undefined);
    await authenticatePassword({ name: 'hunter2hunter2', password: new Secret('x'), from }).catch(() => undefined);
    const own = `principal/${ada.id}`;
    expect((await facts()).filter(({ action }) => action === 'login')).toEqual([
      { who: ada.id, action: 'login', on: own, result: 'done', from },
      { who: ada.id, action: 'login', on: own, result: 'refused', from },
      { who: '[nobody]', action: 'login', on: 'principal/[unknown]', result: 'refused', from },
    ]);
  });

  it('waits after too many failures, also with the right password, and clears them by it', async () => {
    const { authenticatePassword, facts, pass } = await adaWithPassword();
    const logIn = (password: Secret): Promise<unknown> => authenticatePassword({ name: 'ada', password, from });
    const failures = NAME_LIMIT.free + 1;
    for (let count = 0; count < failures; count += 1)
      await expect(logIn(new Secret('x'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const refusal = { code: 'LOGIN_TOO_OFTEN', status: 429, retry: 'backoff', fields: { waitMs: 1_000 } };
    await expect(logIn(GOOD)).rejects.toMatchObject(refusal);
    await expect(authenticatePassword({ name: 'ada', password: GOOD, from: '192.0.2.8' })).rejects.toMatchObject(
      refusal,
    );
    pass(1_000);
    await logIn(GOOD);
    await expect(logIn(new Secret('x'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await logIn(GOOD);
    const recorded = (await facts()).filter(({ action }) => action === 'login').map(({ result }) => result);
    expect(recorded).toEqual([...Array.from({ length: failures }, () => 'refused'), 'done', 'refused', 'done']);
  });

  it('does not count when it was never looked at', async () => {
    const { another, store } = await adaWithPassword();
    let isDown = true;
    const read: Store['read'] = async (statement) => {
      if (isDown) throw new Error('no store');
      return store.read(statement);
    };
    const { authenticatePassword } = another({ store: { ...store, read } });
    const logIn = (): Promise<unknown> => authenticatePassword({ name: 'ada', password: GOOD, from });
    for (let count = 0; count < 30; count += 1) await expect(logIn()).rejects.toThrow('no store');
    isDown = false;
    await logIn();
  });

  it('is refused when 32 others wait, and taken again after them', async () => {
    const hasher = createPasswordHasher((count) => new Uint8Array(count), CHEAP);
    const ends = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.hash(GOOD)));
    const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(reasons).toHaveLength(6);
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'PASSWORD_BUSY', retry: 'backoff' });
    expect(await hasher.verify(await hasher.hash(GOOD), GOOD)).toBe(true);
  });
});
