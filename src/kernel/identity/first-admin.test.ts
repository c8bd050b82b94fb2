import { describe, expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import { anIdentity } from './testing/an-identity.ts';

const server = { who: '[server]', from: '[server]' };

describe('the first admin', () => {
  it('is made with a token, once', async () => {
    const { authenticateToken, authorise, facts, manage } = await anIdentity();
    const kept: Secret[] = [];
    const keep = async (token: Secret): Promise<void> => {
      kept.push(token);
    };
    expect(await manage.ensureFirstAdmin(server, keep)).toMatchObject({ kind: 'made', principal: { name: 'admin' } });
    expect(await manage.ensureFirstAdmin(server, keep)).toEqual({ kind: 'present' });
    const { principal } = await authenticateToken(kept[0] ?? new Secret(''));
    expect(await authorise(principal.id, 'user.manage', [])).toEqual({ kind: 'allowed' });
    expect(kept).toHaveLength(1);
    expect(await facts()).toMatchObject([{ who: '[server]', action: 'principal.create-first-admin' }]);
  });

  it('is not made when the token cannot be kept', async () => {
    const { manage } = await anIdentity();
    const keep = (): Promise<void> => Promise.reject(new Error('no space is left'));
    await expect(manage.ensureFirstAdmin(server, keep)).rejects.toThrow('no space is left');
    expect(await manage.findPrincipal('admin')).toBeUndefined();
  });

  it('is made by one of two servers that start at once', async () => {
    const { another, manage } = await anIdentity();
    const keep = async (): Promise<void> => {};
    const ends = await Promise.all([manage, another().manage].map((one) => one.ensureFirstAdmin(server, keep)));
    expect(ends.map(({ kind }) => kind).toSorted()).toEqual(['made', 'present']);
    expect((await manage.listPrincipals()).map(({ name }) => name)).toEqual(['admin', 'heketi-admin', 'heketi-user']);
  });

  it('has another name when somebody without the role has "admin"', async () => {
    const { manage, person } = await anIdentity();
    const other = await person('admin');
    const made = await manage.ensureFirstAdmin(server, async () => {});
    expect(made).toMatchObject({
      kind: 'made',
      principal: { name: expect.stringMatching(/^admin-[0-9a-f]{8}$/) as string },
    });
    expect(await manage.listHeldRoles(other.id)).toEqual([]);
  });
});
