import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';
import { commandTree, notRun, recorded } from './command-tree.ts';
import { runEachCommand } from './each-command.ts';
import { heketiCli } from './heketi-cli.ts';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { writeTopology } from './one-life.ts';

/** With Hostreeve, and with a good end. */
const ran: (readonly string[])[] = [];

interface KubernetesList {
  readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
}

describe.each(chosenServers)('each command of heketi-cli, unmodified, with %s', (name) => {
  it('reads the same', async () => {
    const folder = temporaryFolder();
    const cli = heketiCli(await starterOf(name)('off'), 'none');
    const text = await runEachCommand(name === 'Hostreeve' ? recorded(cli, ran) : cli, folder);
    await expect(text).toMatchFileSnapshot('__golden__/heketi-cli-commands.txt');

    const written = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Partial<KubernetesList>;
    expect(written('pv.json')).toMatchObject({ kind: 'PersistentVolume', spec: { capacity: { storage: '1Gi' } } });
    const { items } = written('heketi-storage.json');
    expect(items?.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Secret heketi-storage-secret',
      'Endpoints heketi-storage-endpoints',
      'Service heketi-storage-endpoints',
      'Job heketi-storage-copy-job',
    ]);
  });
});

interface VolumeInfo {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly bricks: readonly { readonly id: string }[];
}

describe.skipIf(!chosenServers.includes('Hostreeve'))('each command of heketi-cli, with Hostreeve alone', () => {
  // Heketi's own simulated executor cannot: contract heketi-api §15.
  it('clones a volume, and evicts bricks', async () => {
    const cli = recorded(heketiCli(await starterOf('Hostreeve')('off'), 'none'), ran);
    const json = async (...args: string[]) => JSON.parse((await cli([...args, '--json'])).stdout) as VolumeInfo;
    await cli(['topology', 'load', `--json=${writeTopology()}`]);
    const source = await json('volume', 'create', '--size=4', '--name=source');
    expect(await json('volume', 'clone', source.id, '--name=copy')).toMatchObject({ name: 'copy', size: 4 });

    const plain = await json('volume', 'create', '--size=4', '--name=plain');
    const [first, second] = plain.bricks.map(({ id }) => id);
    const evicted = (id?: string) => ({ code: 0, stdout: expect.stringContaining(`Brick ${id} evicted\n`) });
    expect(await cli(['brick', 'evict', `${first}`])).toMatchObject(evicted(first));
    const careless = ['brick', 'evict', '--expert-option-disable-heal-check', `${second}`];
    expect(await cli(careless)).toMatchObject(evicted(second));
    const { bricks } = await json('volume', 'info', plain.id);
    expect(bricks).toHaveLength(3);
    expect(bricks.map(({ id }) => id)).toEqual(expect.not.arrayContaining([first]));
    expect(bricks.map(({ id }) => id)).toEqual(expect.not.arrayContaining([second]));
    expect(await cli(['brick', 'evict', `${first}`])).toMatchObject({ code: 255, stderr: 'Error: Id not found\n' });
  });

  it('has run all of the tree, with all flags', async () => {
    const tree = await commandTree(heketiCli('http://nowhere.invalid', 'none'));
    expect(tree.length).toBeGreaterThan(50);
    expect(notRun(tree, ran)).toEqual([]);
  });
});
