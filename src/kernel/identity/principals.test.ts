import { describe, expect, it } from 'vitest';
import type { PrincipalId } from './principal.ts';
import { ACTOR, anIdentity, START_MS } from './testing/an-identity.ts';

const nobody = 'f'.repeat(32) as PrincipalId;

describe('a principal', () => {
  it('is made, found by id and name, and listed by name, page by page', async () => {
    const { manage } = await anIdentity();
    const made = await manage.createPrincipal(ACTOR, { kind: 'service', name: 'backup' });
    expect(made).toMatchObject({ kind: 'service', name: 'backup', state: 'active', createdAtMs: START_MS });
    expect(made.id).toMatch(/^[0-9a-f]{32}$/);
    expect(await manage.getPrincipal(made.id)).toEqual(made);
    expect(await manage.findPrincipal('backup')).toEqual(made);
    const [first, ...rest] = await manage.listPrincipals();
    expect([first, ...rest].map((one) => one?.name)).toEqual(['backup', 'heketi-admin', 'heketi-user']);
    expect(await manage.listPrincipals({ after: 'backup', limit: 1 })).toEqual(rest.slice(0, 1));
  });

  it('has a name of its own, in one spelling', async () => {
    const { manage, person } = await anIdentity();
    const jose = await person('Jose\u0301');
    expect(jose.name).toBe('Jos\u00e9');
    await expect(person('Jos\u00e9')).rejects.toMatchObject({ code: 'PRINCIPAL_NAME_TAKEN' });
    expect(await manage.findPrincipal('Jose\u0301')).toEqual(jose);
    expect(await manage.findPrincipal('Jos\u00e9\0')).toBeUndefined();
  });

  it.each(['', ' a', 'a b', 'a/b', '-a', 'a\n', 'a\0', 'x'.repeat(65), '\u202ea'])(
    'cannot be named %j',
    async (name) => {
      const { person } = await anIdentity();
      await expect(person(name)).rejects.toMatchObject({ code: 'IDENTITY_NAME_INVALID' });
    },
  );

  it('is renamed to a name that is free', async () => {
    const { manage, person } = await anIdentity();
    const ada = await person('ada');
    await person('bob');
    await manage.renamePrincipal(ACTOR, ada.id, 'lovelace');
    expect(await manage.getPrincipal(ada.id)).toEqual({ ...ada, name: 'lovelace' });
    await expect(manage.renamePrincipal(ACTOR, ada.id, 'bob')).rejects.toMatchObject({ code: 'PRINCIPAL_NAME_TAKEN' });
    await expect(manage.renamePrincipal(ACTOR, nobody, 'x')).rejects.toMatchObject({ code: 'PRINCIPAL_NOT_FOUND' });
  });

  it('may do nothing while it is disabled, and has its roles again when it is enabled', async () => {
    const { manage, authorise, personWith } = await anIdentity();
    const bob = await personWith('bob', 'viewer');
    const mayRead = async (): Promise<string> => (await authorise(bob.id, 'volume.read', [])).kind;
    expect(await mayRead()).toBe('allowed');
    await manage.disablePrincipal(ACTOR, bob.id);
    await manage.disablePrincipal(ACTOR, bob.id);
    expect(await mayRead()).toBe('denied');
    await manage.enablePrincipal(ACTOR, bob.id);
    await manage.enablePrincipal(ACTOR, bob.id);
    expect(await mayRead()).toBe('allowed');
    await expect(manage.disablePrincipal(ACTOR, nobody)).rejects.toMatchObject({ code: 'PRINCIPAL_NOT_FOUND' });
    await expect(manage.enablePrincipal(ACTOR, nobody)).rejects.toMatchObject({ code: 'PRINCIPAL_NOT_FOUND' });
  });
});

describe('the record of who did what', () => {
  it('has each change that was made, in its own batch, and none that was not', async () => {
    const { manage, person, facts } = await anIdentity();
    const { id } = await person('ada');
    await expect(person('ada')).rejects.toMatchObject({ code: 'PRINCIPAL_NAME_TAKEN' });
    await manage.grantRole(ACTOR, id, { role: 'viewer' });
    await manage.grantRole(ACTOR, id, { role: 'viewer', project: 'default' });
    await manage.grantRole(ACTOR, id, { role: 'viewer' });
    await manage.linkIdentity(ACTOR, id, { scheme: 'oidc', issuer: 'https://id.example', subject: 'a/b' });
    await manage.disablePrincipal(ACTOR, id);
    await manage.disablePrincipal(ACTOR, id);
    expect(await facts()).toEqual(
      [
        ['principal.create', `principal/${id}/name/ada`],
        ['role.grant', `principal/${id}/role/viewer/everywhere`],
        ['role.grant', `principal/${id}/role/viewer/project/default`],
        ['identity.link', `principal/${id}/identity/oidc/https%3A%2F%2Fid.example/a%2Fb`],
        ['principal.disable', `principal/${id}`],
      ].map(([action, on]) => ({ ...ACTOR, action, on, result: 'done' })),
    );
  });

  it('refuses the change with it when it cannot be written', async () => {
    const { another, manage } = await anIdentity();
    const broken = another({ audit: () => [{ sql: 'update test_audit set fact = fact', values: [], changes: 1 }] });
    await expect(broken.manage.createPrincipal(ACTOR, { kind: 'person', name: 'eve' })).rejects.toMatchObject({
      code: 'IDENTITY_CHANGE_REFUSED',
    });
    expect(await manage.findPrincipal('eve')).toBeUndefined();
  });
});

describe('a project', () => {
  it('is there from the start, and others are made', async () => {
    const { manage } = await anIdentity();
    const red = await manage.createProject(ACTOR, 'red');
    expect(await manage.listProjects()).toEqual([{ id: 'default', name: 'default' }, red]);
    expect(await manage.listProjects({ after: 'default', limit: 1 })).toEqual([red]);
    await expect(manage.createProject(ACTOR, 'red')).rejects.toMatchObject({ code: 'PROJECT_NAME_TAKEN' });
    await expect(manage.createProject(ACTOR, 'r d')).rejects.toMatchObject({ code: 'IDENTITY_NAME_INVALID' });
  });
});
