import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createHostTransport,
  createKeyProbe,
  type HostParts,
  type HostSettings,
} from '../../src/kernel/hosts/index.ts';
import { actor, anInventory, settings, type TestInventory } from '../../src/kernel/hosts/testing/an-inventory.ts';
import { readHostKey, type Transport } from '../../src/kernel/remote/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import { labFile, labPort, labTimer, labUser, newNonce, refusal } from './ssh-lab.ts';

const root = mkdtempSync(join(tmpdir(), 'hostreeve-inventory-'));
afterAll(() => rmSync(root, { recursive: true, maxRetries: 10 }));

const address = { address: '127.0.0.1', port: labPort };
const key = new Secret(labFile('key'));
const ed25519 = readHostKey(labFile('host_ed25519.pub'));

interface World {
  readonly hosts: TestInventory;
  readonly transport: Transport;
}

/** An inventory that a transport asks, as the server joins them. */
async function aWorld(changes: Partial<HostSettings> = {}): Promise<World> {
  const parts: Partial<HostParts> = {
    clock: labTimer,
    settings: { ...settings, usesAgent: false, ...changes },
    transport: () => transport,
    probeKeys: createKeyProbe(labTimer),
  };
  const hosts = await anInventory(parts);
  const common = { findAccount: hosts.findAccount, timer: labTimer, newNonce };
  const folder = join(root, randomBytes(4).toString('hex'));
  const transport = await createHostTransport(hosts.parts.settings, {
    ...common,
    folder,
    environment: { PATH: '/usr/bin' },
  });
  onTestFinished(() => transport.close());
  return { hosts, transport };
}

for (const transportName of ['ssh', 'openssh'] as const) {
  describe(`an inventory over the transport ${transportName}`, () => {
    it('refuses a host until its key is accepted by the fingerprint that the message names', async () => {
      const { hosts, transport } = await aWorld({ transport: transportName });
      const account = { login: 'root', privateKey: key };
      const { id } = await hosts.add(actor, { name: 'node1', addresses: [address], account });
      const run = (): ReturnType<Transport['run']> => transport.run(id, ['true'], { timeoutMs: 20_000 });
      const refused = await refusal(run());
      const [, fingerprint = ''] = /hostreeve host accept-key node1 (SHA256:\S+)$/.exec(refused.message) ?? [];
      expect(await hosts.check(id)).toMatchObject({ isUsable: false, findings: [{ code: 'key-unknown' }] });
      await hosts.acceptKey(actor, id, fingerprint);
      expect((await run()).code).toBe(0);
      const report = await hosts.check(id);
      expect(report).toMatchObject({ reachedAt: `127.0.0.1:${labPort}`, login: { name: 'root', uid: 0 } });
      expect(
        report.addresses[0]?.keys.filter(({ state }) => state === 'known').map((each) => each.fingerprint),
      ).toEqual([fingerprint]);
    });

    it('takes the first key on trust where that is configured, and no other one afterwards', async () => {
      const keyFile = join(root, 'key');
      writeFileSync(keyFile, labFile('key'));
      const firstUse = { enrolment: { kind: 'first-use' }, privateKeyFile: keyFile } as const;
      const { hosts, transport } = await aWorld({ transport: transportName, ...firstUse });
      const { id } = await hosts.add(actor, { name: 'node1', addresses: [address] });
      const run = (): ReturnType<Transport['run']> => transport.run(id, ['true'], { timeoutMs: 20_000 });
      expect((await run()).code).toBe(0);
      const [first] = (await hosts.get(id)).keys;
      expect(first).toMatchObject({ how: 'first-use' });
      await hosts.acceptKey(actor, id, labFile('other.pub'));
      await hosts.removeKey(actor, id, first?.fingerprint ?? '');
      expect((await refusal(run())).code).toBe('HOST_KEY_CHANGED');
    });

    it('knows hosts by a known_hosts file', async () => {
      const file = join(root, 'known_hosts');
      writeFileSync(file, `[127.0.0.1]:${labPort} ${ed25519.line}\n`);
      const { hosts, transport } = await aWorld({
        transport: transportName,
        enrolment: { kind: 'known-hosts', files: [file] },
      });
      const account = { login: 'root', privateKey: key };
      const { id } = await hosts.add(actor, { name: 'node1', addresses: [address], account });
      expect((await transport.run(id, ['true'], { timeoutMs: 20_000 })).code).toBe(0);
      expect((await hosts.get(id)).keys).toEqual([]);
    });

    it('tells a login that is refused, and one that becomes root by sudo', async () => {
      const { hosts } = await aWorld({ transport: transportName });
      const keys = [ed25519.line];
      const account = { login: labUser, become: 'sudo', privateKey: key } as const;
      const { id } = await hosts.add(actor, { name: 'node1', addresses: [address], keys, account });
      expect(await hosts.check(id)).toMatchObject({ login: { name: labUser, become: 'sudo', uid: 0 } });
      await hosts.setAccount(actor, id, { login: labUser, privateKey: key });
      const plain = await hosts.check(id);
      expect(plain.login?.uid).not.toBe(0);
      expect(plain.findings.map(({ code }) => code)).toContain('not-root');
      await hosts.setAccount(actor, id, { login: 'root', privateKey: new Secret(labFile('other')) });
      expect(await hosts.check(id)).toMatchObject({ isUsable: false, findings: [{ code: 'login-refused' }] });
    });
  });
}
