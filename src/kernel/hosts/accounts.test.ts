import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Account, type HostId, readHostKey } from '../remote/index.ts';
import { Secret } from '../secrets/index.ts';
import { actor, anInventory, fingerprint, line, otherLine, settings, someFiles } from './testing/an-inventory.ts';

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const [key, key2] = [newKey(), newKey()];
const withKeyFile = { ...settings, usesAgent: false, privateKeyFile: '/id' };

async function admit(account: Account | undefined, shown: string): Promise<boolean> {
  if (account === undefined || account.onUnknownKey === 'refuse') return false;
  return account.onUnknownKey(readHostKey(shown), { address: 'a', port: 22 });
}

describe('the account of a host', () => {
  it('is the one of the configuration, with its key file and its agent', async () => {
    const hosts = await anInventory({
      settings: { ...settings, login: 'storage', become: 'sudo', privateKeyFile: '/id' },
      files: someFiles({ '/id': key }),
    });
    const { id } = await hosts.add(actor, { name: 'node1', keys: [line] });
    const account = await hosts.findAccount(id);
    expect(account).toMatchObject({
      host: id,
      name: 'node1',
      addresses: [{ address: 'node1', port: 22 }],
      login: 'storage',
      become: 'sudo',
      hostKeys: [line],
      onUnknownKey: 'refuse',
      credentials: { agentSocket: '/run/agent' },
    });
    expect(account?.credentials.privateKey?.reveal()).toBe(key);
  });

  it('needs neither credentials nor keys where hosts are pods', async () => {
    const hosts = await anInventory({ settings: { ...settings, usesAgent: false, transport: 'kubernetes' } });
    const addresses = [{ address: 'node1' }, { address: 'node1.example.org' }];
    const { id } = await hosts.add(actor, { name: 'one', addresses });
    expect(await hosts.findAccount(id)).toEqual({
      host: id,
      name: 'one',
      addresses: addresses.map((each) => ({ ...each, port: 22 })),
      login: 'root',
      credentials: {},
      hostKeys: [],
      onUnknownKey: 'refuse',
    });
  });

  it('is its own where it has one, without anything of the default one', async () => {
    const hosts = await anInventory({
      settings: { ...settings, become: 'sudo', privateKeyFile: '/id' },
      files: someFiles({ '/id': key }),
    });
    const account = { login: 'own', privateKey: new Secret(key2), password: new Secret('a password') };
    const { id } = await hosts.add(actor, { name: 'node1', account });
    const found = await hosts.findAccount(id);
    expect(found).not.toHaveProperty('become');
    expect(found).toMatchObject({ login: 'own' });
    expect(found?.credentials).not.toHaveProperty('agentSocket');
    expect(found?.credentials.privateKey?.reveal()).toBe(key2);
    expect(found?.credentials.password?.reveal()).toBe('a password');
  });

  it('has the default credentials where it is its own and has none', async () => {
    const hosts = await anInventory({ settings: withKeyFile, files: someFiles({ '/id': key }) });
    const { id } = await hosts.add(actor, { name: 'node1', account: { login: 'own', become: 'sudo' } });
    const found = await hosts.findAccount(id);
    expect(found).toMatchObject({ login: 'own', become: 'sudo' });
    expect(found?.credentials.privateKey?.reveal()).toBe(key);
  });

  it('is none for a host that is not there, and is found once it is', async () => {
    const hosts = await anInventory();
    const id = 'a'.repeat(32) as HostId;
    expect(await hosts.findAccount(id)).toBeUndefined();
    await hosts.store.write([
      { sql: "insert into host (id, name, created_at_ms) values ($1, 'node1', 1)", values: [id] },
    ]);
    expect(await hosts.findAccount(id)).toMatchObject({ name: 'node1' });
  });

  it('is remembered for two seconds, and changes by the same inventory count at once', async () => {
    const hosts = await anInventory();
    const other = hosts.another();
    const { id } = await hosts.add(actor, { name: 'node1', account: { login: 'one' } });
    const logins = async (): Promise<unknown> => [
      (await hosts.findAccount(id))?.login,
      (await other.findAccount(id))?.login,
    ];
    expect(await logins()).toEqual(['one', 'one']);
    await hosts.setAccount(actor, id, { login: 'two' });
    expect(await logins()).toEqual(['two', 'one']);
    hosts.pass(1_999);
    expect(await logins()).toEqual(['two', 'one']);
    hosts.pass(1);
    expect(await logins()).toEqual(['two', 'two']);
    await hosts.setAccount(actor, id, { login: 'three' });
    hosts.pass(-3_600_000);
    expect(await logins()).toEqual(['three', 'three']);
  });

  it('has the key file as it is now, which is read when it has changed', async () => {
    const files = someFiles({ '/id': key });
    const hosts = await anInventory({ settings: withKeyFile, files });
    const { id } = await hosts.add(actor, { name: 'node1' });
    const keyNow = async (): Promise<unknown> => (await hosts.findAccount(id))?.credentials.privateKey?.reveal();
    expect(await keyNow()).toBe(key);
    hosts.pass(10_000);
    expect(await keyNow()).toBe(key);
    expect(files.reads).toEqual(['/id']);
    files.set('/id', key2);
    hosts.pass(10_000);
    expect(await keyNow()).toBe(key2);
    expect(files.reads).toEqual(['/id', '/id']);
  });

  it('is refused with a key file that is not there, and found again when it is', async () => {
    const files = someFiles({});
    const hosts = await anInventory({ settings: withKeyFile, files });
    const { id } = await hosts.add(actor, { name: 'node1' });
    const refused = expect.objectContaining({
      code: 'HOST_CREDENTIALS_UNUSABLE',
      message: "hosts cannot be entered with the private key /id: it cannot be read (ENOENT: no such file, open '/id')",
    });
    await expect(hosts.findAccount(id)).rejects.toEqual(refused);
    files.set('/id', key);
    expect((await hosts.findAccount(id))?.credentials.privateKey?.reveal()).toBe(key);
  });

  it('says of a key with a passphrase what to do, and shows nothing of it', async () => {
    const encrypted = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a passphrase' })
      .toString();
    for (const transport of ['ssh', 'openssh'] as const) {
      const hosts = await anInventory({
        settings: { ...withKeyFile, transport },
        files: someFiles({ '/id': encrypted }),
      });
      const { id } = await hosts.add(actor, { name: 'node1' });
      const error = (await hosts.findAccount(id).catch((thrown: unknown) => thrown)) as Error;
      expect(error).toMatchObject({ code: 'HOST_CREDENTIALS_UNUSABLE' });
      expect(error.message).toContain('it has a passphrase');
      expect(error.message).toContain('hosts.transport: openssh');
      expect(JSON.stringify(error)).not.toContain(encrypted.split('\n')[5]);
    }
  });

  it("leaves kinds of keys that only the system's ssh knows to it", async () => {
    const files = someFiles({ '/id': 'a key in hardware' });
    const hosts = await anInventory({ settings: { ...withKeyFile, transport: 'openssh' }, files });
    const { id } = await hosts.add(actor, { name: 'node1' });
    expect((await hosts.findAccount(id))?.credentials.privateKey?.reveal()).toBe('a key in hardware');
    await expect(hosts.another({ settings: withKeyFile }).findAccount(id)).rejects.toMatchObject({
      code: 'HOST_CREDENTIALS_UNUSABLE',
    });
  });

  it('is refused without any credentials, but for a file that tells ssh where they are', async () => {
    const none = { ...settings, usesAgent: false };
    const hosts = await anInventory({ settings: none });
    const { id } = await hosts.add(actor, { name: 'node1' });
    await expect(hosts.findAccount(id)).rejects.toMatchObject({ code: 'HOST_ACCOUNT_MISSING' });
    const openssh = hosts.another({ settings: { ...none, transport: 'openssh', sshConfigFile: '/config' } });
    expect(await openssh.findAccount(id)).toMatchObject({ credentials: {} });
  });

  it('is refused when the agent is wanted and not named in the environment', async () => {
    const hosts = await anInventory();
    const { id } = await hosts.add(actor, { name: 'node1' });
    const { findAccount } = hosts.another({ settings: { ...settings, usesAgent: true }, agentSocket: '' });
    await expect(findAccount(id)).rejects.toMatchObject({ code: 'HOST_CREDENTIALS_UNUSABLE' });
  });
});

describe('enrolment', () => {
  const firstUse = { ...settings, enrolment: { kind: 'first-use' } as const };

  it('refuses hosts without recorded keys by default', async () => {
    const hosts = await anInventory();
    const { id } = await hosts.add(actor, { name: 'node1' });
    expect(await hosts.findAccount(id)).toMatchObject({ hostKeys: [], onUnknownKey: 'refuse' });
  });

  it('at first use records the first key, and says so in the audit record', async () => {
    const hosts = await anInventory({ settings: firstUse });
    const { id } = await hosts.add(actor, { name: 'node1' });
    expect(await admit(await hosts.findAccount(id), line)).toBe(true);
    expect(await hosts.findAccount(id)).toMatchObject({ hostKeys: [line] });
    expect((await hosts.get(id)).keys).toMatchObject([{ line, how: 'first-use' }]);
    expect((await hosts.audited()).at(-1)).toEqual({
      who: '[server]',
      from: '[server]',
      action: 'host.key.first-use',
      on: `host/${id}`,
      body: { name: 'node1', address: 'a', port: 22, type: 'ssh-ed25519', fingerprint },
    });
  });

  it('at first use admits one key only, whoever is first', async () => {
    const hosts = await anInventory({ settings: firstUse });
    const { id } = await hosts.add(actor, { name: 'node1' });
    const [mine, other] = [await hosts.findAccount(id), await hosts.another().findAccount(id)];
    expect(await admit(other, otherLine)).toBe(true);
    expect(await admit(mine, line)).toBe(false);
    expect(await admit(mine, otherLine)).toBe(true);
    expect((await hosts.get(id)).keys.map((each) => each.line)).toEqual([otherLine]);
  });

  it('at first use admits no key of a host that was removed', async () => {
    const hosts = await anInventory({ settings: firstUse });
    const { id } = await hosts.add(actor, { name: 'node1' });
    const account = await hosts.findAccount(id);
    await hosts.remove(actor, id);
    expect(await admit(account, line)).toBe(false);
  });

  it('by known_hosts takes the keys of all addresses and files, beside those that are recorded', async () => {
    const files = someFiles({ '/kh1': `[10.0.0.1]:2222 ${line}\n`, '/kh2': `@revoked * ${otherLine}\n` });
    const hosts = await anInventory({
      settings: { ...settings, enrolment: { kind: 'known-hosts', files: ['/kh1', '/kh2'] } },
      files,
    });
    const addresses = [{ address: '10.0.0.1', port: 2222 }, { address: '10.0.0.2' }];
    const { id } = await hosts.add(actor, { name: 'node1', addresses, keys: [otherLine] });
    expect(await hosts.findAccount(id)).toMatchObject({
      hostKeys: [otherLine, line],
      hostAuthorities: [],
      revokedKeys: [otherLine],
      onUnknownKey: 'refuse',
    });
    expect((await hosts.get(id)).keys).toHaveLength(1);
    files.set('/kh1', `@cert-authority 10.0.0.* ${line}\n`);
    hosts.pass(2_000);
    expect(await hosts.findAccount(id)).toMatchObject({ hostKeys: [otherLine], hostAuthorities: [line] });
  });

  it('by known_hosts refuses all hosts while the file cannot be read', async () => {
    const enrolment = { kind: 'known-hosts', files: ['/kh'] } as const;
    const hosts = await anInventory({ settings: { ...settings, enrolment }, files: someFiles({}) });
    const { id } = await hosts.add(actor, { name: 'node1' });
    await expect(hosts.findAccount(id)).rejects.toMatchObject({
      code: 'HOST_KEYS_FILE_UNREADABLE',
      retry: 'backoff',
      fields: { file: '/kh' },
    });
  });

  it('by authorities takes the keys of the file, and tells the line that is none', async () => {
    const files = someFiles({ '/ca': `# ours\n${line} ca@example.org\n\n${otherLine}\n` });
    const hosts = await anInventory({ settings: { ...settings, enrolment: { kind: 'ca', file: '/ca' } }, files });
    const { id } = await hosts.add(actor, { name: 'node1' });
    expect(await hosts.findAccount(id)).toMatchObject({
      hostKeys: [],
      hostAuthorities: [line, otherLine],
      onUnknownKey: 'refuse',
    });
    files.set('/ca', `${line}\nno key\n`);
    hosts.pass(2_000);
    await expect(hosts.findAccount(id)).rejects.toThrow('/ca: line 2 is no public key');
    files.set('/ca', '# none\n');
    await expect(hosts.findAccount(id)).rejects.toThrow('/ca: it has no key');
  });
});
