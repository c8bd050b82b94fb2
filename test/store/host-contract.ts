import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { insertHostStatements, removeHostStatement } from '../../src/kernel/hosts/index.ts';
import {
  actor,
  anInventory,
  inventoryMigrations,
  line,
  otherLine,
  settings,
  type TestInventory,
} from '../../src/kernel/hosts/testing/an-inventory.ts';
import { readHostKey } from '../../src/kernel/remote/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import type { Migration, Store } from '../../src/kernel/store/index.ts';

const firstUse = { ...settings, enrolment: { kind: 'first-use' } } as const;
const newId = (count: number): Uint8Array => randomBytes(count);

/** The inventory of hosts, with two servers where the store can have them. */
export function hostContract(
  name: string,
  newPlace: () => Promise<{ open(migrations: readonly Migration[]): Promise<Store> }>,
): void {
  async function twoServers(): Promise<readonly [TestInventory, TestInventory]> {
    const place = await newPlace();
    const open = async (): Promise<TestInventory> =>
      anInventory({ store: await place.open(inventoryMigrations), settings: firstUse, randomBytes: newId });
    return [await open(), await open()];
  }

  describe(`${name}: the inventory of hosts`, () => {
    it('does everything with a host that can be done', async () => {
      const [hosts, other] = await twoServers();
      const account = { login: 'a', become: 'sudo', password: new Secret('a password') } as const;
      const { id } = await hosts.add(actor, { name: 'node1', addresses: [{ address: '::1' }], keys: [line], account });
      await hosts.setAccount(actor, id, { login: 'b' });
      await hosts.setAddresses(actor, id, [{ address: 'a' }, { address: '::1' }]);
      await hosts.acceptKey(actor, id, otherLine);
      await hosts.removeKey(actor, id, readHostKey(line).fingerprint);
      const page = await other.list({ limit: 1 });
      expect(page).toEqual({ hosts: [await hosts.get(id)] });
      expect(page.hosts).toMatchObject([
        {
          id,
          addresses: [
            { address: 'a', port: 22 },
            { address: '::1', port: 22 },
          ],
          keys: [{ line: otherLine }],
          account: { login: 'b', hasPassword: false },
        },
      ]);
      await hosts.store.write([{ sql: 'insert into test_world (host) values ($1)', values: [id] }]);
      await expect(hosts.remove(actor, id)).rejects.toMatchObject({ code: 'HOST_IN_USE' });
      await hosts.store.write([{ sql: 'delete from test_world', values: [] }]);
      await hosts.remove(actor, id);
      expect(await other.findByName('node1')).toBeUndefined();
      expect(await hosts.store.read({ sql: 'select line from host_key', values: [] })).toEqual([]);
    });

    it('takes a host in by the claims of operations once, and takes it back', async () => {
      const [hosts, other] = await twoServers();
      const claim = (id: string): ReturnType<typeof insertHostStatements> =>
        insertHostStatements({ id, name: 'node1', addresses: [{ address: 'node1', port: 22 }], createdAtMs: 1 });
      const outcomes = await Promise.all([hosts.store.write(claim('h1')), other.store.write(claim('h2'))]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['committed', 'committed']);
      const host = await hosts.findByName('node1');
      expect(['h1', 'h2']).toContain(host?.id);
      await hosts.store.write([removeHostStatement(host?.id ?? '')]);
      expect(await hosts.list()).toEqual({ hosts: [] });
    });

    it('gives a name, and an address, to one host only, whoever asks at the same time', async () => {
      const [hosts, other] = await twoServers();
      const codeOf = (outcome: PromiseSettledResult<unknown>): string =>
        outcome.status === 'fulfilled' ? 'done' : (outcome.reason as { code: string }).code;
      const named = await Promise.allSettled(
        [hosts, other].map((each, i) => each.add(actor, { name: 'n', addresses: [{ address: `a${i}` }] })),
      );
      expect(named.map(codeOf).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['HOST_NAME_TAKEN', 'done']);
      const at = await Promise.allSettled(
        [hosts, other].map((each, i) => each.add(actor, { name: `n${i}`, addresses: [{ address: 'b' }] })),
      );
      expect(at.map(codeOf).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['HOST_ADDRESS_TAKEN', 'done']);
    });

    it('admits one first key of a host, whichever server is asked', async () => {
      const [hosts, other] = await twoServers();
      for (let round = 0; round < 20; round += 1) {
        const { id } = await hosts.add(actor, { name: `node${round}` });
        const admitted = await Promise.all(
          [hosts, other].map(async (each, i) => {
            const account = await each.findAccount(id);
            if (account === undefined || account.onUnknownKey === 'refuse') throw new Error('first-use is configured');
            return account.onUnknownKey(readHostKey(i === 0 ? line : otherLine), { address: 'a', port: 22 });
          }),
        );
        expect(new Set(admitted)).toEqual(new Set([false, true]));
        expect((await hosts.get(id)).keys).toHaveLength(1);
      }
    });

    it('keeps the addresses of one of two changes at the same time, and no mixture', async () => {
      const [hosts, other] = await twoServers();
      const { id } = await hosts.add(actor, { name: 'n', addresses: [{ address: 'a' }, { address: 'b' }] });
      for (let round = 0; round < 20; round += 1) {
        await Promise.all([
          hosts.setAddresses(actor, id, [{ address: 'a' }, { address: `c${round}` }]),
          other.setAddresses(actor, id, [{ address: 'b' }, { address: `d${round}` }]),
        ]);
        const names = (await hosts.get(id)).addresses.map(({ address }) => address).join(' ');
        expect([`a c${round}`, `b d${round}`]).toContain(names);
      }
    });

    it('records what a check finds', async () => {
      const [hosts] = await twoServers();
      const facts = (machine: string): string => `uid 0\nsystem x\nmachine-id ${machine.repeat(32)}\nboot b\nstart 1\n`;
      let stdout = facts('a');
      const checking = hosts.another({
        transport: () => ({
          run: () => Promise.resolve({ code: 0, stdout, stderr: '' }),
          close: () => Promise.resolve(),
        }),
      });
      const { id } = await hosts.add(actor, { name: 'n' });
      await checking.check(id);
      expect(await hosts.get(id)).toMatchObject({ machineId: 'a'.repeat(32), era: 'b/1' });
      stdout = facts('c');
      expect((await checking.check(id)).findings.map(({ code }) => code)).toContain('machine-changed');
      expect(await hosts.get(id)).toMatchObject({ machineId: 'c'.repeat(32) });
    });
  });
}
