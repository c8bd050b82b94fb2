import { describe, expect, it } from 'vitest';
import { heketiCli } from './heketi-cli.ts';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { leadOneLife, writeTopology } from './one-life.ts';

const KEYS = { adminKey: 'conformance-admin-key', userKey: 'conformance-user-key' };
const GOLDEN = '__golden__/heketi-cli.txt';

describe.each(chosenServers)('heketi-cli, unmodified, with %s', (name) => {
  const start = starterOf(name);

  it('reads the same through the life of a cluster, without authentication', async () => {
    const cli = heketiCli(await start('off'), 'none');
    await expect(await leadOneLife(cli)).toMatchFileSnapshot(GOLDEN);
  });

  it('reads the same with signed requests', async () => {
    const cli = heketiCli(await start(KEYS), { user: 'admin', key: KEYS.adminKey });
    await expect(await leadOneLife(cli)).toMatchFileSnapshot(GOLDEN);
  });

  it('is told why a token does not count', async () => {
    const url = await start(KEYS);
    const tell = async (user: string, key: string, ...args: string[]) => {
      const { code, stderr } = await heketiCli(url, { user, key })(args);
      return [code, stderr.trim()];
    };
    const list = ['cluster', 'list'];
    expect(await tell('admin', 'another-key', ...list)).toEqual([
      255,
      'Error: Invalid JWT token: signature is invalid (client and server secrets may not match)',
    ]);
    expect(await tell('somebody', KEYS.adminKey, ...list)).toEqual([255, 'Error: Invalid JWT token: Unknown user']);
    expect(await tell('user', KEYS.userKey, ...list)).toEqual([255, 'Error: Administrator access required']);
    expect(await tell('user', KEYS.userKey, 'volume', 'list')).toEqual([0, '']);
    expect((await heketiCli(url, 'none')(list)).code).toBe(255);
  });
});

interface Topology {
  readonly clusters: readonly {
    readonly nodes: readonly { readonly id: string; readonly devices: readonly DeviceInfo[] }[];
  }[];
}

interface DeviceInfo {
  readonly id: string;
  readonly state: string;
  readonly bricks: readonly { readonly id: string; readonly node: string; readonly device: string }[];
}

/** What Heketi's own simulated executor cannot do, after contract heketi-api §9.3; and what differs on purpose, §5.4. */
describe.skipIf(!chosenServers.includes('Hostreeve'))('heketi-cli, unmodified, with Hostreeve alone', () => {
  const start = starterOf('Hostreeve');

  it('moves bricks off a device and off a node, and says when there is nowhere to go', async () => {
    const cli = heketiCli(await start('off'), 'none');
    const json = async <Body>(...args: string[]) => JSON.parse((await cli([...args, '--json'])).stdout) as Body;
    const bricksOf = async (volume: string) =>
      (await json<Pick<DeviceInfo, 'bricks'>>('volume', 'info', volume)).bricks;
    await cli(['topology', 'load', `--json=${writeTopology()}`]);
    const { id: volume } = await json<{ id: string }>('volume', 'create', '--size=10', '--name=rep3');

    const [full] = (await bricksOf(volume)).map(({ device }) => device);
    await cli(['device', 'disable', `${full}`]);
    expect(await cli(['device', 'remove', `${full}`])).toMatchObject({
      code: 0,
      stdout: `Device ${full} is now removed\n`,
    });
    expect(await json('device', 'info', `${full}`)).toMatchObject({ state: 'failed', bricks: [] });
    const moved = await bricksOf(volume);
    expect(new Set(moved.map(({ node }) => node)).size).toBe(3);
    expect(moved.map(({ device }) => device)).not.toContain(full);

    const [node] = moved.map(({ node }) => node);
    await cli(['node', 'disable', `${node}`]);
    expect(await cli(['node', 'remove', `${node}`])).toMatchObject({
      code: 0,
      stdout: `Node ${node} is now removed\n`,
    });
    const onThree = await bricksOf(volume);
    expect(new Set(onThree.map((brick) => brick.node)).size).toBe(3);
    expect(onThree.map((brick) => brick.node)).not.toContain(node);

    // A fourth node is gone now; each that is left has a brick of the set.
    const [device, last] = [onThree[0]?.device, onThree[0]?.node];
    const { devices } = await json<{ devices: readonly DeviceInfo[] }>('node', 'info', `${last}`);
    for (const { id, state } of devices) if (state === 'online') await cli(['device', 'disable', id]);
    expect(await cli(['device', 'remove', `${device}`])).toMatchObject({
      code: 255,
      stderr: expect.stringContaining(
        `Unable to delete device [${device}] as no device was found to replace it: No Replacement was found for resource requested to be removed`,
      ),
    });
    await cli(['node', 'disable', `${last}`]);
    expect(await cli(['node', 'remove', `${last}`])).toMatchObject({
      code: 255,
      stderr: expect.stringContaining(
        `Unable to remove node [${last}] as no device was found to replace device [${device}]`,
      ),
    });
    expect(await bricksOf(volume)).toEqual(onThree);
    const { clusters } = await json<Topology>('topology', 'info');
    const bricks = clusters.flatMap(({ nodes }) =>
      nodes.flatMap(({ devices }) => devices.flatMap(({ bricks }) => bricks)),
    );
    expect(bricks).toHaveLength(3);
  });

  it('lets the issuer `user` do everything with volumes, and nothing else', async () => {
    const url = await start(KEYS);
    const admin = heketiCli(url, { user: 'admin', key: KEYS.adminKey });
    const user = heketiCli(url, { user: 'user', key: KEYS.userKey });
    await admin(['topology', 'load', `--json=${writeTopology()}`]);
    const made = await user(['volume', 'create', '--size=1', '--name=mine', '--json']);
    expect(made).toMatchObject({ code: 0 });
    const { id } = JSON.parse(made.stdout) as { id: string };
    expect(await user(['volume', 'info', id])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Name: mine'),
    });
    expect(await user(['volume', 'delete', id])).toMatchObject({ code: 0 });
    expect(await admin(['volume', 'list'])).toMatchObject({ code: 0, stdout: '' });
    expect(await user(['topology', 'info'])).toMatchObject({
      code: 255,
      stderr: 'Error: Administrator access required\n',
    });
  });
});
