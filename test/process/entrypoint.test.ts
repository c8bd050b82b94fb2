import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';

type Environment = Readonly<Record<string, string>>;

interface Start {
  /** All lines on standard error, until it listened or ended. */
  readonly lines: readonly string[];
  /** The listener's, when there is one. */
  readonly url?: string;
  readonly code?: number;
}

function run(args: readonly string[], env: Environment): ChildProcess & { readonly stderr: NodeJS.ReadableStream } {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('deploy/entrypoint', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `${process.cwd()}/bin:${PATH}`, HOME, HOSTREEVE_DATA: join(temporaryFolder(), 'data'), ...env },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** What the image starts, until it listens or ends. */
async function start(args: readonly string[], env: Environment = {}): Promise<Start> {
  const child = run(args, { HOSTREEVE_LISTEN: '127.0.0.1:0', ...env });
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    const match = /"urls":\["([^"]+)"\].*"listening"/.exec(line);
    if (match?.[1] !== undefined) resolve(match[1]);
  });
  const ended = once(child, 'close');
  const url = await Promise.race([promise, ended.then(() => undefined)]);
  return url === undefined ? { lines, code: child.exitCode ?? -1 } : { lines, url };
}

const SAID = "hostreeve: simulated hosts, and the well-known key 'My Secret'; for other keys set ";
const REFUSED = "reaches real hosts: not with the well-known key 'My Secret'; set ";
const ADMIN = { HEKETI_ADMIN_KEY: 'a key of ours' };
const USER = { HEKETI_USER_KEY: 'a key of theirs' };

function file(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

describe('what the image starts', () => {
  it.each<[string, readonly string[], Environment, string]>([
    ['nothing', [], {}, 'HEKETI_ADMIN_KEY and HEKETI_USER_KEY'],
    ['a flag and an empty key', ['--log-level', 'info'], { ...ADMIN, HEKETI_USER_KEY: '' }, 'HEKETI_USER_KEY'],
    ['serve and a key', ['serve'], { HOSTREEVE_HEKETI_USER_KEY: 'ours' }, 'HEKETI_ADMIN_KEY'],
  ])('serves simulated hosts and says which keys are well-known: given %s', async (_, args, env, keys) => {
    const { lines, url } = await start(args, env);
    expect([lines[0], lines.filter((line) => line.includes('My Secret')).length]).toEqual([`${SAID}${keys}`, 1]);
    expect(await (await fetch(`${url}/hello`)).text()).toBe('Hello from Heketi');
  });

  it.each<[string, Environment, readonly string[]]>([
    ['simulated hosts that nobody asked for', {}, ['hostreeve: simulated hosts; for real ones set HEKETI_EXECUTOR']],
    ['simulated hosts', { HEKETI_EXECUTOR: 'mock' }, []],
    ['real hosts', { HEKETI_EXECUTOR: 'ssh' }, []],
  ])('says nothing of keys with keys of one’s own and %s', async (_, env, said) => {
    const { lines, url } = await start([], { ...ADMIN, ...USER, ...env });
    expect(url).toBeDefined();
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual(said);
  });

  it.each<[string, Environment, string]>([
    ['no keys', {}, `ssh ${REFUSED}HEKETI_ADMIN_KEY and HEKETI_USER_KEY`],
    ['one key', ADMIN, `ssh ${REFUSED}HEKETI_USER_KEY`],
    ['a well-known key', { ...ADMIN, HEKETI_USER_KEY: 'My Secret' }, `ssh ${REFUSED}HEKETI_USER_KEY`],
    [
      'a well-known key by our name',
      { ...ADMIN, ...USER, HOSTREEVE_HEKETI_ADMIN_KEY: 'My Secret' },
      `ssh ${REFUSED}HEKETI_ADMIN_KEY`,
    ],
    [
      'another executor',
      { HOSTREEVE_HEKETI_EXECUTOR: 'kubernetes' },
      `kubernetes ${REFUSED}HEKETI_ADMIN_KEY and HEKETI_USER_KEY`,
    ],
  ])('refuses real hosts with %s', async (_, env, line) => {
    expect(await start([], { HEKETI_EXECUTOR: 'ssh', ...env })).toEqual({
      lines: [`error: the executor ${line}`],
      code: 2,
    });
  });

  it('takes the executor of a file and refuses real hosts there too', async () => {
    const config = file('hostreeve.yaml', 'heketi: { executor: ssh }\n');
    expect(await start(['serve', '--config', config])).toMatchObject({ code: 2 });
    expect(await start([], { HOSTREEVE_CONFIG: config })).toMatchObject({ code: 2 });
    expect(await start(['--config', config], { ...ADMIN, ...USER })).toHaveProperty('url');
  });

  it('leaves to the server what the server refuses', async () => {
    const heketi = file('heketi.json', '{ "glusterfs": { "executor": "mock" } }');
    expect(await start(['--heketi-config', heketi])).toEqual({
      lines: [expect.stringMatching(/^error: .*heketi\.adminKey.*heketi\.userKey/)],
      code: 2,
    });
    expect(await start(['--lisen', 'x'])).toEqual({
      lines: [expect.stringContaining('--lisen'), expect.stringContaining('--listen')],
      code: 2,
    });
  });

  it('shows help, and says nothing of keys then', async () => {
    expect(await start(['serve', '--help'])).toEqual({ lines: [], code: 0 });
  });

  it('runs the other commands as they are', async () => {
    const child = run(['config', 'print'], {});
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(child, 'close');
    expect(text).toMatch(/^listen +127\.0\.0\.1:8080 +default$/m);
  });
});
