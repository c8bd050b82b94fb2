import { describe, expect, it } from 'vitest';
import { aV2Server, type Body } from './testing/a-v2-server.ts';

const items = (body: unknown): readonly Body[] => (body as { items: Body[] }).items;

describe('one', () => {
  it('sees who one is and which roles one has', async () => {
    const { ask, tokenWith } = await aV2Server();
    const token = await tokenWith({ role: 'viewer' }, { role: 'operator', project: 'default' });
    expect((await ask('GET /me', { token })).body).toMatchObject({
      user: { name: 'user-2', kind: 'person', state: 'active' },
      scheme: 'token',
      roles: [{ role: 'operator', project: 'default' }, { role: 'viewer' }],
    });
  });

  it("makes tokens of one's own, which are shown once, and revokes them", async () => {
    const { ask, pages, tokenWith } = await aV2Server();
    const token = await tokenWith();
    const expiresAt = '2030-01-01T00:00:00+01:00';
    const made = await ask('POST /me/tokens', { token, body: { name: 'cron', expiresAt } });
    expect([made.status, made.headers['cache-control']]).toEqual([201, 'no-store']);
    expect(made.body['token']).toMatchObject({ name: 'cron', expiresAt: '2029-12-31T23:00:00.000Z' });
    const secret = String(made.body['secret']);
    expect((await ask('GET /me', { token: secret })).body['token']).toBe(made.body['token']?.['id']);
    const listed = (await pages('GET /me/tokens', 1, { token })).flat();
    expect(listed.map(({ name }) => String(name)).toSorted()).toEqual(['cron', 'test']);
    expect(JSON.stringify(listed)).not.toContain(secret);
    const path = `/me/tokens/${String(made.body['token']?.['id'])}`;
    expect((await ask(`DELETE ${path}`, { token })).status).toBe(204);
    expect((await ask('GET /me', { token: secret })).body['code']).toBe('TOKEN_REVOKED');
  });

  it('makes no token that lasts longer than the one that makes it', async () => {
    const { ask, tokenWith } = await aV2Server();
    const lasting = await tokenWith();
    const make = async (token: string, path: string, expiresAt?: string) => {
      const body = { name: 'x', ...(expiresAt === undefined ? {} : { expiresAt }) };
      const made = await ask(`POST ${path}`, { token, body });
      return { secret: String(made.body['secret']), end: made.body['token']?.['expiresAt'] };
    };
    const end = '2030-01-01T00:00:00.000Z';
    const { secret } = await make(lasting, '/me/tokens', end);
    expect((await make(secret, '/me/tokens')).end).toBe(end);
    expect((await make(secret, '/me/tokens', '2031-01-01T00:00:00Z')).end).toBe(end);
    expect((await make(secret, '/me/tokens', '2029-01-01T00:00:00Z')).end).toBe('2029-01-01T00:00:00.000Z');
    expect((await make(lasting, '/me/tokens')).end).toBeUndefined();
    const manager = await tokenWith({ role: 'admin' });
    const short = await make(manager, '/me/tokens', end);
    const idOf = async (token: string) => String((await ask('GET /me', { token })).body['user']?.['id']);
    expect((await make(short.secret, `/users/${await idOf(manager)}/tokens`)).end).toBe(end);
    expect((await make(short.secret, `/users/${await idOf(lasting)}/tokens`)).end).toBeUndefined();
  });

  it('does not revoke the tokens of others', async () => {
    const { ask, tokenWith } = await aV2Server();
    const [mine, theirs] = [await tokenWith(), await tokenWith()];
    const { token } = (await ask('GET /me', { token: theirs })).body;
    const answer = await ask(`DELETE /me/tokens/${String(token)}`, { token: mine });
    expect([answer.status, answer.body['code']]).toEqual([404, 'TOKEN_NOT_FOUND']);
    expect((await ask('GET /me', { token: theirs })).status).toBe(200);
  });

  it.each(['tomorrow', '2030-02-30T00:00:00Z', '2030-01-01', '2030-01-01T00:00:00', '2030-12-31T23:59:60Z'])(
    'cannot have a token until %s',
    async (expiresAt) => {
      const { ask } = await aV2Server();
      const answer = await ask('POST /me/tokens', { body: { name: 'x', expiresAt } });
      expect(answer.body['fields']?.['problems']).toEqual([{ at: '/expiresAt', message: expect.any(String) }]);
    },
  );

  it('cannot have a token that has ended already', async () => {
    const { ask } = await aV2Server();
    const answer = await ask('POST /me/tokens', { body: { name: 'x', expiresAt: '2020-01-01T00:00:00Z' } });
    expect(answer.body).toMatchObject({ status: 400, code: 'TOKEN_END_INVALID' });
  });
});

describe('users', () => {
  it('are made with all that they shall have, or not at all', async () => {
    const { ask } = await aV2Server();
    const body = { name: 'ada', password: 'four words of a song', roles: [{ role: 'viewer', project: 'default' }] };
    const refused = await ask('POST /users', { body: { ...body, roles: [{ role: 'no-such' }] } });
    expect(refused.body['code']).toBe('ROLE_NOT_FOUND');
    const made = await ask('POST /users', { body });
    expect([made.status, made.body]).toMatchObject([201, { name: 'ada', kind: 'person', state: 'active' }]);
    const path = `/users/${String(made.body['id'])}`;
    expect(made.headers['location']).toBe(`/api/v2${path}`);
    expect((await ask(`GET ${path}/roles`)).body).toEqual({ items: [{ role: 'viewer', project: 'default' }] });
    expect((await ask('POST /users', { body })).body['code']).toBe('PRINCIPAL_NAME_TAKEN');
    const weak = await ask('POST /users', { body: { name: 'eve', password: 'eve' } });
    expect(weak.body['code']).toBe('PASSWORD_WEAK');
    expect((await ask('GET /audit')).text).not.toContain('four words');
  });

  it('are listed by name, page by page, or found by it', async () => {
    const { ask, pages } = await aV2Server();
    for (const name of ['ada', 'bob', 'eve', 'zoe']) await ask('POST /users', { body: { name, kind: 'service' } });
    const all = items((await ask('GET /users?limit=500')).body).map(({ name }) => name);
    expect(all).toEqual(expect.arrayContaining(['ada', 'bob', 'eve', 'user-1', 'zoe']));
    expect((await pages('GET /users', 2)).flat().map(({ name }) => name)).toEqual(all);
    expect(items((await ask('GET /users?name=bob')).body)).toMatchObject([{ name: 'bob', kind: 'service' }]);
    expect((await ask('GET /users?name=nobody')).body).toEqual({ items: [] });
  });

  it('are disabled, enabled and renamed, as their client has seen them', async () => {
    const { ask, tokenWith } = await aV2Server();
    const token = await tokenWith();
    const id = String((await ask('GET /me', { token })).body['user']?.['id']);
    const { headers } = await ask(`GET /users/${id}`);
    const match = { 'if-match': String(headers['etag']) };
    const disabled = await ask(`PATCH /users/${id}`, { body: { state: 'disabled' }, headers: match });
    expect(disabled.body).toMatchObject({ id, state: 'disabled' });
    expect((await ask('GET /me', { token })).body['code']).toBe('PRINCIPAL_DISABLED');
    expect((await ask(`PATCH /users/${id}`, { body: { state: 'active' }, headers: match })).status).toBe(412);
    expect((await ask(`PATCH /users/${id}`, { body: { state: 'active' } })).body).toMatchObject({ state: 'active' });
    expect((await ask(`PATCH /users/${id}`, { body: { name: 'renamed' } })).body).toMatchObject({ name: 'renamed' });
    expect((await ask(`PATCH /users/${id}`, { body: { name: 'a', state: 'active' } })).status).toBe(400);
  });

  it('are given roles and lose them; the last administrator stays one', async () => {
    const { ask, parts, tokenWith } = await aV2Server();
    const { id: lab } = await parts.identity.manage.createProject({ who: 'x', from: 'x' }, 'lab');
    const token = await tokenWith();
    const id = String((await ask('GET /me', { token })).body['user']?.['id']);
    expect((await ask('GET /volumes', { token })).status).toBe(403);
    expect((await ask(`PUT /users/${id}/roles/viewer?project=lab`)).body).toEqual({ role: 'viewer', project: lab });
    expect((await ask(`PUT /users/${id}/roles/viewer`)).body).toEqual({ role: 'viewer' });
    expect((await ask('GET /volumes', { token })).status).toBe(200);
    expect((await ask(`DELETE /users/${id}/roles/viewer`)).status).toBe(204);
    expect((await ask(`DELETE /users/${id}/roles/viewer`)).body['code']).toBe('ROLE_NOT_GRANTED');
    expect((await ask(`GET /users/${id}/roles`)).body).toEqual({ items: [{ role: 'viewer', project: lab }] });
    expect((await ask(`PUT /users/${id}/roles/no-such`)).body['code']).toBe('ROLE_NOT_FOUND');
    expect((await ask(`PUT /users/${id}/roles/viewer?project=no-such`)).body['code']).toBe('PROJECT_NOT_FOUND');
    const me = String((await ask('GET /me')).body['user']?.['id']);
    expect((await ask(`DELETE /users/${me}/roles/admin`)).body['code']).toBe('LAST_ADMIN');
    expect((await ask(`PATCH /users/${me}`, { body: { state: 'disabled' } })).body['code']).toBe('LAST_ADMIN');
  });

  it('get tokens from who may make them', async () => {
    const { ask, pages, tokenWith } = await aV2Server();
    const token = await tokenWith();
    const id = String((await ask('GET /me', { token })).body['user']?.['id']);
    const made = await ask(`POST /users/${id}/tokens`, { body: { name: 'for ada' } });
    expect((await ask('GET /me', { token: String(made.body['secret']) })).body['user']).toMatchObject({ id });
    expect((await pages(`GET /users/${id}/tokens`, 1)).flat()).toHaveLength(2);
    const theirs = String(made.body['token']?.['id']);
    const me = String((await ask('GET /me')).body['user']?.['id']);
    expect((await ask(`DELETE /users/${me}/tokens/${theirs}`)).body['code']).toBe('TOKEN_NOT_FOUND');
    expect((await ask(`DELETE /users/${id}/tokens/${theirs}`)).status).toBe(204);
    expect((await ask('GET /users/nobody/tokens')).body['code']).toBe('PRINCIPAL_NOT_FOUND');
  });
});

describe('projects and roles', () => {
  it('are made and listed', async () => {
    const { ask, pages, tokenWith } = await aV2Server();
    const made = await ask('POST /projects', { body: { name: 'lab' } });
    expect([made.status, made.body]).toMatchObject([201, { name: 'lab' }]);
    expect((await ask('POST /projects', { body: { name: 'lab' } })).body['code']).toBe('PROJECT_NAME_TAKEN');
    expect((await pages('GET /projects', 1)).flat().map(({ name }) => name)).toEqual(['default', 'lab']);
    const token = await tokenWith({ role: 'viewer', project: String(made.body['id']) });
    expect((await pages('GET /projects', 1, { token })).flat()).toEqual([made.body]);
    // No page tells, by where the next one begins, that there are others.
    for (const name of ['aa', 'ab', 'zz']) await ask('POST /projects', { body: { name } });
    expect((await pages('GET /projects', 1, { token })).map((page) => page.length)).toEqual([1, 0]);
    expect(items((await ask('GET /roles')).body)).toContainEqual({ name: 'admin', actions: ['*'], isBuiltIn: true });
  });
});

describe('the record of who did what', () => {
  it('is read by pages, and by filters', async () => {
    const { ask, pages } = await aV2Server();
    for (const name of ['ada', 'bob', 'eve']) await ask('POST /users', { body: { name } });
    const all = (await pages('GET /audit', 2)).flat();
    expect(all.map(({ id }) => Number(id))).toEqual(all.map(({ id }) => Number(id)).toSorted((a, b) => b - a));
    const made = items((await ask('GET /audit?action=principal.create&limit=3')).body);
    expect(made).toMatchObject([{ result: 'done', from: '127.0.0.1' }, {}, {}]);
    expect(String(made[0]?.['on'])).toContain('/name/eve');
    expect((await ask('GET /audit?since=2099-01-01T00:00:00Z')).body).toEqual({ items: [] });
    expect((await ask('GET /audit?until=2000-01-01T00:00:00Z')).body).toEqual({ items: [] });
    expect((await ask('GET /audit?since=yesterday')).status).toBe(400);
    expect((await ask('GET /audit?after=eA')).body['code']).toBe('CURSOR_INVALID');
  });

  it('is verified, and a change of it found', async () => {
    const { ask, run, world } = await aV2Server();
    await run(world.timer.sleep(5_000));
    const intact = await ask('POST /audit/verify', { body: {} });
    expect(intact.body).toMatchObject({ kind: 'intact', unsealed: 0 });
    const again = await ask('POST /audit/verify', { body: { anchor: intact.body['anchor'] } });
    expect(again.body).toMatchObject({ kind: 'intact' });
    await world.store.write([{ sql: `update audit_entry set who = 'eve' where number = 1`, values: [] }]);
    expect((await ask('POST /audit/verify', { body: {} })).body).toMatchObject({ kind: 'broken', found: 'changed' });
  });
});
