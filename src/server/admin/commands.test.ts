import { describe, expect, it } from 'vitest';
import { readAudit } from '../../kernel/audit/index.ts';
import { Secret } from '../../kernel/secrets/index.ts';
import type { AdminCommandName, AdminInput, AdminResult } from './commands/all.ts';
import { runAdminCommand } from './run-command.ts';
import { anAdmin, PASSWORD, type TestAdmin } from './testing/an-admin.ts';

interface World extends TestAdmin {
  readonly call: <Name extends AdminCommandName>(name: Name, input: AdminInput<Name>) => Promise<AdminResult<Name>>;
}

async function aWorld(): Promise<World> {
  const admin = await anAdmin();
  return {
    ...admin,
    call: async <Name extends AdminCommandName>(name: Name, input: AdminInput<Name>) =>
      (await runAdminCommand(admin.parts, name, input)) as AdminResult<Name>,
  };
}

describe('the commands of the owner', () => {
  it('make the first user, who can log in and do what their role gives', async () => {
    const { call, identity, recorded } = await aWorld();
    const { user } = await call('user.create', { name: 'ada', kind: 'person', password: PASSWORD, role: 'admin' });
    const { clear } = await call('token.create', { user: 'ada', name: 'laptop' });
    const credentials = { name: 'ada', password: new Secret(PASSWORD), from: '192.0.2.7' };
    expect((await identity.authenticatePassword(credentials)).principal.id).toBe(user.id);
    expect((await identity.authenticateToken(new Secret(clear))).principal.id).toBe(user.id);
    await identity.requireRight(user.id, 'user.manage', []);
    expect(await recorded()).toEqual([
      'password.set done [owner] [server]',
      'role.grant done [owner] [server]',
      'principal.create done [owner] [server]',
      'token.create done [owner] [server]',
      `login done ${user.id} 192.0.2.7`,
    ]);
  });

  it('look after users by name or id', async () => {
    const { call } = await aWorld();
    const { user } = await call('user.create', { name: 'bot', kind: 'service' });
    await call('user.rename', { user: 'bot', name: 'robot' });
    await call('user.disable', { user: user.id });
    expect(await call('user.show', { user: 'robot' })).toMatchObject({ user: { id: user.id, state: 'disabled' } });
    await call('user.enable', { user: 'robot' });
    const identity = { scheme: 'oidc', issuer: 'https://id.example.org', subject: '4711' } as const;
    await call('user.link', { user: 'robot', ...identity });
    expect(await call('user.show', { user: user.id })).toMatchObject({ identities: [identity] });
    await call('user.unlink', { user: 'robot', ...identity });
    expect(await call('user.show', { user: 'robot' })).toMatchObject({ user: { state: 'active' }, identities: [] });
    expect((await call('user.list', { after: 'heketi-user' })).users.map(({ name }) => name)).toEqual(['robot']);
  });

  it('give another password, and revoke the tokens if that is wanted', async () => {
    const { call, identity } = await aWorld();
    await call('user.create', { name: 'ada', kind: 'person', password: PASSWORD });
    const { clear, token } = await call('token.create', { user: 'ada', name: 'x', expiresAtMs: Date.now() + 60_000 });
    await call('user.password', { user: 'ada', password: 'another good one', revokeTokens: false });
    await identity.authenticateToken(new Secret(clear));
    await call('user.password', { user: 'ada', password: 'and another one yet', revokeTokens: true });
    await expect(identity.authenticateToken(new Secret(clear))).rejects.toMatchObject({ code: 'TOKEN_REVOKED' });
    expect((await call('token.list', { user: 'ada' })).tokens).toMatchObject([{ id: token.id, name: 'x' }]);
  });

  it('revoke one token, or all of a user', async () => {
    const { call, identity } = await aWorld();
    await call('user.create', { name: 'ada', kind: 'person' });
    const made: AdminResult<'token.create'>[] = [];
    for (const name of ['one', 'two', 'three']) made.push(await call('token.create', { user: 'ada', name }));
    await call('token.revoke', { token: made[0]?.token.id ?? '' });
    const works = async (): Promise<readonly boolean[]> =>
      Promise.all(
        made.map(({ clear }) =>
          identity.authenticateToken(new Secret(clear)).then(
            () => true,
            () => false,
          ),
        ),
      );
    expect(await works()).toEqual([false, true, true]);
    await call('token.revoke-all', { user: 'ada' });
    expect(await works()).toEqual([false, false, false]);
  });

  it('make roles and projects, and give the one in the other', async () => {
    const { call, identity } = await aWorld();
    const { user } = await call('user.create', { name: 'ada', kind: 'person' });
    const { project } = await call('project.create', { name: 'red' });
    await call('role.create', { name: 'maker', actions: ['volume.create'] });
    await call('role.grant', { user: 'ada', role: 'maker', project: 'red' });
    expect(await identity.reach(user.id, 'volume.create')).toEqual([project.id]);
    expect((await call('user.show', { user: 'ada' })).roles).toEqual([{ role: 'maker', project }]);
    await expect(call('role.delete', { name: 'maker' })).rejects.toMatchObject({ code: 'ROLE_IN_USE' });
    await call('role.revoke', { user: 'ada', role: 'maker', project: project.id });
    await call('role.delete', { name: 'maker' });
    expect((await call('role.list', {})).roles.map(({ name }) => name)).not.toContain('maker');
    expect((await call('project.list', {})).projects.map(({ name }) => name)).toEqual(['default', 'red']);
    await expect(call('role.grant', { user: 'ada', role: 'viewer', project: 'blue' })).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
    });
  });

  it('list and verify the audit record', async () => {
    const { call, store } = await aWorld();
    await call('project.create', { name: 'red' });
    await call('project.create', { name: 'blue' });
    const { entries, next } = await call('audit.list', { action: 'project.create', limit: 1 });
    expect(entries).toMatchObject([{ on: expect.stringMatching(/\/name\/blue$/), isSealed: false }]);
    expect((await call('audit.list', { before: next ?? 0 })).entries).toHaveLength(1);
    const anchor = { batch: 0, mac: '' };
    expect(await call('audit.verify', { anchor })).toEqual({ kind: 'intact', sealed: 0, unsealed: 2, anchor });
    await store.write([{ sql: 'delete from audit_head', values: [] }]);
    expect(await call('audit.verify', {})).toMatchObject({ kind: 'broken', what: 'head' });
  });
});

describe('a command that is not done', () => {
  it('is recorded with the code of its refusal when it would have changed something', async () => {
    const { call, recorded, store } = await aWorld();
    const refused = [
      call('user.create', { name: 'ada', kind: 'person', password: 'short' }),
      call('role.grant', { user: 'no/body', role: 'admin' }),
      call('user.show', { user: 'nobody' }),
    ];
    for (const one of await Promise.allSettled(refused)) expect(one.status).toBe('rejected');
    expect((await recorded()).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'role.grant refused [owner] [server]',
      'user.create refused [owner] [server]',
    ]);
    const { entries } = await readAudit(store, { action: 'role.grant' });
    expect(entries).toMatchObject([{ on: 'user/no%2Fbody/role/admin', body: '{"code":"PRINCIPAL_NOT_FOUND"}' }]);
  });

  it('tells its own error also when the store takes nothing any more', async () => {
    const { log, parts, store } = await anAdmin();
    const down = { ...store, write: () => Promise.reject(new Error('full')) };
    const creating = runAdminCommand({ ...parts, store: down }, 'user.create', { name: 'a b', kind: 'person' });
    await expect(creating).rejects.toMatchObject({ code: 'IDENTITY_NAME_INVALID' });
    expect(log.join('')).toContain('a refused change could not be recorded');
  });

  it.each([
    ['a field that is missing', 'user.create', { name: 'ada' }],
    ['a field that there is not', 'user.show', { user: 'ada', pasword: 'CANARY' }],
    ['a field of another form', 'user.password', { user: 'ada', password: ['CANARY'], revokeTokens: false }],
    ['a token in the place of its id', 'token.revoke', { token: 'hrv_CANARY' }],
    ['no input', 'role.list', null],
  ])('because of %s says so without what is in it', async (_, name, input) => {
    const { parts, recorded } = await anAdmin();
    const error: unknown = await runAdminCommand(parts, name, input).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ADMIN_INPUT_INVALID' });
    expect(JSON.stringify([error, String(error)])).not.toContain('CANARY');
    expect(await recorded()).toEqual([]);
  });

  it('because there is none of the name says so', async () => {
    const { parts } = await anAdmin();
    for (const name of ['user.destroy', 'toString', '__proto__', ''])
      await expect(runAdminCommand(parts, name, {})).rejects.toMatchObject({ code: 'ADMIN_COMMAND_UNKNOWN' });
  });
});
