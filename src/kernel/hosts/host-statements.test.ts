import { describe, expect, it } from 'vitest';
import { insertHostStatements, removeHostStatement } from './host-statements.ts';
import { readHostByName } from './read-hosts.ts';
import { actor, anInventory } from './testing/an-inventory.ts';

const claim = (id: string, name: string, ...addresses: string[]) =>
  insertHostStatements({
    id,
    name,
    addresses: addresses.map((address) => ({ address, port: 22 })),
    createdAtMs: 5,
  });

describe('the rows of a host in a claim', () => {
  it('are those of a new host, which others then find by its name', async () => {
    const { store } = await anInventory();
    expect(await store.write(claim('h1', 'node1', 'Node1', '10.0.0.1'))).toMatchObject({ kind: 'committed' });
    expect(await readHostByName(store, 'node1')).toEqual({
      id: 'h1',
      name: 'node1',
      addresses: [
        { address: 'node1', port: 22 },
        { address: '10.0.0.1', port: 22 },
      ],
      createdAtMs: 5,
      keys: [],
    });
  });

  it('are none where the name is known, whatever the addresses are', async () => {
    const hosts = await anInventory();
    const known = await hosts.add(actor, { name: 'node1', addresses: [{ address: '10.0.0.1' }] });
    expect(await hosts.store.write(claim('h1', 'node1', '10.0.0.9'))).toMatchObject({ kind: 'committed' });
    expect(await hosts.findByName('node1')).toEqual(known);
  });

  it('are refused with an address that another host has', async () => {
    const hosts = await anInventory();
    await hosts.add(actor, { name: 'node1', addresses: [{ address: '10.0.0.1' }] });
    const outcome = await hosts.store.write(claim('h2', 'node2', 'node2', '10.0.0.1'));
    expect(outcome).toEqual({ kind: 'refused', statement: 2, reason: 'unique' });
    expect(await hosts.findByName('node2')).toBeUndefined();
  });

  it('go again, unless something points at the host or a person gave it an account', async () => {
    const hosts = await anInventory();
    const { store } = hosts;
    await store.write([...claim('h1', 'node1', 'a'), ...claim('h2', 'node2', 'b'), ...claim('h3', 'node3', 'c')]);
    await store.write([{ sql: 'insert into test_world (host) values ($1)', values: ['h2'] }]);
    await hosts.setAccount(actor, 'h3', { login: 'a' });
    expect(await store.write([removeHostStatement('h1')])).toMatchObject({ kind: 'committed' });
    expect(await store.write([removeHostStatement('h2')])).toMatchObject({ kind: 'refused', reason: 'foreign-key' });
    expect(await store.write([removeHostStatement('h3')])).toMatchObject({ kind: 'committed' });
    const left = await Promise.all(['node1', 'node2', 'node3'].map((name) => hosts.findByName(name)));
    expect(left.map((host) => host?.name)).toEqual([undefined, 'node2', 'node3']);
    expect(await store.read({ sql: "select host from host_address where host = 'h1'", values: [] })).toEqual([]);
  });
});
