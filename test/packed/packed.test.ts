import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';

/** With a space, as folders of people have it. */
const home = mkdtempSync(join(tmpdir(), 'hostreeve packed-'));
const project = join(home, 'a project');
const command = join(project, 'node_modules/.bin/hostreeve');
const installed = join(project, 'node_modules/hostreeve');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** @throws where the command says anything but 0 */
function done(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 280_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  /** Of the server itself, whatever it was started through. */
  readonly pid: number;
  readonly log: readonly string[];
}

async function start(data: string, through: readonly string[]): Promise<Running> {
  const [program = '', ...before] = through;
  const child = spawn(program, [...before, 'serve', '--data', data, '--listen', '127.0.0.1:0'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HEKETI_EXECUTOR: 'mock' },
  });
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
  const { pid } = JSON.parse(readFileSync(join(data, 'hostreeve.sqlite.owner'), 'utf8')) as { pid: number };
  return { process: child, url, pid, log };
}

beforeAll(() => {
  done('npm', ['run', '--silent', 'pack'], '.');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "a-project", "version": "1.0.0", "private": true }\n');
  const file = join(process.cwd(), 'dist-pack', `hostreeve-${version}.tgz`);
  done('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', file], project);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

it('has no TypeScript, no tests and no tools for development in it', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('docs'),
  );
  expect(files.filter((name) => /\.ts$|\.test\.|testing/.test(name))).toEqual([]);
  expect(existsSync(join(project, 'node_modules/vitest'))).toBe(false);
  expect(existsSync(join(project, 'node_modules/fastify'))).toBe(true);
});

it('names in npm-shrinkwrap.json what package-lock.json has for production, and no more', () => {
  const packagesOf = (file: string): Readonly<Record<string, { dev?: boolean; version?: string }>> =>
    (JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { dev?: boolean; version?: string }> })
      .packages;
  const versions = (file: string): readonly string[] =>
    Object.entries(packagesOf(file))
      .filter(([path, { dev }]) => path !== '' && dev !== true)
      .map(([path, { version: of }]) => `${path} ${of}`);
  const shrinkwrap = join(installed, 'npm-shrinkwrap.json');
  expect(versions(shrinkwrap)).toEqual(versions('package-lock.json'));
  expect(Object.values(packagesOf(shrinkwrap)).filter(({ dev }) => dev === true)).toEqual([]);
});

it('loads each of its commands', () => {
  expect(done(command, ['--version'], project)).toBe(`${version}\n`);
  const commands = [...done(command, ['--help'], project).matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name);
  expect(commands).toContain('serve');
  for (const name of commands.filter((each) => each !== 'help'))
    expect(done(command, ['help', name], project), name).toContain('Usage:');
});

it('serves with its simulated hosts and stops in good order, also without any other Node', async () => {
  const bin = join(home, 'no node here');
  mkdirSync(bin);
  symlinkSync('/usr/bin/readlink', join(bin, 'readlink'));
  const server = await start(join(temporaryFolder(), 'data'), ['/usr/bin/env', `PATH=${bin}`, command]);
  expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ ready: true });
  expect(await (await fetch(`${server.url}/hello`)).text()).toBe('Hello from Heketi');
  for (const file of ['swagger.yml', 'latest.html', 'swagger-ui/swagger-ui.css', 'swagger-ui/swagger-ui-bundle.js'])
    expect([file, (await fetch(`${server.url}/docs/heketi/${file}`)).status]).toEqual([file, 200]);
  server.process.kill('SIGTERM');
  expect(await once(server.process, 'exit')).toEqual([0, null]);
  expect(server.log.at(-1)).toContain('"stopped"');
});

it('stops when the npx that started it is ended', async () => {
  const data = join(temporaryFolder(), 'data');
  const server = await start(data, ['npx', '--no-install', 'hostreeve']);
  expect(server.pid).not.toBe(server.process.pid);
  server.process.kill('SIGTERM');
  await expect.poll(() => existsSync(`/proc/${server.pid}`), { timeout: 20_000 }).toBe(false);
  expect(existsSync(join(data, 'hostreeve.sqlite.owner'))).toBe(false);
});
