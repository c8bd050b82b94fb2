import { describe, expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import { ACTOR, anIdentity } from './testing/an-identity.ts';

const password = new Secret('correct horse battery');

describe('a user made at once', () => {
  it('has its password and its roles, and each of them is recorded', async () => {
    const { authenticatePassword, facts, manage } = await anIdentity();
    const red = await manage.createProject(ACTOR, 'red');
    const roles = [{ role: 'admin' }, { role: 'operator', project: red.id }];
    const { id } = await manage.createUser(ACTOR, { name: 'ada', kind: 'person', password, roles });
    expect(await authenticatePassword({ name: 'ada', password, from: '192.0.2.7' })).toMatchObject({
      principal: { id, name: 'ada', kind: 'person', state: 'active' },
    });
    expect(await manage.listHeldRoles(id)).toEqual(roles);
    const own = (await facts())
      .filter(({ on }) => on.startsWith(`principal/${id}`))
      .map(({ action, on }) => [action, on]);
    expect(own).toEqual([
      ['password.set', `principal/${id}/password`],
      ['role.grant', `principal/${id}/role/admin/everywhere`],
      ['role.grant', `principal/${id}/role/operator/project/${red.id}`],
      ['principal.create', `principal/${id}/name/ada`],
      ['login', `principal/${id}`],
    ]);
  });

  it('has a role once that was given twice, and the same role elsewhere too', async () => {
    const { manage } = await anIdentity();
    const roles = [{ role: 'viewer' }, { role: 'viewer', project: 'default' }, { role: 'viewer' }];
    const { id } = await manage.createUser(ACTOR, { name: 'ada', kind: 'person', roles });
    expect(await manage.listHeldRoles(id)).toHaveLength(2);
  });

  it.each([
    ['PASSWORD_WEAK', { password: new Secret('short') }],
    ['ROLE_NOT_FOUND', { roles: [{ role: 'lord' }] }],
    ['PROJECT_NOT_FOUND', { roles: [{ role: 'viewer', project: 'blue' }] }],
    ['PRINCIPAL_NAME_TAKEN', { name: 'heketi-user' }],
    ['IDENTITY_NAME_INVALID', { name: 'a b' }],
  ])('is not made by halves: %s', async (code, wrong) => {
    const { facts, manage } = await anIdentity();
    const making = manage.createUser(ACTOR, { name: 'ada', kind: 'person', password, roles: [], ...wrong });
    await expect(making).rejects.toMatchObject({ code });
    expect(await manage.findPrincipal('ada')).toBeUndefined();
    expect(await facts()).toEqual([]);
  });
});

describe('projects', () => {
  it('are listed by name, page by page, those within reach alone', async () => {
    const { manage } = await anIdentity();
    const made = new Map<string, string>();
    for (const name of ['blue', 'green', 'red']) made.set(name, (await manage.createProject(ACTOR, name)).id);
    const names = async (page: Parameters<typeof manage.listProjects>[0]) =>
      (await manage.listProjects(page)).map(({ name }) => name);
    expect(await names({})).toEqual(['blue', 'default', 'green', 'red']);
    const reach = [made.get('red') ?? '', made.get('blue') ?? ''];
    expect(await names({ reach })).toEqual(['blue', 'red']);
    expect(await names({ reach, limit: 1 })).toEqual(['blue']);
    expect(await names({ reach, limit: 1, after: 'blue' })).toEqual(['red']);
    expect(await names({ reach: [] })).toEqual([]);
  });
});

describe('a project', () => {
  it('is found by its name, by its id, and by its name first', async () => {
    const { manage } = await anIdentity();
    const red = await manage.createProject(ACTOR, 'red');
    const other = await manage.createProject(ACTOR, red.id);
    expect(await manage.findProject('red')).toEqual(red);
    expect(await manage.findProject('default')).toEqual({ id: 'default', name: 'default' });
    expect(await manage.findProject(red.id)).toEqual(other);
    expect(await manage.findProject(other.id)).toEqual(other);
    expect(await manage.findProject('blue')).toBeUndefined();
  });
});
