import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import { readHostKey } from '../remote/index.ts';
import { leaveAddressesStatements, moveHostBackStatements, moveHostStatements } from './host-statements.ts';
import { actor, anInventory, fingerprint, line, otherLine, settings } from './testing/an-inventory.ts';

const privateKey = (await import('node:crypto'))
  .generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const missing = 'f'.repeat(32);

describe('the inventory of hosts', () => {
  it('takes a host in under its name alone', async () => {
    const hosts = await anInventory({ settings: { ...settings, port: 2222 } });
    const host = await hosts.add(actor, { name: 'Node1' });
    expect(host).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'Node1',
      addresses: [{ address: 'node1', port: 2222 }],
      createdAtMs: Date.UTC(2026, 0, 1),
      keys: [],
    });
    expect(await hosts.get(host.id)).toEqual(host);
    expect(await hosts.findByName('Node1')).toEqual(host);
    expect(await hosts.findByName('node1')).toBeUndefined();
  });

  it('takes a host in with addresses in their order, keys and an account', async () => {
    const hosts = await anInventory();
    const host = await hosts.add(actor, {
      name: 'node1',
      addresses: [{ address: '2001:DB8::1' }, { address: '10.0.0.1', port: 2222 }],
      keys: [`${line} root@node1`],
      account: { login: 'storage', become: 'sudo', privateKey: new Secret(privateKey) },
    });
    expect(host).toMatchObject({
      addresses: [
        { address: '2001:db8::1', port: 22 },
        { address: '10.0.0.1', port: 2222 },
      ],
      keys: [{ line, type: 'ssh-ed25519', fingerprint, how: 'given', admittedAtMs: Date.UTC(2026, 0, 1) }],
      account: { login: 'storage', become: 'sudo', hasPrivateKey: true, hasPassword: false },
    });
  });

  it('refuses a name or an address that another host has, and leaves nothing of the refused one', async () => {
    const hosts = await anInventory();
    await hosts.add(actor, { name: 'node1', addresses: [{ address: '10.0.0.1' }] });
    await expect(hosts.add(actor, { name: 'node1', addresses: [{ address: '10.0.0.2' }] })).rejects.toMatchObject({
      code: 'HOST_NAME_TAKEN',
    });
    await expect(
      hosts.add(actor, { name: 'node2', addresses: [{ address: '10.0.0.2' }, { address: '10.0.0.1' }] }),
    ).rejects.toMatchObject({ code: 'HOST_ADDRESS_TAKEN', fields: { address: '10.0.0.1:22', by: 'node1' } });
    expect(await hosts.findByName('node2')).toBeUndefined();
    await hosts.add(actor, { name: 'node2', addresses: [{ address: '10.0.0.1', port: 2222 }] });
  });

  it.each([
    [{ name: 'a b' }, 'HOST_NAME_INVALID'],
    [{ name: 'a', addresses: [] }, 'HOST_ADDRESS_INVALID'],
    [{ name: 'a', keys: ['no key'] }, 'HOST_KEY_INVALID'],
    [{ name: 'a', account: { login: '-oProxyCommand=x' } }, 'HOST_ACCOUNT_INVALID'],
    [{ name: 'a', account: { login: '' } }, 'HOST_ACCOUNT_INVALID'],
    [{ name: 'a', account: { login: 'a', privateKey: new Secret(line) } }, 'HOST_ACCOUNT_INVALID'],
  ])('refuses %j with %s', async (host, code) => {
    const hosts = await anInventory();
    await expect(hosts.add(actor, host)).rejects.toMatchObject({ code });
    expect(await hosts.audited()).toEqual([]);
  });

  it('tells nothing of what was given for a key: it may be the private one', async () => {
    const hosts = await anInventory();
    const secret = '-----BEGIN OPENSSH PRIVATE KEY-----canary';
    const { id } = await hosts.add(actor, { name: 'a' });
    const tries = [hosts.acceptKey(actor, id, secret), hosts.add(actor, { name: 'b', keys: [secret] })];
    for (const tried of await Promise.allSettled(tries)) {
      const { reason } = tried as PromiseRejectedResult;
      expect(reason).toMatchObject({ code: 'HOST_KEY_INVALID' });
      expect(inspect(reason)).not.toMatch(/BEGIN|canary/);
    }
  });

  it("refuses a password for the system's ssh, which cannot use one", async () => {
    const hosts = await anInventory({ settings: { ...settings, transport: 'openssh' } });
    const account = { login: 'a', password: new Secret('secret') };
    await expect(hosts.add(actor, { name: 'a', account })).rejects.toMatchObject({ code: 'HOST_ACCOUNT_INVALID' });
  });

  it('lists hosts by name, a page at a time', async () => {
    const hosts = await anInventory();
    for (const name of ['c', 'a', 'd', 'b', 'e']) {
      await hosts.add(actor, { name, keys: [line], account: { login: name } });
    }
    const names: string[][] = [];
    let after: string | undefined;
    do {
      const page = await hosts.list({ limit: 2, ...(after === undefined ? {} : { after }) });
      names.push(page.hosts.map((host) => host.name));
      expect(
        page.hosts.every(
          ({ name, account, addresses, keys }) =>
            account?.login === name && addresses[0]?.address === name && keys.length === 1,
        ),
      ).toBe(true);
      after = page.next;
    } while (after !== undefined);
    expect(names).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('removes a host with its keys and its secrets', async () => {
    const hosts = await anInventory();
    const account = { login: 'a', privateKey: new Secret(privateKey), password: new Secret('a password') };
    const { id } = await hosts.add(actor, { name: 'a', keys: [line], account });
    const count = async (): Promise<unknown> =>
      (await hosts.store.read({ sql: 'select id from secret', values: [] })).length;
    expect(await count()).toBe(2);
    await hosts.remove(actor, id);
    expect(await count()).toBe(0);
    await expect(hosts.get(id)).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' });
    expect(await hosts.findAccount(id as never)).toBeUndefined();
    await hosts.add(actor, { name: 'a' });
  });

  it('keeps a host, and its secrets, while a world points at it', async () => {
    const hosts = await anInventory();
    const { id } = await hosts.add(actor, { name: 'a', account: { login: 'a', password: new Secret('a password') } });
    await hosts.store.write([{ sql: 'insert into test_world (host) values ($1)', values: [id] }]);
    await expect(hosts.remove(actor, id)).rejects.toMatchObject({ code: 'HOST_IN_USE', fields: { name: 'a' } });
    expect((await hosts.findAccount(id as never))?.credentials.password?.reveal()).toBe('a password');
  });

  it('puts other addresses in place of all that are there', async () => {
    const hosts = await anInventory();
    const { id } = await hosts.add(actor, { name: 'a', addresses: [{ address: '10.0.0.1' }, { address: '10.0.0.2' }] });
    await hosts.add(actor, { name: 'b' });
    const changed = await hosts.setAddresses(actor, id, [{ address: '10.0.0.2' }, { address: '10.0.0.1', port: 23 }]);
    expect(changed.addresses).toEqual([
      { address: '10.0.0.2', port: 22 },
      { address: '10.0.0.1', port: 23 },
    ]);
    await expect(hosts.setAddresses(actor, id, [{ address: 'c' }, { address: 'B' }])).rejects.toMatchObject({
      code: 'HOST_ADDRESS_TAKEN',
      fields: { by: 'b' },
    });
    expect((await hosts.get(id)).addresses).toEqual(changed.addresses);
  });

  it('changes no addresses while an operation may give back those that were there', async () => {
    const hosts = await anInventory();
    const { id } = await hosts.add(actor, { name: 'a' });
    const at = (name: string, address: string) => ({ name, addresses: [{ address, port: 22 }] });
    const [from, to] = [at('a', 'a'), at('b', 'b')];
    await hosts.store.write(moveHostStatements(id, from, to, 'op1'));
    const edit = () => hosts.setAddresses(actor, id, [{ address: 'c' }]);
    await expect(edit()).rejects.toMatchObject({ code: 'HOST_BUSY', fields: { name: 'b', operation: 'op1' } });
    await hosts.store.write(leaveAddressesStatements(id, 'another'));
    await expect(edit()).rejects.toMatchObject({ code: 'HOST_BUSY' });
    expect(await hosts.store.write(moveHostBackStatements(id, from))).toMatchObject({ kind: 'committed' });
    expect((await edit()).addresses).toEqual([{ address: 'c', port: 22 }]);
    await hosts.store.write(moveHostStatements(id, at('a', 'c'), to, 'op2'));
    await hosts.store.write(leaveAddressesStatements(id, 'op2'));
    expect((await edit()).addresses).toEqual([{ address: 'c', port: 22 }]);
  });

  it('forgets the secrets of an account that another one takes the place of', async () => {
    const hosts = await anInventory();
    const { id } = await hosts.add(actor, { name: 'a', account: { login: 'a', password: new Secret('a password') } });
    const second = await hosts.setAccount(actor, id, { login: 'b', privateKey: new Secret(privateKey) });
    expect(second.account).toEqual({ login: 'b', hasPrivateKey: true, hasPassword: false });
    const secrets = await hosts.store.read({ sql: 'select id from secret', values: [] });
    expect(secrets).toEqual([{ id: `host/${id}/default/private-key` }]);
    expect(await hosts.setAccount(actor, id, undefined)).not.toHaveProperty('account');
    expect(await hosts.store.read({ sql: 'select id from secret', values: [] })).toEqual([]);
  });

  it('accepts a key by its line or by the fingerprint of one that is shown, and removes it again', async () => {
    const hosts = await anInventory({ probeKeys: () => Promise.resolve([readHostKey(otherLine)]) });
    const { id } = await hosts.add(actor, { name: 'a' });
    await hosts.acceptKey(actor, id, `${line} root@a\n`);
    await hosts.acceptKey(actor, id, line);
    const shown = readHostKey(otherLine).fingerprint;
    const { keys } = await hosts.acceptKey(actor, id, shown);
    expect(keys).toHaveLength(2);
    expect(new Map(keys.map((key) => [key.line, key.how]))).toEqual(
      new Map([
        [line, 'accepted'],
        [otherLine, 'accepted'],
      ]),
    );
    expect((await hosts.removeKey(actor, id, fingerprint)).keys.map((key) => key.line)).toEqual([otherLine]);
    await expect(hosts.removeKey(actor, id, fingerprint)).rejects.toMatchObject({ code: 'HOST_KEY_NOT_FOUND' });
  });

  it('accepts no fingerprint that the host does not show', async () => {
    const hosts = await anInventory({ probeKeys: () => Promise.resolve([readHostKey(otherLine)]) });
    const { id } = await hosts.add(actor, { name: 'a' });
    const accepted = hosts.acceptKey(actor, id, fingerprint);
    await expect(accepted).rejects.toMatchObject({
      code: 'HOST_KEY_NOT_SHOWN',
      fields: { shown: [`${readHostKey(otherLine).fingerprint} (ssh-ed25519)`] },
    });
    expect((await hosts.get(id)).keys).toEqual([]);
  });

  it('asks the next address for keys where one does not answer', async () => {
    const hosts = await anInventory({
      probeKeys: (_, { address }) =>
        address === 'b' ? Promise.resolve([readHostKey(line)]) : Promise.reject(new Error('silence')),
    });
    const { id } = await hosts.add(actor, { name: 'a', addresses: [{ address: 'a' }, { address: 'b' }] });
    expect(await hosts.probeKeys(id)).toEqual([readHostKey(line)]);
  });

  it('knows no host that is not there', async () => {
    const hosts = await anInventory();
    const calls = [
      hosts.get(missing),
      hosts.remove(actor, missing),
      hosts.setAddresses(actor, missing, [{ address: 'a' }]),
      hosts.setAccount(actor, missing, { login: 'a', password: new Secret('a password') }),
      hosts.setAccount(actor, missing, undefined),
      hosts.acceptKey(actor, missing, line),
      hosts.removeKey(actor, missing, fingerprint),
      hosts.check(missing),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' });
    expect(await hosts.store.read({ sql: 'select id from secret', values: [] })).toEqual([]);
    expect(await hosts.audited()).toEqual([]);
  });

  it('has each change in the audit record, and no secret there', async () => {
    const hosts = await anInventory();
    const account = { login: 'a', password: new Secret('a password') };
    const { id } = await hosts.add(actor, { name: 'a', keys: [line], account });
    await hosts.setAddresses(actor, id, [{ address: 'b' }]);
    await hosts.setAccount(actor, id, { login: 'b', privateKey: new Secret(privateKey) });
    await hosts.setAccount(actor, id, undefined);
    await hosts.acceptKey(actor, id, otherLine);
    await hosts.removeKey(actor, id, fingerprint);
    await hosts.remove(actor, id);
    const facts = await hosts.audited();
    const on = `host/${id}`;
    const has = { hasPrivateKey: false, hasPassword: true };
    expect(facts).toMatchObject([
      { ...actor, on, action: 'host.add', body: { name: 'a', addresses: ['a:22'], keys: [fingerprint], account: has } },
      { ...actor, on, action: 'host.set-addresses', body: { addresses: ['b:22'] } },
      { ...actor, on, action: 'host.set-account', body: { account: { login: 'b', hasPrivateKey: true } } },
      { ...actor, on, action: 'host.remove-account' },
      { ...actor, on, action: 'host.key.accept', body: { fingerprint: readHostKey(otherLine).fingerprint } },
      { ...actor, on, action: 'host.key.remove', body: { fingerprint } },
      { ...actor, on, action: 'host.remove', body: { name: 'a' } },
    ]);
    expect(facts).toHaveLength(7);
    const text = JSON.stringify(facts);
    expect([text.includes('a password'), text.includes('PRIVATE KEY')]).toEqual([false, false]);
  });
});
