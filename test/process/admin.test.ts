import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentity, type Principal } from '../../src/kernel/identity/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import { openStore } from '../../src/kernel/store/index.ts';
import { migrations } from '../../src/server/migrations.ts';
import { owner, temporaryFolder } from '../store/fixtures.ts';

const PASSWORD = 'canary in a coal mine';

interface End {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
function run(args: readonly string[], options: { readonly input?: string; readonly uid?: number } = {}): End {
  const { input = '', uid } = options;
  const { status, stdout, stderr } = spawnSync('bin/hostreeve', args, {
    encoding: 'utf8',
    timeout: 30_000,
    input,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return { code: status, stdout, stderr };
}

interface Running {
  readonly process: ChildProcess;
  readonly log: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts a server and waits until it listens. */
async function serve(data: string): Promise<Running> {
  const child = spawn('bin/hostreeve', ['serve', '--data', data, '--listen', '127.0.0.1:0', '--log-level', 'trace'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const log: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line);
    if (line.includes('"listening"')) resolve();
  });
  child.on('exit', (code) => reject(new Error(`ended with ${code}:\n${log.join('\n')}`)));
  await promise;
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { process: child, log, stop };
}

/** Whose token it is, by the store that no process has open. */
async function whose(data: string, token: string): Promise<Principal> {
  const store = await openStore({ url: `sqlite:${join(data, 'hostreeve.sqlite')}`, migrations, owner });
  try {
    const parts = { store, clock: { now: () => Date.now() }, randomBytes, audit: () => [], log: { warn: () => {} } };
    return (await createIdentity(parts).authenticateToken(new Secret(token))).principal;
  } finally {
    await store.close();
  }
}

interface Entry {
  readonly who: string;
  readonly from: string;
  readonly action: string;
  readonly isSealed: boolean;
}

function auditOf(data: string): readonly Entry[] {
  const { stdout } = run(['audit', 'list', '--who', '[owner]', '--output', 'json', '--data', data]);
  return JSON.parse(stdout) as Entry[];
}

const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

// Each command is a process of its own, which takes its time on a machine that has other work.
const unhurried = { timeout: 120_000 };

describe('the owner of the machine, without a server', unhurried, () => {
  it('makes the first user and a token that works, and nothing tells the password', async () => {
    const data = join(temporaryFolder(), 'data');
    const made = run(['createuser', 'ada', '--role', 'admin', '--password-stdin', '--data', data], {
      input: `${PASSWORD}\n`,
    });
    expect(made).toEqual({
      code: 0,
      stdout: 'User ada created\n',
      stderr: 'ada has the role admin everywhere\n',
    });
    expect(modeOf(data)).toBe('700');
    expect(modeOf(join(data, 'hostreeve.sqlite'))).toBe('600');
    const created = run(['token', 'create', 'ada', '--name', 'laptop', '--data', data]);
    expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+\n$/) });
    const token = created.stdout.trim();
    expect(await whose(data, token)).toMatchObject({ name: 'ada', kind: 'person' });
    const ends = ['user show ada --output yaml', 'token list ada --output json', 'audit list'].map((words) =>
      run([...words.split(' '), '--data', data]),
    );
    for (const { code, stderr } of ends) expect([code, stderr]).toEqual([0, '']);
    const shown = [made, created, ...ends].map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(shown).not.toContain(PASSWORD);
    expect(ends.map(({ stdout }) => stdout).join('')).not.toContain(token);
    for (const name of readdirSync(data)) {
      const file = readFileSync(join(data, name), 'latin1');
      expect(file).not.toContain(PASSWORD);
      expect(file).not.toContain(token);
    }
    expect(auditOf(data).map(({ action, from }) => `${action} ${from}`)).toEqual([
      'token.create [server]',
      'principal.create [server]',
      'role.grant [server]',
      'password.set [server]',
    ]);
  });

  it('gives roles of their own in projects, and is told what is wrong in one line', () => {
    const data = join(temporaryFolder(), 'data');
    const ok = (words: string): string => {
      const { code, stdout, stderr } = run([...words.split(' '), '--data', data]);
      expect([code, stderr], words).toEqual([0, '']);
      return stdout;
    };
    const fails = (words: string): readonly unknown[] => {
      const { code, stdout, stderr } = run([...words.split(' '), '--data', data]);
      expect(stdout).toBe('');
      return [code, stderr.split('\n')[0]];
    };
    expect(fails('user list')).toEqual([1, `error: there is no store at ${data}/hostreeve.sqlite; check --data`]);
    expect(existsSync(data)).toBe(false);
    const id = ok('user create backup --service').trim();
    expect(ok('role create reader --action volume.read event.*')).toBe('reader\n');
    ok(`role grant ${id} reader --project default`);
    expect(ok('user show backup')).toMatch(/^ROLES +reader in default$/m);
    expect(fails('role delete reader')).toEqual([
      1,
      "error: the role 'reader' is granted to somebody; revoke it there first",
    ]);
    ok('role revoke backup reader --project default');
    ok('role delete reader');
    ok('user disable backup');
    expect(ok('user list')).toMatch(/^backup +service +disabled/m);
    expect(fails('role create x --action volume.raed')).toEqual([
      1,
      'error: there is no action "volume.raed"; did you mean volume.read?',
    ]);
    // Wrong usage, found before anything is opened.
    expect(fails('user link backup --scheme telepathy --issuer x --subject y')[0]).toBe(2);
    expect(fails('token create backup --name x --expires soon')[0]).toBe(2);
    expect(fails('token revoke')).toEqual([2, 'error: give the id of a token, or --all-of USER']);
    expect(fails('createuser ada')).toEqual([
      2,
      'error: standard input is no terminal to ask for a password on; use --password-stdin',
    ]);
  });

  it('may call several commands at once', async () => {
    const data = join(temporaryFolder(), 'data');
    run(['user', 'create', 'first', '--data', data]);
    const names = ['one', 'two', 'three'];
    const codes = await Promise.all(
      names.map(async (name) => {
        const child = spawn('bin/hostreeve', ['user', 'create', name, '--data', data], { stdio: 'ignore' });
        return (await once(child, 'exit')) as unknown[];
      }),
    );
    expect(codes).toEqual(names.map(() => [0, null]));
    const { stdout } = run(['user', 'list', '--output', 'json', '--data', data]);
    expect((JSON.parse(stdout) as Principal[]).map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });
});

describe('the owner of the machine, beside a server', unhurried, () => {
  it('does the same through the socket, and finds a changed entry of the audit record', async () => {
    const data = join(temporaryFolder(), 'data');
    const server = await serve(data);
    expect(modeOf(join(data, 'admin.sock'))).toBe('600');
    expect(modeOf(data)).toBe('700');
    const made = run(
      ['createuser', 'ada', '--role', 'viewer', '--project', 'default', '--password-stdin', '--data', data],
      {
        input: PASSWORD,
      },
    );
    expect(made).toMatchObject({ code: 0, stdout: 'User ada created\n' });
    const created = run(['token', 'create', 'ada', '--name', 'laptop', '--expires', '90d', '--data', data]);
    const token = created.stdout.trim();
    expect(run(['user', 'password', 'ada', '--password-stdin', '--data', data], { input: 'short' })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: the password has fewer than 12 characters\n',
    });
    expect(auditOf(data).map(({ action, from }) => `${action} ${from}`)).toEqual([
      'user.password [socket]',
      'token.create [socket]',
      'principal.create [socket]',
      'role.grant [socket]',
      'password.set [socket]',
    ]);
    await expect.poll(() => auditOf(data).every(({ isSealed }) => isSealed), { timeout: 20_000 }).toBe(true);
    const intact = run(['audit', 'verify', '--data', data]);
    expect(intact).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^intact: \d+ entries sealed, 0 not yet\nanchor: \d+:[0-9a-f]{64}\n$/),
    });
    const anchor = /anchor: (\S+)/.exec(intact.stdout)?.[1] ?? '';
    await server.stop();
    expect(existsSync(join(data, 'admin.sock'))).toBe(false);
    expect(server.log.join('\n')).not.toContain(PASSWORD);
    expect(server.log.join('\n')).not.toContain(token);
    expect(await whose(data, token)).toMatchObject({ name: 'ada' });

    expect(run(['audit', 'verify', '--anchor', anchor, '--data', data]).code).toBe(0);
    const db = new DatabaseSync(join(data, 'hostreeve.sqlite'));
    const { number } = db.prepare("select number from audit_entry where action = 'token.create'").get() ?? {};
    db.prepare("update audit_entry set who = 'somebody else' where action = 'token.create'").run();
    db.close();
    expect(run(['audit', 'verify', '--data', data])).toEqual({
      code: 1,
      stdout: `broken: entry ${String(number)} was changed\n`,
      stderr: '',
    });
  });

  it('goes on with the store itself when the server was killed', async () => {
    const data = join(temporaryFolder(), 'data');
    const server = await serve(data);
    const ended = once(server.process, 'exit');
    server.process.kill('SIGKILL');
    await ended;
    expect(lstatSync(join(data, 'admin.sock')).isSocket()).toBe(true);
    expect(run(['project', 'create', 'red', '--data', data]).code).toBe(0);
    const again = await serve(data);
    expect(run(['project', 'list', '--data', data]).stdout).toMatch(/^red +[0-9a-f]{32}$/m);
    expect(again.log.join('\n')).toContain('admin socket opened');
  });

  it.skipIf(process.getuid?.() !== 0)('is nobody else: another user is refused, and changes nothing', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    await serve(data);
    const args = ['project', 'create', 'red', '--data', data];
    const nobody = 65_534;
    chmodSync(folder, 0o711);
    // First the folder keeps them out, then the socket alone.
    for (const mode of [0o700, 0o711]) {
      chmodSync(data, mode);
      expect(statSync(data).mode & 0o777).toBe(mode);
      expect(run(args, { uid: nobody })).toEqual({
        code: 1,
        stdout: '',
        stderr: `error: this user may not use ${data}/admin.sock; run the command as the user of the server\n`,
      });
    }
    expect(run(['project', 'list', '--data', data]).stdout).not.toContain('red');
  });
});

describe('a password on a terminal', () => {
  it('is asked for twice and not shown', async () => {
    const data = join(temporaryFolder(), 'data');
    const child = spawn('script', ['-qec', `bin/hostreeve createuser ada --data '${data}'`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      for (const question of ['password: ', 'password again: ']) {
        if (text.includes(question)) child.stdin.write(`${PASSWORD}\r`);
      }
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(shown.replaceAll('\r\n', '\n')).toBe(
      'password: \npassword again: \nUser ada created\nada may do nothing yet; give them a role: hostreeve role grant ada ROLE\n',
    );
  });
});
