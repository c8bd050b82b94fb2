import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  /** Process id of the server itself, whatever it was started through. */
  readonly pid: number;
  /** All lines of its log so far. */
  readonly log: string[];
}

const environment = { ...process.env, HOSTREEVE_LOG_LEVEL: 'debug' };

/** Starts the server as a person would and waits until it listens. */
async function start(data: string, command = ['bin/hostreeve'], env = {}): Promise<Running> {
  const [program = '', ...before] = command;
  const args = [...before, 'serve', '--data', data, '--listen', '127.0.0.1:0'];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...environment, ...env } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const log: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line);
    const match = /"urls":\["([^"]+)"\].*"listening"/.exec(line);
    if (match?.[1] !== undefined) resolve(match[1]);
  });
  child.on('exit', (code) => reject(new Error(`ended with ${code}:\n${log.join('\n')}`)));
  const url = await promise;
  const owner = JSON.parse(readFileSync(join(data, 'hostreeve.sqlite.owner'), 'utf8')) as { pid: number };
  return { process: child, url, pid: owner.pid, log };
}

function runToEnd(args: readonly string[], env = {}): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('bin/hostreeve', args, {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, ...env },
  });
  return { code: status, stdout, stderr };
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

describe('hostreeve serve', () => {
  it('answers, stops cleanly at TERM, and goes on with what is there', async () => {
    const data = join(temporaryFolder(), 'data');
    for (const round of ['first', 'second']) {
      const server = await start(data);
      expect(await (await fetch(`${server.url}/readyz`)).json(), round).toMatchObject({
        ready: true,
        checks: [
          { name: 'store', ok: true },
          { name: 'audit', ok: true },
        ],
      });
      expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('hostreeve_store_read_seconds');
      server.process.kill('SIGTERM');
      expect(await once(server.process, 'exit')).toEqual([0, null]);
      expect(server.log.at(-1)).toContain('"stopped"');
    }
    expect(readdirSync(data).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'admin-token',
      'hostreeve.sqlite',
      'hostreeve.sqlite.lock',
      'master.key',
    ]);
  });

  it('stops in good order when it is told so while it starts', async () => {
    const data = join(temporaryFolder(), 'data');
    const args = ['serve', '--data', data, '--listen', '127.0.0.1:0'];
    const child = spawn('bin/hostreeve', args, { stdio: ['ignore', 'ignore', 'pipe'], env: environment });
    onTestFinished(() => void child.kill('SIGKILL'));
    const log: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      if (line.includes('"starting"')) child.kill('SIGTERM');
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(log.at(-1)).toContain('"stopped"');
    expect(existsSync(join(data, 'hostreeve.sqlite.owner'))).toBe(false);
  });

  it('goes on after kill -9', async () => {
    const data = join(temporaryFolder(), 'data');
    const first = await start(data);
    process.kill(first.pid, 'SIGKILL');
    await once(first.process, 'exit');
    const second = await start(data);
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  });

  it('stops when the npx that started it is ended', async () => {
    const data = join(temporaryFolder(), 'data');
    const server = await start(data, ['npx', '--no-install', 'hostreeve']);
    expect(server.pid).not.toBe(server.process.pid);
    server.process.kill('SIGTERM');
    await expect.poll(() => isAlive(server.pid), { timeout: 10_000 }).toBe(false);
    expect(existsSync(join(data, 'hostreeve.sqlite.owner'))).toBe(false);
  });

  it('refuses a second server on the same data and names the first', async () => {
    const data = join(temporaryFolder(), 'data');
    const server = await start(data);
    const { code, stderr } = runToEnd(['serve', '--data', data, '--listen', '127.0.0.1:0', '--log-level', 'fatal']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: the store .* is in use by process \d+, since .*\n$/),
    ]);
    expect(stderr).toContain(`process ${server.pid},`);
  });

  it('does not make another master key for the secrets of a lost one', async () => {
    const data = join(temporaryFolder(), 'data');
    const server = await start(data);
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
    rmSync(join(data, 'master.key'));
    const end = runToEnd(['serve', '--data', data, '--listen', '127.0.0.1:0', '--log-level', 'fatal']);
    expect([end.code, end.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: .*put your copy back as .*master\.key\n$/),
    ]);
    expect(existsSync(join(data, 'master.key'))).toBe(false);
  });

  it('does not speak plain HTTP where TLS is asked for, and warns of settings without effect', async () => {
    const folder = temporaryFolder();
    const config = join(folder, 'hostreeve.yaml');
    writeFileSync(config, 'heketi: { tls: { enabled: true, certFile: c.pem, keyFile: k.pem } }\n');
    const end = runToEnd(['serve', '--config', config, '--data', join(folder, 'data'), '--log-level', 'fatal']);
    expect([end.code, end.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: cannot serve HTTPS with c\.pem and k\.pem: .*\n$/),
    ]);
    const server = await start(join(folder, 'data'), ['bin/hostreeve'], { HEKETI_PROFILING: 'yes' });
    expect(server.log.join('\n')).toContain('"settings":["heketi.profiling"]');
  });

  it.each([
    ['a taken port', 1, /^error: cannot listen on 127\.0\.0\.1:\d+: the port is taken by another program\n$/],
    ['a folder that cannot be made', 1, /^error: cannot make the data folder .*file\/data: .*\n$/],
    ['an unknown key', 2, /^error: .*hostreeve\.yaml:1.*lisen.*listen.*\n$/],
    ['two mistakes at once', 2, /^error: .*\nerror: .*\n$/],
  ])('says %s in one clear line', async (what, code, line) => {
    const folder = temporaryFolder();
    const config = join(folder, 'hostreeve.yaml');
    let data = join(folder, 'data');
    let listen = ['--listen', '127.0.0.1:0'];
    writeFileSync(config, what === 'an unknown key' ? 'lisen: 127.0.0.1:1\n' : '{}\n');
    if (what === 'two mistakes at once') writeFileSync(config, 'lisen: 1\nlog: { level: loud }\n');
    if (what === 'a taken port') {
      const other = await start(join(folder, 'other'));
      listen = ['--listen', new URL(other.url).host];
    }
    if (what === 'a folder that cannot be made') {
      writeFileSync(join(folder, 'file'), '');
      data = join(folder, 'file', 'data');
    }
    const end = runToEnd(['serve', '--config', config, '--data', data, ...listen, '--log-level', 'fatal']);
    expect([end.code, end.stderr]).toEqual([code, expect.stringMatching(line)]);
  });

  it('shows no secret anywhere', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    const masterKey = Buffer.alloc(32, 7).toString('base64');
    const canaries = {
      HEKETI_ADMIN_KEY: 'canary-admin-key',
      HEKETI_USER_KEY: 'canary-user-key',
      HOSTREEVE_MASTER_KEY: masterKey,
    };
    const server = await start(data, ['bin/hostreeve'], canaries);
    const seen: string[] = [readFileSync(`/proc/${server.pid}/cmdline`, 'latin1')];
    for (const path of ['/', '/healthz', '/readyz', '/metrics', '/canary-admin-key', `/?key=canary-user-key`]) {
      const headers = { authorization: 'Bearer canary-admin-key' };
      const answer = await fetch(`${server.url}${path}`, { headers });
      // A client's own words may come back to it; what must not leave is what only we know.
      if (!path.includes('canary')) seen.push(await answer.text());
    }
    const { stdout, stderr } = runToEnd(['config', 'print', '--data', data, '--output', 'json'], canaries);
    runToEnd(['db', 'backup', join(folder, 'copy.sqlite'), '--data', data]);
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
    seen.push(...server.log, stdout, stderr, readFileSync(join(folder, 'copy.sqlite'), 'latin1'));
    for (const name of readdirSync(data)) seen.push(readFileSync(join(data, name), 'latin1'));
    for (const canary of Object.values(canaries)) expect(seen.filter((text) => text.includes(canary))).toEqual([]);
  });
});

describe('hostreeve db', () => {
  it('copies the store of a running server into a sound file, and never over another', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    await start(data);
    const copy = join(folder, 'copy.sqlite');
    expect(runToEnd(['db', 'backup', copy, '--data', data])).toMatchObject({ code: 0, stdout: `${copy}\n` });
    const db = new DatabaseSync(copy, { readOnly: true });
    onTestFinished(() => db.close());
    expect(db.prepare('select count(*) as n from data_key').all()).toEqual([{ n: 1 }]);
    expect(runToEnd(['db', 'backup', copy, '--data', data])).toMatchObject({
      code: 1,
      stderr: `error: ${copy} exists already; name another file\n`,
    });
  });

  it('takes a store that no server has used yet for what it is', () => {
    const data = join(temporaryFolder(), 'data');
    mkdirSync(data, { mode: 0o700 });
    const db = new DatabaseSync(join(data, 'hostreeve.sqlite'));
    db.exec('pragma user_version = 0');
    db.close();
    const { code, stdout } = runToEnd(['db', 'check', '--data', data]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/: no damage, .*\ninventory: none yet\n$/)]);
  });

  it('checks the store of a running server, and says what is no store', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    await start(data);
    expect(runToEnd(['db', 'check', '--data', data])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/hostreeve\.sqlite: no damage, checked in \d+ ms\ninventory: consistent\n$/),
    });
    expect(runToEnd(['db', 'check', '--data', join(folder, 'nowhere')])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: the store .*nowhere.* cannot be opened: .*\n$/),
    });
  });
});

it('a check that finds damage names it and ends with 1 (contract heketi-engine §8.1, defect 19)', () => {
  const data = temporaryFolder();
  const path = join(data, 'hostreeve.sqlite');
  const database = new DatabaseSync(path);
  database.exec(`create table pool (id text primary key, free integer);
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
    insert into pool select 'pool-' || i, i from n`);
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, Math.floor(bytes.length / 2));
  writeFileSync(path, bytes);
  expect(runToEnd(['db', 'check', '--data', data])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/\n.*hostreeve\.sqlite: damaged, checked in \d+ ms\ninventory: none yet\n$/),
  });
});

describe('the command line', () => {
  it('exits with 2 on wrong usage and suggests what was meant', () => {
    expect(runToEnd(['serv'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean serve?') });
    expect(runToEnd(['serve', '--lisen', 'x'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--listen') });
  });

  it('prints help and version on standard output', () => {
    expect(runToEnd(['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/serve.*config.*db/s),
      stderr: '',
    });
    expect(runToEnd(['help', 'serve'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--heketi-config') });
    expect(runToEnd(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
