import { describe, expect, it } from 'vitest';
import { aV2Server, type Body, fingerprint, line } from './testing/a-v2-server.ts';

const items = (body: unknown): readonly Body[] => (body as { items: Body[] }).items;

describe('hosts', () => {
  it('are added, shown without their secrets, changed and removed', async () => {
    const { ask } = await aV2Server();
    const account = { login: 'storage', become: 'sudo', password: 'a canary that sings' };
    const made = await ask('POST /hosts', { body: { name: 'h1', addresses: [{ address: 'h1.example' }], account } });
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        name: 'h1',
        addresses: [{ address: 'h1.example', port: 22 }],
        keys: [],
        account: { login: 'storage', become: 'sudo', hasPrivateKey: false, hasPassword: true },
      },
    ]);
    const path = `/hosts/${String(made.body['id'])}`;
    expect(made.headers['location']).toBe(`/api/v2${path}`);
    const shown = await ask(`GET ${path}`);
    expect(shown.body).toEqual(made.body);
    const moved = await ask(`PATCH ${path}`, {
      body: { addresses: [{ address: '2001:db8::1', port: 2222 }, { address: 'h1' }] },
      headers: { 'if-match': String(shown.headers['etag']) },
    });
    expect(moved.body['addresses']).toEqual([
      { address: '2001:db8::1', port: 2222 },
      { address: 'h1', port: 22 },
    ]);
    expect((await ask(`PATCH ${path}`, { body: { account: null } })).body['account']).toBeUndefined();
    const stale = await ask(`DELETE ${path}`, { headers: { 'if-match': String(shown.headers['etag']) } });
    expect(stale.status).toBe(412);
    expect((await ask(`DELETE ${path}`)).status).toBe(204);
    expect((await ask(`GET ${path}`)).body).toMatchObject({ status: 404, code: 'HOST_NOT_FOUND' });
    const everything = [made, shown, moved, await ask('GET /audit'), await ask('GET /events')];
    expect(everything.map(({ text }) => text).join(' ')).not.toContain('canary');
  });

  it('keep a secret out of the error about it', async () => {
    const { ask } = await aV2Server();
    const account = { login: 'storage', privateKey: 'a canary that is no key' };
    const answer = await ask('POST /hosts', { body: { name: 'h1', account } });
    expect([answer.status, answer.body['code']]).toEqual([400, 'HOST_ACCOUNT_INVALID']);
    expect(answer.text).not.toContain('canary');
    const wrong = await ask('POST /hosts', { body: { name: 'h1', account: { ...account, passwort: 'canary' } } });
    expect(wrong.body['fields']?.['problems']).toEqual([
      { at: '/account/passwort', message: 'is not known here; did you mean password?' },
    ]);
    expect(wrong.text).not.toContain('canary');
  });

  it('change one thing at a time', async () => {
    const { ask } = await aV2Server();
    const both = { addresses: [{ address: 'x' }], account: { login: 'x' } };
    expect((await ask('PATCH /hosts/spare', { body: both })).status).toBe(400);
    expect((await ask('PATCH /hosts/spare', { body: {} })).status).toBe(400);
  });

  it('are listed by name, page by page, or found by it', async () => {
    const { ask, pages } = await aV2Server();
    const found = await pages('GET /hosts', 3);
    expect(found.map((page) => page.map(({ name }) => name))).toEqual([['c1-n1', 'c1-n2', 'c1-n3'], ['spare']]);
    expect(items((await ask('GET /hosts?name=spare')).body)).toMatchObject([{ id: 'spare' }]);
    expect((await ask('GET /hosts?name=nobody')).body).toEqual({ items: [] });
  });

  it('with a node on them stay', async () => {
    const { ask } = await aV2Server();
    expect((await ask('DELETE /hosts/c1-n1')).body).toMatchObject({ status: 409, code: 'HOST_IN_USE' });
  });

  it('are checked, and what was found says what to do', async () => {
    const { ask } = await aV2Server();
    const report = await ask('POST /hosts/c1-n1/check');
    expect([report.status, report.body]).toMatchObject([200, { host: 'c1-n1', name: 'c1-n1' }]);
    for (const finding of items({ items: report.body['findings'] })) expect(finding['remedy']).not.toBe('');
    expect((await ask('POST /hosts/nobody/check')).body['code']).toBe('HOST_NOT_FOUND');
  });

  it('show their keys, which are accepted by their fingerprints, given, and forgotten', async () => {
    const { ask } = await aV2Server();
    const shown = await ask('POST /hosts/spare/probe-keys');
    expect(shown.body).toEqual({ items: [{ type: 'ssh-ed25519', fingerprint, line }] });
    const path = `/hosts/spare/keys/${encodeURIComponent(fingerprint)}`;
    expect(path).toContain('%2F');
    const accepted = await ask(`PUT ${path}`);
    expect(accepted.body['keys']).toMatchObject([{ fingerprint, how: 'accepted' }]);
    expect((await ask(`DELETE ${path}`)).body['keys']).toEqual([]);
    expect((await ask(`DELETE ${path}`)).body['code']).toBe('HOST_KEY_NOT_FOUND');
    expect((await ask('POST /hosts/spare/keys', { body: { line } })).body['keys']).toMatchObject([{ fingerprint }]);
    expect((await ask('POST /hosts/spare/keys', { body: { line: 'nonsense' } })).body['code']).toBe('HOST_KEY_INVALID');
    const other = await ask(`PUT /hosts/spare/keys/${encodeURIComponent(fingerprint.replace('Zk', 'kZ'))}`);
    expect(other.body['code']).toBe('HOST_KEY_NOT_SHOWN');
    // A line in the path would be accepted without a look at the host.
    expect((await ask(`PUT /hosts/spare/keys/${encodeURIComponent(line)}`)).body['code']).toBe('HOST_KEY_INVALID');
  });
});
