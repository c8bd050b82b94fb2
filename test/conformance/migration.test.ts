import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';
import { heketiCli } from './heketi-cli.ts';
import { heketiProgram, startHeketiIn, writeConfiguration } from './heketi-servers.ts';
import { writeTopology } from './one-life.ts';

const GUIDE = 'docs/migrating-from-heketi.md';
const KEYS = { adminKey: 'migration-admin-key', userKey: 'migration-user-key' };

/** The commands of a section of the guide, as they are written there. */
function commandsOf(section: string): string {
  const [, after = ''] = readFileSync(GUIDE, 'utf8').split(new RegExp(`^#+ ${section}$`, 'm'));
  const [text = ''] = after.split(/^#+ /m);
  const blocks = [...text.matchAll(/^```sh\n(?<commands>.*?)^```$/gms)].map((match) => match.groups?.['commands']);
  if (blocks.length === 0) throw new Error(`${GUIDE} has no commands under '${section}'`);
  return blocks.join('\n');
}

/** Where the guide's commands run: with the programs that they name, and with a folder of the test's own for /etc and /var. */
function workplace(folder: string, port: number) {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(heketiProgram('HEKETI_SERVER'), join(bin, 'heketi'));
  symlinkSync(heketiProgram('HEKETI_CLI'), join(bin, 'heketi-cli'));
  symlinkSync(resolve('bin/hostreeve'), join(bin, 'hostreeve'));
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH']}`,
    HEKETI_CLI_SERVER: `http://127.0.0.1:${port}`,
    HEKETI_CLI_USER: 'admin',
    HEKETI_CLI_KEY: KEYS.adminKey,
  };
  const placed = (commands: string): string =>
    commands
      .replaceAll('/etc/heketi/heketi.json', join(folder, 'heketi-config.json'))
      .replaceAll('/var/lib/heketi/', `${folder}/`)
      .replaceAll('/var/lib/hostreeve', join(folder, 'data'));
  const run = (commands: string) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', placed(commands)], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect([status, stderr.match(/^(?:error|Error).*/m)?.[0]], `${commands}\n${stdout}\n${stderr}`).toEqual([
      0,
      undefined,
    ]);
    return stdout;
  };
  return { env, placed, run };
}

/** What `heketi-cli` reads, in an order that does not depend on the server. */
async function everythingRead(url: string): Promise<unknown> {
  const cli = heketiCli(url, { user: 'admin', key: KEYS.adminKey });
  const { stdout } = await cli(['topology', 'info', '--json']);
  const { clusters } = JSON.parse(stdout) as { clusters: object[] };
  return clusters;
}

describe('the guide for those who come from Heketi', () => {
  it('leads there and back, as it is written', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder();
    const heketi = await startHeketiIn(folder, KEYS);
    const cli = heketiCli(heketi.url, { user: 'admin', key: KEYS.adminKey });
    const port = Number(new URL(heketi.url).port);
    const ok = async (...args: string[]) => expect(await cli(args)).toMatchObject({ code: 0 });
    await ok('topology', 'load', `--json=${writeTopology()}`);
    await ok('volume', 'create', '--size=10', '--name=web');
    await ok(
      'volume',
      'create',
      '--size=4',
      '--durability=disperse',
      '--disperse-data=2',
      '--redundancy=1',
      '--gid=2000',
    );
    await ok(
      'volume',
      'create',
      '--size=2',
      '--snapshot-factor=1.5',
      '--gluster-volume-options=performance.readdir-ahead off',
    );
    const before = await everythingRead(heketi.url);
    const { run, env, placed } = workplace(folder, port);

    expect(run(commandsOf('A trial beside the old server'))).toContain(
      'would be taken over: 1 cluster, 4 nodes, 8 devices, 3 volumes',
    );
    await heketi.stop();
    writeConfiguration(folder, port, KEYS, { name: 'heketi-config.json' });
    const early = spawnSync(
      'sh',
      ['-c', placed('hostreeve serve --heketi-config /etc/heketi/heketi.json --data early')],
      {
        cwd: folder,
        env,
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    expect([early.status, early.stderr]).toEqual([1, expect.stringContaining('is the database of a Heketi')]);
    const [moving = '', serving = ''] = commandsOf('The move').split(/^(?=hostreeve serve)/m);
    expect(run(moving)).toMatch(/^taken over: 1 cluster, 4 nodes, 8 devices, 3 volumes, 9 bricks, 0 block volumes$/m);

    const [serve = '', ...looks] = serving.split('\n');
    const server = spawn('sh', ['-c', `exec ${placed(serve).replace(/ &$/, '')}`], {
      cwd: folder,
      env,
      stdio: 'ignore',
    });
    onTestFinished(() => void server.kill('SIGKILL'));
    await vi.waitFor(async () => expect((await fetch(`${heketi.url}/hello`)).ok).toBe(true), {
      timeout: 60_000,
      interval: 100,
    });
    expect(await everythingRead(heketi.url)).toEqual(before);
    const looked = run(looks.join('\n'));
    expect(looked).toContain('Name:web');
    expect(looked).toMatch(/"totalinconsistencies": 0/);
    expect(run(commandsOf('What was under way'))).toBe('');

    run(commandsOf('The way back'));
    const ended = new Promise((resolve_) => server.once('exit', resolve_));
    server.kill('SIGTERM');
    await ended;
    writeFileSync(join(folder, 'heketi.db'), readFileSync(join(folder, 'back.db')));
    const again = await startHeketiIn(folder, KEYS);
    onTestFinished(() => again.stop());
    expect(await everythingRead(again.url)).toEqual(before);
  });
});
