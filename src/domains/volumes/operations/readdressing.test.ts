import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../test/simulation/world.ts';
import { auditMigrations } from '../../../kernel/audit/index.ts';
import { createHostInventory, type HostInventory, insertHostStatements } from '../../../kernel/hosts/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { fixedVault, fixedVaultOn } from '../../../kernel/secrets/testing/fixed-vault.ts';
import type { Store } from '../../../kernel/store/index.ts';
import { daemonOf, namesOf, poolsOf, stopBrick } from '../gluster/simulated-pool.ts';
import { aBlockVolume } from '../testing/a-block-volume.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aName } from '../testing/a-name.ts';
import { aSnapshot } from '../testing/a-snapshot.ts';
import { aSpareHost } from '../testing/a-spare-host.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, type Tried, tryOn } from '../testing/try-on.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const [node = '', second = ''] = cluster.nodes;
const volume = aVolume(cluster, 'kept', cluster.devices);
const alone = aVolume(cluster, 'alone', cluster.devices.slice(0, 1));
const hosting = aVolume(cluster, 'hosting', cluster.devices, 50, { block: true });
const fresh = aName('c1-n1', 'fresh');

const bricksOf = (tried: Tried, name: string): readonly string[] =>
  (tried.volume(name)?.bricks ?? []).map((brick) => brick.name.split(':')[0] ?? '');

describe('node.readdress', () => {
  it('has the bricks of a node go on under its new name, and the node stay what it is', async () => {
    const tried = await tryOn(cluster, volume, fresh);
    const paths = tried.volume('kept')?.bricks.map(({ path }) => path);
    const { state } = await tried.run('node.readdress', { node, storage: ['fresh', 'c1-n1'], interrupt: true });
    expect(state).toMatchObject({ name: 'succeeded', result: { node } });
    expect(bricksOf(tried, 'kept')).toEqual(['fresh', 'c1-n2', 'c1-n3']);
    expect(tried.volume('kept')?.bricks.map(({ path }) => path)).toEqual(paths);
    expect(poolsOf(tried.world.fleet)[0]?.members.map(namesOf)).toEqual([['c1-n1', 'fresh'], ['c1-n2'], ['c1-n3']]);
    const [row] = await tried.read('select * from gluster_node where id = $1', node);
    expect(row).toMatchObject({ storage_hostname: 'fresh', storage_hostnames: '["fresh","c1-n1"]', state: 'online' });
    expect(await tried.problems()).toEqual([]);
  });

  it('has everything go on as before: what is made, grows and goes afterwards has the new name', async () => {
    const tried = await tryOn(cluster, volume, fresh);
    await tried.run('node.readdress', { node, storage: ['fresh'], interrupt: true });
    const durability = { kind: 'replicate', replica: 3 };
    expect((await tried.run('volume.create', { name: 'new', sizeGib: 2, durability })).state.name).toBe('succeeded');
    expect(bricksOf(tried, 'new').toSorted()).toEqual(['c1-n2', 'c1-n3', 'fresh']);
    expect((await tried.run('volume.expand', { volume: volume.id, addGib: 2 })).state.name).toBe('succeeded');
    expect((await tried.run('volume.delete', { volume: volume.id })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('gives its old names to another node', async () => {
    const tried = await tryOn(cluster, fresh);
    await tried.run('node.readdress', { node, manage: ['fresh'], storage: ['fresh'], interrupt: true });
    const { state } = await tried.run('node.readdress', { node: second, storage: ['c1-n2', 'c1-n1'] });
    expect(state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('reaches the host of a node at another address, under the port and beside the addresses that it had', async () => {
    const tried = await tryOn(
      cluster,
      sql('update gluster_node set made_host = 1'),
      sql(`update host_address set port = 2222 where host = 'c1-n1'`),
      sql(`insert into host_address (host, position, address, port) values ('c1-n1', 1, '10.0.0.7', 22)`),
    );
    expect((await tried.run('node.readdress', { node, manage: ['Fresh', 'f2'] })).state.name).toBe('succeeded');
    expect(
      await tried.read(`select h.name, a.address, a.port from host h join host_address a on a.host = h.id
        where h.id = 'c1-n1' order by a.position`),
    ).toEqual([
      { name: 'Fresh', address: 'fresh', port: 2222 },
      { name: 'Fresh', address: '10.0.0.7', port: 22 },
    ]);
    const [row] = await tried.read('select manage_hostnames from gluster_node where id = $1', node);
    expect(row).toEqual({ manage_hostnames: '["Fresh","f2"]' });
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps the name of a host that a person added', async () => {
    const tried = await tryOn(cluster);
    await tried.run('node.readdress', { node, manage: ['fresh'] });
    expect(await tried.read(`select name from host where id = 'c1-n1'`)).toEqual([{ name: 'c1-n1' }]);
  });

  it('refuses another machine at the new address, and reaches the old one as before', async () => {
    const tried = await tryOn(cluster, volume);
    const [pool] = poolsOf(tried.world.fleet);
    // Who answers there says another id than the pool knows for the node.
    tried.world.fleet.faultPlan = ({ host, argv }) => {
      const index = pool?.members.findIndex((member) => member.host === 'c1-n1') ?? -1;
      const member = pool?.members[index];
      if (host === 'c1-n1' && argv.includes('list') && member !== undefined)
        pool?.members.splice(index, 1, { ...member, uuid: 'another' });
      return undefined;
    };
    const { state } = await tried.run('node.readdress', { node, manage: ['fresh'] });
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'NODE_OTHER_MACHINE', fields: { found: 'another' } },
    });
    expect(await tried.read(`select address from host_address where host = 'c1-n1'`)).toEqual([{ address: 'c1-n1' }]);
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['knows the node by another name alone', 'by.its.address.example', 'PEER_NAME_UNKNOWN'],
    ['does not know the node', undefined, 'NODE_NOT_IN_POOL'],
  ])('refuses whoever answers at the new address where the pool %s', async (_, name, code) => {
    const tried = await tryOn(cluster, aSpareHost('dead', { isKnown: false }));
    const { fleet } = tried.world;
    const dead = name === undefined ? [] : [{ host: hostId('dead'), name, uuid: 'the-dead-one' }];
    poolsOf(fleet)[0]?.members.splice(0, 1, ...dead);
    fleet.powerOff(hostId('dead'));
    const { state } = await tried.run('node.readdress', { node, manage: ['fresh'], storage: ['fresh'] });
    expect(state).toMatchObject({ name: 'failed', error: { code } });
    expect(await tried.read(`select address from host_address where host = 'c1-n1'`)).toEqual([{ address: 'c1-n1' }]);
  });

  it('refuses a new address at which nobody answers, and reaches the node as before', async () => {
    const tried = await tryOn(cluster);
    tried.world.fleet.faultPlan = ({ host }) => (host === 'c1-n1' ? { kind: 'unreachable' } : undefined);
    const { state } = await tried.run('node.readdress', { node, manage: ['fresh'] });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'HOST_UNREACHABLE' } });
    expect(await tried.read(`select address from host_address where host = 'c1-n1'`)).toEqual([{ address: 'c1-n1' }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps the old address from others until it is sure of the new one', async () => {
    const tried = await tryOn(cluster, sql('update gluster_node set made_host = 1'));
    const { fleet, store } = tried.world;
    const add = (name: string, address: string) =>
      store.write(insertHostStatements({ id: `of-${name}`, name, addresses: [{ address, port: 22 }], createdAtMs: 0 }));
    const added: unknown[] = [];
    fleet.faultPlan = ({ host }) => {
      if (added.length === 0) added.push(add('rival', 'c1-n1'), add('c1-n1', 'elsewhere'));
      return host === 'c1-n1' ? { kind: 'unreachable' } : undefined;
    };
    const { state } = await tried.run('node.readdress', { node, manage: ['fresh'] });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'HOST_UNREACHABLE' } });
    expect(await Promise.all(added)).toMatchObject([{ kind: 'refused', reason: 'unique' }, { kind: 'committed' }]);
    expect(await tried.read(`select address, position from host_address where host = 'c1-n1'`)).toEqual([
      { address: 'c1-n1', position: 0 },
    ]);
    fleet.faultPlan = undefined;
    expect((await tried.run('node.readdress', { node, manage: ['fresh'] })).state.name).toBe('succeeded');
    expect(await add('rival', 'c1-n1')).toMatchObject({ kind: 'committed' });
    expect(await tried.problems()).toEqual([]);
  });

  it('has its host keep the addresses that it got until it is sure of them, whoever edits them', async () => {
    const byAddress = sql(`update host_address set address = '10.0.0.7' where host = 'c1-n1'`);
    const kind = volumeWorld([cluster, byAddress]);
    const world = await createWorld({ ...kind, migrations: [...kind.migrations, ...auditMigrations] }, '1');
    const { engine } = await world.addServer();
    const hosts = inventoryOn(world.store);
    const edit = () => hosts.setAddresses({ who: 'ada', from: '[test]' }, 'c1-n1', [{ address: 'by-hand' }]);
    const edits: Promise<unknown>[] = [];
    world.fleet.faultPlan = ({ host }) => {
      if (edits.length === 0) edits.push(edit().catch((error: unknown) => error));
      return host === 'c1-n1' ? { kind: 'unreachable' } : undefined;
    };
    const wish = { project: 'default', principal: 'ada', kind: 'node.readdress', input: { node, manage: ['fresh'] } };
    const run = () => engine.submit(wish).then(async (id) => ({ id, ...(await engine.wait(id, 3_600_000)) }));
    const { id, state } = await world.timer.run(run());
    expect(state).toMatchObject({ name: 'failed', error: { code: 'HOST_UNREACHABLE' } });
    expect(await Promise.all(edits)).toMatchObject([{ code: 'HOST_BUSY', fields: { operation: id } }]);
    expect((await hosts.get('c1-n1')).addresses).toEqual([{ address: '10.0.0.7', port: 22 }]);
    expect((await edit()).addresses).toEqual([{ address: 'by-hand', port: 22 }]);
    world.fleet.faultPlan = undefined;
    expect((await world.timer.run(run())).state.name).toBe('succeeded');
    expect((await edit()).addresses).toEqual([{ address: 'by-hand', port: 22 }]);
    expect(await world.timer.run(world.untilAllEnd().then(() => world.problems()))).toEqual([]);
  });

  it('carries out no plan from before its host got other addresses', async () => {
    const world = await createWorld(volumeWorld([cluster]), '1');
    const { engine } = await world.addServer();
    const wish = { project: 'default', principal: 'ada', kind: 'node.readdress', input: { node, manage: ['fresh'] } };
    const { planId } = await engine.dryRun(wish);
    await world.store.write([{ sql: `update host_address set address = 'by-hand' where host = 'c1-n1'`, values: [] }]);
    await expect(engine.submit({ ...wish, ifPlan: planId })).rejects.toMatchObject({ code: 'OPERATION_PLAN_STALE' });
  });

  it.each([
    ['leads to another node', aName('c1-n2', 'fresh'), /the glusterd \S+2 answers under fresh/],
    ['leads nowhere', aName('c1-n2', 'other'), /no glusterd answers under fresh/],
  ])('changes nothing where the new name %s', async (_, name, message) => {
    const tried = await tryOn(cluster, volume, name);
    const { state } = await tried.run('node.readdress', { node, storage: ['fresh'], interrupt: true });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'NODE_NAME_ASTRAY' } });
    expect(state.error?.message).toMatch(message);
    expect(bricksOf(tried, 'kept')).toEqual(['c1-n1', 'c1-n2', 'c1-n3']);
    expect(poolsOf(tried.world.fleet)[0]?.members.flatMap(namesOf)).toEqual(['c1-n1', 'c1-n2', 'c1-n3']);
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['another brick of a set is down', (tried: Tried) => brickDown(tried, 'c1-n2'), /nobody knows what c1-n2/],
    ['its own brick is down', (tried: Tried) => brickDown(tried, 'c1-n1'), /nobody knows what c1-n1/],
    ['a set is not healed', (tried: Tried) => owe(tried, 'c1-n3', 3), /3 entries have to be healed from c1-n3/],
    [
      'a volume without copies does not run',
      (tried: Tried) => {
        const stopped = tried.volume('alone');
        if (stopped !== undefined) stopped.status = 'stopped';
      },
      /its volume is stopped/,
    ],
  ])('changes nothing where %s', async (_, hurt, message) => {
    const tried = await tryOn(cluster, volume, alone, fresh);
    hurt(tried);
    const { state } = await tried.run('node.readdress', { node, storage: ['fresh'], interrupt: true });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'BRICK_NOT_EXPENDABLE' } });
    expect(state.error?.message).toMatch(message);
    expect([...bricksOf(tried, 'kept'), ...bricksOf(tried, 'alone')]).not.toContain('fresh');
    expect(poolsOf(tried.world.fleet)[0]?.members.flatMap(namesOf)).not.toContain('fresh');
  });

  it('heals a brick before it takes the next one down', async () => {
    const other = aVolume(cluster, 'other', cluster.devices);
    const tried = await tryOn(cluster, volume, other, fresh);
    tried.world.fleet.faultPlan = ({ argv }) => {
      // What was written while the brick of the first volume was down.
      if (argv.includes('commit') && argv.includes('kept')) owe(tried, 'c1-n2', 2);
      if (argv.includes('start') && argv.includes('other'))
        expect(Object.values(tried.volume('kept')?.pending ?? {}).every((count) => count === 0)).toBe(true);
      return undefined;
    };
    expect((await tried.run('node.readdress', { node, storage: ['fresh'], interrupt: true })).state.name).toBe(
      'succeeded',
    );
    expect(bricksOf(tried, 'other')).toContain('fresh');
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['off', 'off'],
    ['on', 'on'],
  ])('takes down no brick of a volume that can be written to, which is %s read-only before', async (before, after) => {
    const tried = await tryOn(cluster, volume, alone, fresh);
    const kept = tried.volume('kept');
    if (before === 'on') kept?.options.unshift(['features.read-only', 'on']);
    const seen: unknown[] = [];
    tried.world.fleet.faultPlan = ({ argv }) => {
      if (argv.includes('reset-brick')) seen.push(readOnly(tried, argv.includes('kept') ? 'kept' : 'alone'));
      return undefined;
    };
    const { state } = await tried.run('node.readdress', { node, storage: ['fresh'], interrupt: true });
    expect(state.name).toBe('succeeded');
    expect(seen).toEqual(['on', 'on', 'on', 'on']);
    expect([readOnly(tried, 'kept'), readOnly(tried, 'alone')]).toEqual([after, 'off']);
    const marks = ['kept', 'alone'].map((name) => new Map(tried.volume(name)?.options).get('user.hostreeve.read-only'));
    expect(marks).toEqual([before === 'on' ? undefined : 'off', 'off']);
  });

  it('takes a brick down again that came up half way, and goes on', async () => {
    const tried = await tryOn(cluster, volume, fresh);
    let isFirst = true;
    tried.world.fleet.faultPlan = ({ argv }) => {
      if (!argv.includes('commit') || !isFirst) return undefined;
      isFirst = false;
      return { kind: 'lost-before' };
    };
    expect((await tried.run('node.readdress', { node, storage: ['fresh'], interrupt: true })).state.name).toBe(
      'succeeded',
    );
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps both names where a person gives it up half way, and finishes it when it is asked for again', async () => {
    const other = aVolume(cluster, 'other', cluster.devices);
    const world = await createWorld(volumeWorld([cluster, volume, other, fresh]), '1');
    const { engine } = await world.addServer();
    const wish = {
      project: 'default',
      principal: 'ada',
      kind: 'node.readdress',
      input: { node, storage: ['fresh'], interrupt: true },
    };
    const namesIn = (name: string) => poolsOf(world.fleet)[0]?.volumes[name]?.bricks.map((brick) => brick.name);
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('reset-brick') && argv.includes('other') ? { kind: 'fail', code: 1, stderr: 'no\n' } : undefined;
    const stuck = await world.timer.run(
      (async () => {
        const id = await engine.submit(wish);
        const { state } = await engine.wait(id, 3_600_000);
        await engine.abandon(id, { principal: 'ada', from: '[test]' });
        return state.name;
      })(),
    );
    expect(stuck).toBe('stuck');
    expect([namesIn('kept')?.[0], namesIn('other')?.[0]]).toEqual([
      expect.stringMatching(/^fresh:/),
      expect.stringMatching(/^c1-n1:/),
    ]);
    const optionsIn = (name: string) => Object.fromEntries(poolsOf(world.fleet)[0]?.volumes[name]?.options ?? []);
    const ours = (value: string) => ({ 'features.read-only': value, 'user.hostreeve.read-only': value });
    expect(optionsIn('other')).toMatchObject(ours('on'));
    const rows = await world.store.read({ sql: 'select * from gluster_node where id = $1', values: [node] });
    expect(rows).toMatchObject([{ storage_hostname: 'c1-n1', storage_hostnames: '["c1-n1","fresh"]' }]);
    world.fleet.faultPlan = undefined;
    const again = await world.timer.run(engine.submit(wish).then((id) => engine.wait(id, 3_600_000)));
    expect(again.state.name).toBe('succeeded');
    expect([optionsIn('kept'), optionsIn('other')]).toMatchObject([ours('off'), ours('off')]);
    expect(await world.timer.run(world.untilAllEnd().then(() => world.problems()))).toEqual([]);
  });

  it('renames the bricks of all volumes where it is cancelled behind the first one', async () => {
    const other = aVolume(cluster, 'other', cluster.devices);
    const world = await createWorld(volumeWorld([cluster, volume, other, fresh]), '1');
    const { engine } = await world.addServer();
    const input = { node, storage: ['fresh'], interrupt: true };
    const cancels: Promise<void>[] = [];
    const end = await world.timer.run(
      (async () => {
        const id = await engine.submit({ project: 'default', principal: 'ada', kind: 'node.readdress', input });
        world.fleet.faultPlan = ({ argv }) => {
          if (argv.includes('commit')) cancels.push(engine.cancel(id, { principal: 'ada', from: '[test]' }));
          return undefined;
        };
        const { state } = await engine.wait(id, 3_600_000);
        await Promise.all(cancels);
        return state;
      })(),
    );
    expect(end).toMatchObject({
      name: 'succeeded',
      cancelledBy: 'ada',
      settled: [{ name: 'readdress' }, { name: 'rename-volume' }],
    });
    expect(await world.timer.run(world.untilAllEnd().then(() => world.problems()))).toEqual([]);
  });

  it('takes any number of volumes, one after the other', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      aVolume(cluster, `v${index}`, cluster.devices.slice(0, 1), 1),
    );
    const world = await createWorld(
      volumeWorld([cluster, ...many.map((each) => ({ rows: () => each.rows(), arrange: () => undefined }))]),
      '1',
    );
    const { engine } = await world.addServer();
    const input = { node, storage: ['fresh'], interrupt: true };
    const { stages } = await engine.dryRun({ project: 'default', principal: 'ada', kind: 'node.readdress', input });
    expect(stages[0]?.steps.filter(({ key }) => key.startsWith('rename-'))).toHaveLength(1);
  });

  it('keeps what is new away from the node meanwhile', async () => {
    const world = await createWorld(volumeWorld([cluster, volume, fresh]), '1');
    const { engine } = await world.addServer();
    const submit = (kind: string, input: object) =>
      engine.submit({ project: 'default', principal: 'ada', kind, input });
    const durability = { kind: 'replicate', replica: 3 };
    await world.timer.run(
      (async () => {
        const id = await submit('node.readdress', { node, storage: ['fresh'], interrupt: true });
        const refused = (kind: string, input: object) => expect(submit(kind, input)).rejects;
        await refused('volume.create', { name: 'new', sizeGib: 2, durability }).toMatchObject({
          code: 'VOLUME_NO_SPACE',
        });
        await refused('volume.delete', { volume: volume.id }).toMatchObject({ code: 'VOLUME_BUSY' });
        await refused('snapshot.create', { volume: volume.id }).toMatchObject({ code: 'VOLUME_BUSY' });
        await refused('device.add', { node, name: '/dev/vdx' }).toMatchObject({ code: 'NODE_BUSY' });
        await refused('node.delete', { node: second }).toMatchObject({
          code: expect.stringMatching(/NODE_BUSY|NOT_EMPTY/),
        });
        expect((await engine.wait(id, 3_600_000)).state.name).toBe('succeeded');
      })(),
    );
    expect(await world.timer.run(world.untilAllEnd().then(() => world.problems()))).toEqual([]);
  });

  it.each([
    ['volume.create', { name: 'new', sizeGib: 2, durability: { kind: 'replicate', replica: 3 } }],
    ['volume.expand', { volume: volume.id, addGib: 2 }],
    ['volume.clone', { volume: volume.id, name: 'copy' }],
    ['volume.delete', { volume: volume.id }],
    ['snapshot.create', { volume: volume.id }],
    ['brick.evict', { brick: volume.bricks[1]?.id }],
    ['node.readdress', { node, storage: ['other'], interrupt: true }],
  ])('lets no plan of %s from before carry the old name on', async (kind, input) => {
    const spare = aCluster().withNodes(4).withDevices(1);
    const world = await createWorld(volumeWorld([spare, volume, fresh]), '1');
    const { engine } = await world.addServer();
    const wish = { project: 'default', principal: 'ada', kind, input };
    const readdress = { node, storage: ['fresh'], interrupt: true };
    await world.timer.run(
      (async () => {
        const { planId } = await engine.dryRun(wish);
        const id = await engine.submit({ ...wish, kind: 'node.readdress', input: readdress });
        expect((await engine.wait(id, 3_600_000)).state.name).toBe('succeeded');
        await expect(engine.submit({ ...wish, ifPlan: planId })).rejects.toMatchObject({
          code: 'OPERATION_PLAN_STALE',
        });
      })(),
    );
    expect(await world.timer.run(world.untilAllEnd().then(() => world.problems()))).toEqual([]);
  });

  it('has what is planned meanwhile go to the others, where the node has no devices', async () => {
    const empty = sql('delete from gluster_device where node = $1', node);
    const pair = aVolume(cluster, 'pair', cluster.devices.slice(1));
    const world = await createWorld(volumeWorld([cluster, pair, fresh, empty]), '1');
    const { engine } = await world.addServer();
    const submit = (kind: string, input: object) =>
      engine.submit({ project: 'default', principal: 'ada', kind, input });
    const asked: string[] = [];
    await world.timer.run(
      (async () => {
        const id = await submit('node.readdress', { node, storage: ['fresh'] });
        const deleted = await submit('volume.delete', { volume: pair.id });
        world.fleet.faultPlan = ({ host, argv }) => {
          if (argv.includes('delete')) asked.push(host);
          return undefined;
        };
        for (const each of [id, deleted]) expect((await engine.wait(each, 3_600_000)).state.name).toBe('succeeded');
      })(),
    );
    expect(asked).toEqual(['c1-n2']);
  });

  it('has no new block volume tell its clients the old name', async () => {
    const world = await createWorld(volumeWorld([cluster, hosting, fresh]), '1');
    const { engine } = await world.addServer();
    const submit = (kind: string, input: object) =>
      engine.submit({ project: 'default', principal: 'ada', kind, input });
    await world.timer.run(
      (async () => {
        const id = await submit('node.readdress', { node, storage: ['fresh'], interrupt: true });
        const made = await submit('block-volume.create', { sizeGib: 5, haCount: 3 });
        for (const each of [id, made]) expect((await engine.wait(each, 3_600_000)).state.name).toBe('succeeded');
      })(),
    );
    const [row] = await world.store.read({ sql: 'select hosts from gluster_block_volume', values: [] });
    expect(JSON.parse(String(row?.['hosts'])).toSorted()).toEqual(['c1-n2', 'c1-n3']);
    expect(await world.timer.run(world.untilAllEnd().then(() => world.problems()))).toEqual([]);
  });

  it.each([
    ['names that it has', { storage: ['c1-n1'] }, [], 'NODE_NAMES_UNCHANGED'],
    ['no names', {}, [], 'NODE_NAMES_UNCHANGED'],
    ['an empty list', { storage: [] }, [], 'OPERATION_INPUT_INVALID'],
    ['a name that gluster would take for an option', { storage: ['--xml'] }, [], 'OPERATION_INPUT_INVALID'],
    ['a node that is not there', { node: 'x', storage: ['fresh'] }, [], 'NODE_NOT_FOUND'],
    ['a storage name of another node', { storage: ['c1-n2'] }, [], 'NODE_NAME_TAKEN'],
    ['a manage name of another node', { manage: ['fresh', 'c1-n2'] }, [], 'NODE_NAME_TAKEN'],
    ['the address of another host', { manage: ['SPARE'] }, [aSpareHost('spare')], 'HOST_ADDRESS_TAKEN'],
    [
      'the address of another host at the port of the one that goes',
      { manage: ['spare'] },
      [
        aSpareHost('spare'),
        sql(`update host_address set port = 2222 where host in ('spare', 'c1-n1')`),
        sql(`update host_address set position = 1 where host = 'c1-n1'`),
        sql(`insert into host_address (host, position, address, port) values ('c1-n1', 0, '10.0.0.7', 22)`),
      ],
      'HOST_ADDRESS_TAKEN',
    ],
    [
      'the name of another host, where its own goes by the node',
      { manage: ['spare'] },
      [aSpareHost('spare'), sql('update gluster_node set made_host = 1')],
      'HOST_NAME_TAKEN',
    ],
    [
      'a node whose cluster is worked on',
      { storage: ['fresh'] },
      [sql(`update gluster_node set removed_by = 'x' where host = 'c1-n3'`)],
      'NODE_BUSY',
    ],
    [
      'a node with a device that is worked on',
      { storage: ['fresh'] },
      [sql(`update gluster_device set removed_by = 'x' where node = $1`, node)],
      'NODE_BUSY',
    ],
  ])('refuses %s before anything happens', async (_, input, things, code) => {
    const tried = await tryOn(cluster, volume, ...things);
    await expect(tried.run('node.readdress', { node, ...input })).rejects.toMatchObject({ code });
    expect(tried.world.fleet.journal).toEqual([]);
  });

  it.each([
    ['volumes that nobody said may stand still', [alone], /1 volume would stand still for some seconds/],
    ['a volume with snapshots', [volume, aSnapshot(cluster, volume, 's')], /kept has 1 snapshot/],
    [
      'a volume whose order is not known',
      [
        aVolume(cluster, 'two', cluster.devices),
        sql(`update gluster_volume set bricks_ordered = 0, durability = '{"kind":"replicate","replica":2}'`),
      ],
      /bricks of the volume two belong together is not known/,
    ],
    [
      'a volume with two bricks of a set on the node',
      [
        aVolume(cluster, 'two', cluster.devices.slice(0, 2)),
        sql(`update gluster_brick set device = $1`, cluster.devices[0]?.id ?? ''),
      ],
      /two bricks of one set of the volume two lie on it/,
    ],
    [
      'a block volume whose clients know the old name',
      [hosting, aBlockVolume(cluster, hosting, 'block')],
      /clients of the block volume \S+ reach it under c1-n1/,
    ],
  ])('refuses a new storage name for %s, and says what to do', async (_, things, message) => {
    const tried = await tryOn(cluster, ...things);
    const asked = tried.run('node.readdress', { node, storage: ['fresh'] });
    await expect(asked).rejects.toMatchObject({ code: 'NODE_NOT_READDRESSABLE' });
    await expect(asked).rejects.toThrow(message);
    expect(tried.world.fleet.journal).toEqual([]);
  });

  it('refuses bricks of the only node of a cluster, and renames it without any', async () => {
    const one = aCluster().withNodes(1).withDevices(1);
    const input = { node: one.nodes[0], storage: ['fresh'], interrupt: true };
    const full = await tryOn(one, aVolume(one, 'alone', one.devices));
    await expect(full.run('node.readdress', input)).rejects.toMatchObject({ code: 'NODE_NOT_READDRESSABLE' });
    const empty = await tryOn(one, fresh);
    expect((await empty.run('node.readdress', input)).state.name).toBe('succeeded');
    expect(await empty.problems()).toEqual([]);
  });

  it('does not wait for a host that is failed', async () => {
    const tried = await tryOn(cluster, fresh, sql(`update gluster_node set state = 'failed' where host = 'c1-n3'`));
    daemonOf(tried.world.fleet.host(hostId('c1-n3'))).isDown = true;
    expect((await tried.run('node.readdress', { node, storage: ['fresh'], interrupt: true })).state.name).toBe(
      'succeeded',
    );
  });
});

/** Of a world whose hosts nobody enters. */
function inventoryOn(store: Store): HostInventory {
  return createHostInventory({
    store,
    vault: { ...fixedVault, ...fixedVaultOn(store) },
    clock: { now: () => 0 },
    randomBytes: () => new Uint8Array(),
    settings: { enrolment: { kind: 'refuse' }, transport: 'ssh', port: 22, login: 'root', usesAgent: false },
    transport: () => {
      throw new TypeError('nobody enters a host');
    },
  });
}

function brickDown(tried: Tried, host: string): void {
  const brick = tried.volume('kept')?.bricks.find((each) => each.host === host);
  if (brick !== undefined) stopBrick(tried.world.fleet, brick);
}

/** A brick of the volume has something to give to others. */
function owe(tried: Tried, host: string, entries: number): void {
  const kept = tried.volume('kept');
  const brick = kept?.bricks.find((each) => each.host === host);
  if (kept !== undefined && brick !== undefined) kept.pending[brick.name] = entries;
}

function readOnly(tried: Tried, name: string): string | undefined {
  return tried.volume(name)?.options.find(([key]) => key === 'features.read-only')?.[1];
}
