import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import type { HeketiOutcome } from './authenticate-heketi.ts';
import type { Identity } from './create-identity.ts';
import { heketiRequestHash } from './heketi-request-hash.ts';
import type { LinkedIdentity } from './linked-identities.ts';
import type { PrincipalId } from './principal.ts';
import { ACTOR, anIdentity, START_MS } from './testing/an-identity.ts';

const ada: LinkedIdentity = { scheme: 'oidc', issuer: 'https://id.example', subject: 'ada' };
const heketiUser: LinkedIdentity = { scheme: 'heketi-jwt', issuer: 'heketi', subject: 'user' };
const keys = { admin: { current: new Secret('one') }, user: { current: new Secret('two') } };

function asHeketiUser({ authenticateHeketi }: Identity): Promise<HeketiOutcome> {
  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'user', exp: START_MS / 1000 + 600, qsh: heketiRequestHash('GET', '/volumes') };
  const body = `${base64({ alg: 'HS256' })}.${base64(claims)}`;
  const header = `Bearer ${body}.${createHmac('sha256', 'two').update(body).digest('base64url')}`;
  return authenticateHeketi({ header, method: 'GET', rawUrl: '/volumes', keys });
}

describe('an identity', () => {
  it('is linked to one principal, and unlinked from it', async () => {
    const { manage, person } = await anIdentity();
    const [first, second] = [await person('ada'), await person('bob')];
    await manage.linkIdentity(ACTOR, first.id, ada);
    await expect(manage.linkIdentity(ACTOR, second.id, ada)).rejects.toMatchObject({ code: 'IDENTITY_TAKEN' });
    expect(await manage.listIdentities(first.id)).toEqual([ada]);
    await expect(manage.unlinkIdentity(ACTOR, second.id, ada)).rejects.toMatchObject({ code: 'IDENTITY_NOT_FOUND' });
    await manage.unlinkIdentity(ACTOR, first.id, ada);
    expect(await manage.listIdentities(first.id)).toEqual([]);
    await manage.linkIdentity(ACTOR, second.id, ada);
  });

  it('has an issuer and a subject, and a principal that there is', async () => {
    const { manage, person } = await anIdentity();
    const { id } = await person('ada');
    for (const wrong of [{ issuer: '' }, { subject: '' }, { subject: 'a\0' }, { issuer: 'x'.repeat(513) }]) {
      await expect(manage.linkIdentity(ACTOR, id, { ...ada, ...wrong })).rejects.toMatchObject({
        code: 'IDENTITY_INVALID',
      });
    }
    await expect(manage.linkIdentity(ACTOR, 'none' as PrincipalId, ada)).rejects.toMatchObject({
      code: 'PRINCIPAL_NOT_FOUND',
    });
  });

  it('is never linked by an equal name', async () => {
    const identity = await anIdentity();
    const { manage, person } = identity;
    const builtIn = await manage.findPrincipal('heketi-user');
    await manage.renamePrincipal(ACTOR, builtIn?.id ?? ('' as PrincipalId), 'provisioner');
    await person('heketi-user');
    await person('user');
    expect(await asHeketiUser(identity)).toMatchObject({
      kind: 'authenticated',
      who: { principal: { id: builtIn?.id } },
    });
  });
});

describe('a Heketi issuer', () => {
  it('is a built-in principal, and is seen', async () => {
    const identity = await anIdentity();
    expect(await asHeketiUser(identity)).toMatchObject({
      kind: 'authenticated',
      who: { scheme: 'heketi-jwt', issuer: 'user', principal: { name: 'heketi-user', kind: 'service' } },
    });
    expect((await identity.manage.findPrincipal('heketi-user'))?.lastSeenAtMs).toBe(START_MS);
  });

  it('is told as unknown when it is unlinked or its principal is disabled', async () => {
    const identity = await anIdentity();
    const builtIn = await identity.manage.findPrincipal('heketi-user');
    const id = builtIn?.id ?? ('' as PrincipalId);
    const refused = { kind: 'refused', reason: 'unlinked', text: 'Invalid JWT token: Unknown user' };
    await identity.manage.disablePrincipal(ACTOR, id);
    expect(await asHeketiUser(identity)).toEqual(refused);
    await identity.manage.enablePrincipal(ACTOR, id);
    await identity.manage.unlinkIdentity(ACTOR, id, heketiUser);
    expect(await asHeketiUser(identity)).toEqual(refused);
  });

  it('with a bad token is refused as verifyHeketiJwt says', async () => {
    const { authenticateHeketi } = await anIdentity();
    expect(await authenticateHeketi({ header: 'Bearer x', method: 'GET', rawUrl: '/', keys })).toMatchObject({
      kind: 'refused',
      reason: 'segments',
    });
  });
});
