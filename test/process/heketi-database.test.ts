import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';
import { DATABASE, exportedIds, underWay } from './heketi-exports.ts';

const { cluster, device, node, volume, brick, record } = exportedIds;

function run(args: readonly string[], input = '', more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, ...more };
  const { status, stdout, stderr } = spawnSync('bin/hostreeve', args, {
    encoding: 'utf8',
    timeout: 60_000,
    input,
    env,
  });
  return { code: status, stdout, stderr };
}

/** Gives the address. */
async function serve(data: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn('bin/hostreeve', ['serve', '--data', data, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...more },
  });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  });
  let url = '';
  for await (const line of createInterface({ input: child.stderr })) {
    url = /"urls":\["([^"]+)"\].*"listening"/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  child.stderr.resume();
  return url;
}

// Each command is a process of its own, which takes its time on a machine that has other work.
describe.each(['without a server', 'while a server runs'])('a database of Heketi, %s', (how) => {
  it('is looked at, taken over once, and written back', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const [data, file, back] = ['data', 'heketi.json', 'back.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(file, DATABASE);
    if (how === 'while a server runs') await serve(data);
    const trial = run(['import', 'heketi', file, '--dry-run', '--data', data]);
    expect(trial).toMatchObject({ code: 0, stderr: '' });
    expect(trial.stdout).toMatch(
      /^would be taken over: 1 cluster, 1 node, 1 device, 0 volumes, 0 bricks, 0 block volumes$/m,
    );
    const taken = run(['import', 'heketi', '-', '--data', data], DATABASE);
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringMatching(/^taken over: 1 cluster, 1 node, /) });
    expect(run(['import', 'heketi', file, '--data', data])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`cluster ${cluster} is there already`),
    });
    expect(run(['export', 'heketi', back, '--data', data])).toMatchObject({ code: 0, stdout: `${back}\n` });
    expect((statSync(back).mode & 0o777).toString(8)).toBe('600');
    const written = JSON.parse(readFileSync(back, 'utf8')) as { deviceentries: Record<string, object> };
    expect(written.deviceentries[device]).toEqual({
      State: 'online',
      Info: { name: '/dev/sdb', storage: { total: 1000, free: 1000, used: 0 }, id: device },
      Bricks: [],
      NodeId: node,
      ExtentSize: 4096,
    });
    expect(run(['export', 'heketi', back, '--data', data])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('EEXIST'),
    });
    const audit = run(['audit', 'list', '--action', 'inventory.import', '--output', 'json', '--data', data]);
    expect(JSON.parse(audit.stdout)).toMatchObject([
      { result: 'refused' },
      { result: 'done', body: { format: 'heketi' } },
    ]);
    const wrong = run(['import', 'heketi', join(folder, 'nothing.json'), '--data', data]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing.json') });
  });
});

it('what Heketi had under way is shown, and undone by a command', { timeout: 120_000 }, async () => {
  const data = join(temporaryFolder(), 'data');
  expect(run(['import', 'heketi', '-', '--data', data], underWay())).toMatchObject({ code: 0 });
  const keys = { HEKETI_ADMIN_KEY: 'of a test', HEKETI_USER_KEY: 'of a test' };
  const url = await serve(data, { HEKETI_EXECUTOR: 'mock', ...keys });
  const ask = (...args: readonly string[]) => run(['operation', ...args, '--server', url, '--data', data]);
  const shown = JSON.parse(ask('unfinished', '--output', 'json').stdout) as object;
  expect(shown).toMatchObject([{ id: record, kind: 'volume.create', volumes: [volume], bricks: [brick] }]);

  const trial = ask('resolve', record, '--dry-run');
  expect(trial).toMatchObject({ code: 0, stdout: expect.stringMatching(/volume\.create was not finished: .*half/) });
  expect(ask('resolve', record)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(ask('resolve', record, '--yes')).toMatchObject({ code: 0, stderr: expect.stringContaining(' done in ') });
  expect(JSON.parse(ask('unfinished', '--output', 'json').stdout)).toEqual([]);
  const after = JSON.parse(run(['export', 'heketi', '-', '--data', data]).stdout) as Record<string, object>;
  expect(after).toMatchObject({ volumeentries: {}, brickentries: {}, pendingoperations: {} });
});

it.each(['without a server', 'while a server runs'])(
  'a trial compares with the hosts when it is told to, and leaves nothing behind, %s',
  { timeout: 120_000 },
  async (how) => {
    const folder = temporaryFolder();
    const [data, tmp] = [join(folder, 'data'), join(folder, 'tmp')];
    mkdirSync(tmp);
    const env = { HEKETI_EXECUTOR: 'mock', HEKETI_ADMIN_KEY: 'of a test', HEKETI_USER_KEY: 'of a test', TMPDIR: tmp };
    if (how === 'while a server runs') await serve(data, env);
    const trial = (...more: readonly string[]) =>
      run(['import', 'heketi', '-', ...more, '--data', data], underWay(), env);
    // It makes the store, where there is none.
    trial('--dry-run');
    const others = () => readdirSync(data).filter((name) => !name.startsWith('hostreeve.sqlite'));
    const before = others();
    const { code, stdout } = trial('--dry-run', '--examine');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^would be taken over: 1 cluster,/m);
    // A simulated host is there as soon as it is asked, and has nothing on it.
    expect(stdout).toMatch(/^critical device-missing: .*\/dev\/sdb.*\. /m);
    expect(stdout).toMatch(/^different on the hosts: [1-9]\d*$/m);
    expect(readdirSync(tmp)).toEqual([]);
    expect(others()).toEqual(before);
    const wrong = trial('--examine');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--examine goes with --dry-run') });
    expect(run(['export', 'heketi', '-', '--data', data]).stdout).toContain('"clusterentries": {}');
  },
);

describe('the check of a store that has an inventory', () => {
  /** Past all of our programs, which keep foreign keys. */
  const changeByHand = (data: string, ...statements: readonly string[]): void => {
    const db = new DatabaseSync(join(data, 'hostreeve.sqlite'));
    db.exec(`pragma foreign_keys = off; ${statements.join('; ')}`);
    db.close();
  };

  it.each(['without a server', 'while a server runs'])(
    'says what does not go together, %s',
    { timeout: 120_000 },
    async (how) => {
      const data = join(temporaryFolder(), 'data');
      expect(run(['import', 'heketi', '-', '--data', data], underWay())).toMatchObject({ code: 0 });
      if (how === 'while a server runs') await serve(data, { HEKETI_EXECUTOR: 'mock' });
      const check = () => run(['db', 'check', '--data', data]);
      // What Heketi had under way is held by its record, and that is as it should be.
      const healthy = check();
      expect(healthy).toMatchObject({ code: 0, stderr: '' });
      expect(healthy.stdout).toMatch(/: no damage, checked in \d+ ms\ninventory: consistent\n$/);

      changeByHand(data, 'update gluster_device set used_kib = used_kib + 1');
      const miscounted = check();
      const remedy = "see by 'hostreeve drift examine' what is on the hosts, then restore a backup from before it";
      expect(miscounted.code).toBe(1);
      expect(miscounted.stdout.split('\n')).toEqual([
        `Device ${device} used 1056769 does not match the sum of its bricks 1056768: ${remedy}`,
        expect.stringMatching(/: no damage, checked in/),
        'inventory: inconsistent, 1 found',
        '',
      ]);

      const [missing, nobody] = ['8'.repeat(32), '9'.repeat(32)];
      changeByHand(data, `update gluster_brick set device = '${missing}', operation = '${nobody}'`);
      const dangling = check();
      expect(dangling.code).toBe(1);
      expect(dangling.stdout).toContain('a row of gluster_brick points at a missing row of gluster_device\n');
      expect(dangling.stdout).toContain(`Brick ${brick} unknown device ${missing}: ${remedy}\n`);
      expect(dangling.stdout).toContain(`Brick ${brick} unknown pending operation ${nobody}: ${remedy}\n`);
      expect(dangling.stdout).toMatch(/: damaged, checked in/);
    },
  );
});
