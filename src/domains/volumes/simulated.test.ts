import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../test/simulation/world.ts';
import { hostMigrations } from '../../kernel/hosts/index.ts';
import { hostId } from '../../kernel/remote/index.ts';
import { secretMigrations } from '../../kernel/secrets/index.ts';
import { fixedVault } from '../../kernel/secrets/testing/fixed-vault.ts';
import { poolsOf } from './gluster/simulated-pool.ts';
import { volumeMigrations, volumeOperations } from './index.ts';
import { simulatedVolumesWith } from './simulated.ts';

/** As where nobody has real hosts: each node has whatever disk it is said to have, and names that are not its id. */
describe('simulated volumes with devices of a size', () => {
  it('make a disk of that size of any path, and volumes on hosts that are known by name', async () => {
    const hosts = ['h1', 'h2', 'h3'];
    const { programs, onBoot, onNewHost } = simulatedVolumesWith({
      deviceSizeGib: 500,
      hostNamed: (name) => name.replace(/\.storage$/, ''),
    });
    const insert = (name: string) => ({
      sql: 'insert into host (id, name, created_at_ms) values ($1, $2, 0)',
      values: [name, `${name}.manage`],
    });
    const world = await createWorld(
      {
        migrations: [...secretMigrations, ...hostMigrations, ...volumeMigrations],
        definitions: volumeOperations(fixedVault),
        programs,
        onBoot: [onBoot],
        hosts: Object.fromEntries(hosts.map((host) => [host, {}])),
        arrange: (fleet) => {
          for (const host of fleet.hosts()) onNewHost(host);
        },
        rows: [{ sql: 'insert into gluster_cluster (id) values ($1)', values: ['c'] }, ...hosts.map(insert)],
        problems: () => Promise.resolve([]),
      },
      '1',
    );
    const { engine } = await world.addServer();
    const run = (kind: string, input: unknown) =>
      world.timer.run(
        engine
          .submit({ project: 'default', principal: 'ada', kind, input })
          .then((id) => engine.wait(id, 3_600_000))
          .then(({ state }) => state),
      );
    for (const host of hosts) {
      const names = { manage: [`${host}.manage`], storage: [`${host}.storage`] };
      const added = await run('node.add', { cluster: 'c', zone: 1, ...names });
      expect(added).toMatchObject({ name: 'succeeded' });
      const { node } = added.result as { node: string };
      expect(await run('device.add', { node, name: '/dev/anything' })).toMatchObject({ name: 'succeeded' });
    }
    const sizes = await world.store.read({ sql: 'select total_kib from gluster_device', values: [] });
    expect(sizes.map((row) => row['total_kib'])).toEqual(hosts.map(() => 500 * 1_048_576));
    const durability = { kind: 'replicate', replica: 3 };
    expect(await run('volume.create', { name: 'v', sizeGib: 10, durability })).toMatchObject({ name: 'succeeded' });
    const volumes = poolsOf(world.fleet).flatMap((pool) => Object.values(pool.volumes));
    expect(volumes[0]?.bricks.map(({ name }) => name.split(':')[0]).toSorted()).toEqual(
      hosts.map((host) => `${host}.storage`),
    );
    expect(world.fleet.host(hostId('h1')).mounts()).toHaveLength(1);
    expect(world.fleet.faults).toEqual([]);
  });
});
