import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'config-print-'));
afterAll(() => rmSync(folder, { recursive: true }));

const main = join(import.meta.dirname, '../../main.ts');

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const argv = [main, 'config', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', cwd: folder, env });
  return { status, stdout, stderr };
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe('config print', () => {
  it('prints a table by default, with nothing on standard error', () => {
    const { status, stdout, stderr } = run(['print', '--data', '/d', '--log-level', 'debug', '--disable-auth']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^KEY +VALUE +ORIGIN\ndata +\/d +flag --data\n/);
    expect(stdout).toMatch(/\nlog\.level +debug +flag --log-level\n/);
    expect(stdout).toMatch(/\nheketi\.disableAuth +true +flag --disable-auth\n/);
  });

  it('reads the file of --config, and that of HOSTREEVE_CONFIG without it', () => {
    const one = file('one.yaml', 'listen: one:1\n');
    const two = file('two.yaml', 'listen: two:2\n');
    const listen = (args: readonly string[]): unknown => {
      const { stdout } = run(['print', '--output', 'json', ...args], { HOSTREEVE_CONFIG: two });
      return (JSON.parse(stdout) as { listen: unknown }).listen;
    };
    expect(listen([])).toEqual({ value: 'two:2', origin: { kind: 'yaml', file: 'two.yaml', line: 1 } });
    expect(listen(['--config', one])).toMatchObject({ value: 'one:1' });
  });

  it('writes warnings to standard error and the rest to standard output', () => {
    const heketi = file('heketi.json', '{"jwt": {"admin": {"key": "KEY-A"}, "user": {"key": "KEY-U"}}, "prot": "1"}');
    const { status, stdout, stderr } = run(['print', '--heketi-config', heketi, '--output', 'yaml']);
    expect(status).toBe(0);
    expect(stderr).toBe('warning: heketi.json:1 (prot): unknown key, which has no effect (did you mean port?)\n');
    expect(stdout).toContain('  # adminKey: [secret] # heketi.json:1 (jwt.admin.key)\n');
    expect(stdout).not.toMatch(/KEY-[AU]/);
  });

  it('exits with 2 and one line for each problem', () => {
    const bad = file('bad.yaml', 'listn: x\nlog: {level: loud}\n');
    const { status, stdout, stderr } = run(['print', '--config', bad, '--heketi-config', 'none.json']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toEqual([
      'error: bad.yaml:1: unknown key listn (did you mean listen?)',
      expect.stringMatching(/^error: bad\.yaml:2: log\.level: invalid level: "loud"/),
      'error: none.json: cannot be read (there is no such file)',
      '',
    ]);
  });
});
