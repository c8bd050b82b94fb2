import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrincipalId } from './principal.ts';
import { ACTOR, anIdentity } from './testing/an-identity.ts';

const nobody = 'f'.repeat(32) as PrincipalId;

describe('a role', () => {
  it('is given everywhere or in a project, and taken from there alone', async () => {
    const { manage, authorise, person, reach } = await anIdentity();
    const { id } = await person('ada');
    const red = await manage.createProject(ACTOR, 'red');
    await manage.grantRole(ACTOR, id, { role: 'operator', project: red.id });
    await manage.grantRole(ACTOR, id, { role: 'viewer' });
    expect(await manage.listHeldRoles(id)).toEqual([{ role: 'operator', project: red.id }, { role: 'viewer' }]);
    expect(await authorise(id, 'volume.create', [{ project: red.id }])).toEqual({ kind: 'allowed' });
    expect(await authorise(id, 'volume.create', [{ project: 'default' }])).toMatchObject({ kind: 'denied' });
    expect(await reach(id, 'volume.create')).toEqual([red.id]);
    expect(await reach(id, 'volume.read')).toBe('everywhere');
    expect(await reach(id, 'user.manage')).toEqual([]);
    await expect(manage.revokeRole(ACTOR, id, { role: 'operator' })).rejects.toMatchObject({
      code: 'ROLE_NOT_GRANTED',
    });
    await manage.revokeRole(ACTOR, id, { role: 'operator', project: red.id });
    expect(await manage.listHeldRoles(id)).toEqual([{ role: 'viewer' }]);
  });

  it('is given only to whom there is, in a project that there is, if there is such a role', async () => {
    const { manage, person } = await anIdentity();
    const { id } = await person('ada');
    const granting = (who: PrincipalId, role: string, project: string): Promise<void> =>
      manage.grantRole(ACTOR, who, { role, project });
    await expect(granting(nobody, 'viewer', 'default')).rejects.toMatchObject({ code: 'PRINCIPAL_NOT_FOUND' });
    await expect(granting(id, 'lord', 'default')).rejects.toMatchObject({ code: 'ROLE_NOT_FOUND' });
    await expect(granting(id, 'viewer', 'blue')).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  });

  it('that is missing is named in the refusal', async () => {
    const { requireRight, personWith } = await anIdentity();
    const { id } = await personWith('ada', 'viewer', 'default');
    await requireRight(id, 'volume.read', [{ project: 'default' }]);
    await expect(requireRight(id, 'volume.delete', [{ project: 'default' }])).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'volume.delete is not granted in project default',
      fields: { action: 'volume.delete', project: 'default' },
    });
    await expect(requireRight(id, 'user.manage', [])).rejects.toThrow('user.manage is not granted everywhere');
  });

  it('of Heketi gives its issuer "admin" all of its API, and its issuer "user" the volumes', async () => {
    const { authorise, manage } = await anIdentity();
    const admin = await manage.findPrincipal('heketi-admin');
    const user = await manage.findPrincipal('heketi-user');
    const may = async (
      who: typeof admin,
      action: 'volume.delete' | 'operation.read' | 'cluster.manage' | 'user.manage',
    ) => (await authorise(who?.id ?? nobody, action, [])).kind === 'allowed';
    const actions = ['volume.delete', 'operation.read', 'cluster.manage', 'user.manage'] as const;
    expect(await Promise.all(actions.map((action) => may(admin, action)))).toEqual([true, true, true, false]);
    expect(await Promise.all(actions.map((action) => may(user, action)))).toEqual([true, true, false, false]);
  });
});

describe('the last admin', () => {
  it('is neither disabled nor loses the role', async () => {
    const { manage, personWith } = await anIdentity();
    const ada = await personWith('ada', 'admin');
    await expect(manage.disablePrincipal(ACTOR, ada.id)).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    await expect(manage.revokeRole(ACTOR, ada.id, { role: 'admin' })).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    expect(await manage.listHeldRoles(ada.id)).toEqual([{ role: 'admin' }]);
  });

  it('is not followed by one that is disabled, or admin in a project only', async () => {
    const { manage, personWith } = await anIdentity();
    const ada = await personWith('ada', 'admin');
    const bob = await personWith('bob', 'admin');
    await personWith('cleo', 'admin', 'default');
    await manage.disablePrincipal(ACTOR, bob.id);
    await expect(manage.disablePrincipal(ACTOR, ada.id)).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    await manage.revokeRole(ACTOR, bob.id, { role: 'admin' });
    await expect(manage.revokeRole(ACTOR, ada.id, { role: 'admin' })).rejects.toMatchObject({ code: 'LAST_ADMIN' });
  });

  it('keeps a role in a project no longer than wanted', async () => {
    const { manage, personWith } = await anIdentity();
    const ada = await personWith('ada', 'admin');
    await manage.grantRole(ACTOR, ada.id, { role: 'admin', project: 'default' });
    await manage.revokeRole(ACTOR, ada.id, { role: 'admin', project: 'default' });
    expect(await manage.listHeldRoles(ada.id)).toEqual([{ role: 'admin' }]);
  });

  it('is left over whatever is taken away at the same time, by two servers', async () => {
    const doing = fc.record({
      server: fc.nat(1),
      who: fc.nat(2),
      what: fc.constantFrom('disable', 'enable', 'revoke', 'grant'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { maxLength: 12 }), async (doings) => {
        const one = await anIdentity();
        const servers = [one, one.another()];
        const people = await Promise.all(['ada', 'bob', 'cleo'].map((name) => one.personWith(name, 'admin')));
        await Promise.allSettled(
          doings.map(async ({ server, who, what }) => {
            const [manage, id] = [servers[server]?.manage, people[who]?.id ?? nobody];
            if (what === 'disable') await manage?.disablePrincipal(ACTOR, id);
            else if (what === 'enable') await manage?.enablePrincipal(ACTOR, id);
            else if (what === 'revoke') await manage?.revokeRole(ACTOR, id, { role: 'admin' });
            else await manage?.grantRole(ACTOR, id, { role: 'admin' });
          }),
        );
        const decisions = await Promise.all(people.map(({ id }) => one.authorise(id, 'user.manage', [])));
        expect(decisions).toContainEqual({ kind: 'allowed' });
      }),
      { numRuns: 50 },
    );
  });
});

describe("a role of one's own", () => {
  it('gives what it names, at once, also on another server', async () => {
    const { another, authorise, facts, manage, pass, person } = await anIdentity();
    const { id } = await person('ada');
    expect(
      await manage.createRole(ACTOR, { name: 'auditor', patterns: ['audit.read', 'volume.*', 'audit.read'] }),
    ).toEqual({
      name: 'auditor',
      patterns: ['audit.read', 'volume.*'],
      isBuiltIn: false,
    });
    const other = another();
    expect(await other.authorise(id, 'audit.read', [])).toMatchObject({ kind: 'denied' });
    await manage.grantRole(ACTOR, id, { role: 'auditor' });
    expect(await authorise(id, 'audit.read', [])).toEqual({ kind: 'allowed' });
    expect(await authorise(id, 'device.read', [])).toMatchObject({ kind: 'denied' });
    pass(2_000);
    expect(await other.authorise(id, 'audit.read', [])).toEqual({ kind: 'allowed' });
    expect(await manage.listRoles()).toContainEqual({
      name: 'auditor',
      patterns: ['audit.read', 'volume.*'],
      isBuiltIn: false,
    });
    expect(await facts()).toContainEqual({
      ...ACTOR,
      action: 'role.create',
      on: 'role/auditor/actions/audit.read,volume.*',
      result: 'done',
    });
  });

  it.each([
    ['volume.raed', 'volume.read'],
    ['Volume.Create', 'volume.create'],
    ['volumes.*', 'volume.*'],
    ['*.manag', '*.manage'],
    ['read', '*.read'],
    ['', '*'],
    ['*.*', '*'],
    ['everything.at-all', undefined],
    ['x'.repeat(100_000), undefined],
  ])('does not give %j', async (pattern, nearest) => {
    const { manage } = await anIdentity();
    const making = manage.createRole(ACTOR, { name: 'x', patterns: ['volume.read', pattern] });
    await expect(making).rejects.toMatchObject({ code: 'ROLE_ACTION_UNKNOWN', fields: { nearest } });
  });

  it('has a name that is free, and one action or more', async () => {
    const { manage } = await anIdentity();
    const making = (name: string, patterns: readonly string[]): Promise<unknown> =>
      manage.createRole(ACTOR, { name, patterns });
    await expect(making('a role', ['*'])).rejects.toMatchObject({ code: 'IDENTITY_NAME_INVALID' });
    await expect(making('r', [])).rejects.toMatchObject({ code: 'ROLE_ACTIONS_INVALID' });
    await expect(making('viewer', ['*'])).rejects.toMatchObject({ code: 'ROLE_BUILT_IN' });
    await making('r', ['*']);
    await expect(making('r', ['volume.read'])).rejects.toMatchObject({ code: 'ROLE_NAME_TAKEN' });
  });

  it('is deleted when nobody has it, and moves the version of rights', async () => {
    const { facts, manage, person, store } = await anIdentity();
    const version = async () => (await store.read({ sql: 'select number from identity_version', values: [] }))[0];
    const { id } = await person('ada');
    await manage.createRole(ACTOR, { name: 'r', patterns: ['audit.read'] });
    await manage.grantRole(ACTOR, id, { role: 'r', project: 'default' });
    await expect(manage.deleteRole(ACTOR, 'r')).rejects.toMatchObject({ code: 'ROLE_IN_USE' });
    await manage.revokeRole(ACTOR, id, { role: 'r', project: 'default' });
    expect(await version()).toEqual({ number: 4 });
    await manage.deleteRole(ACTOR, 'r');
    expect(await version()).toEqual({ number: 5 });
    expect((await facts()).at(-1)).toEqual({ ...ACTOR, action: 'role.delete', on: 'role/r', result: 'done' });
    await expect(manage.deleteRole(ACTOR, 'r')).rejects.toMatchObject({ code: 'ROLE_NOT_FOUND' });
  });

  it('is no built-in one: those stay as they are', async () => {
    const { manage } = await anIdentity();
    const roles = await manage.listRoles();
    expect(roles.filter(({ isBuiltIn }) => !isBuiltIn)).toEqual([]);
    for (const { name } of roles)
      await expect(manage.deleteRole(ACTOR, name)).rejects.toMatchObject({ code: 'ROLE_BUILT_IN' });
    expect(await manage.listRoles()).toEqual(roles);
  });
});
