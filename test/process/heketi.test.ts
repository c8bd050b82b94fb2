import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';

const environment = (data: string) => ({ ...process.env, HOSTREEVE_DATA: data, HOSTREEVE_LISTEN: '127.0.0.1:0' });

function heketi(args: readonly string[], data = temporaryFolder()) {
  const { status, stdout, stderr } = spawnSync('bin/heketi', args, {
    encoding: 'utf8',
    timeout: 60_000,
    env: environment(data),
  });
  return { code: status, stdout, stderr };
}

function configuration(fields: object): string {
  const file = join(temporaryFolder(), 'heketi.json');
  writeFileSync(file, JSON.stringify(fields));
  return file;
}

const glusterfs = { executor: 'mock' };

describe('heketi', () => {
  it('serves what its --config says, answers anybody with --disable-auth, and ends with 0 at TERM', async () => {
    const config = configuration({ port: '8080', use_auth: false, glusterfs });
    const child = spawn('bin/heketi', [`--config=${config}`, '--disable-auth'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: environment(temporaryFolder()),
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const log: string[] = [];
    const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      const url = /"urls":\["([^"]+)"\].*"listening"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    const ended = once(child, 'exit');
    child.once('exit', () => reject(new Error(log.join('\n'))));
    const url = await listening;
    expect(await (await fetch(`${url}/hello`)).text()).toBe('Hello from Heketi');
    expect(await (await fetch(`${url}/clusters`)).json()).toEqual({ clusters: [] });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }, 90_000);

  it.each(['--version', '-v'])('prints its version at %s', (flag) => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(heketi([flag])).toEqual({ code: 0, stdout: `Heketi ${version} (Hostreeve)\n`, stderr: '' });
  });

  it.each<readonly [string, readonly string[], object | undefined, string]>([
    ['no configuration', [], undefined, 'Please provide configuration file'],
    ['a file that is not there', ['--config=/is/not/there'], undefined, '/is/not/there'],
    ['a port that is a number', [], { port: 8080, glusterfs }, 'port'],
    ['ck28: no keys', [], { port: '1', glusterfs }, 'jwt.admin.key'],
    ['an unknown state', ['--disable-auth'], { default_state: 'odd', glusterfs }, 'default_state'],
    ['an unknown executor', ['--disable-auth'], { glusterfs: { executor: 'odd' } }, 'glusterfs.executor'],
    ['an executor that is not there', ['--disable-auth'], { glusterfs: { executor: 'inject/ssh' } }, 'inject/ssh'],
    ['Kubernetes outside of it', ['--disable-auth'], { glusterfs: { executor: 'kube' } }, 'KUBERNETES_SERVICE_HOST'],
    ['an unknown flag', ['--odd'], undefined, "unknown option '--odd'"],
  ])('does not start with %s: exit code 1, and a reason', (_, args, fields, reason) => {
    const { code, stdout, stderr } = heketi([
      ...args,
      ...(fields === undefined ? [] : [`--config=${configuration(fields)}`]),
    ]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(reason);
  });

  it.each([
    [['db', 'import', '--jsonfile=a', '--dbfile=b'], '`hostreeve import heketi FILE`'],
    [['db', 'export'], '`hostreeve export heketi FILE`'],
    [['db', 'consistency-check'], '`hostreeve db check`'],
    [['offline', 'cleanup-operations', '--config=x'], '`hostreeve operation retry ID`'],
    [['offline', 'state', 'examine', 'gluster'], '/internal/state/examine/gluster'],
    [['offline', 'odd'], "there is no 'heketi offline odd'"],
    [['db'], "there is no 'heketi db'"],
  ])('says where %j is', (args, words) => {
    const { code, stderr } = heketi(args);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
