import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { tokenFor } from '../heketi/tokens.ts';
import { temporaryFolder } from '../store/fixtures.ts';

const IMAGE = 'localhost/hostreeve:test';
const WELL_KNOWN = 'My Secret';
const NOTICE =
  "hostreeve: simulated hosts, and the well-known key 'My Secret'; for other keys set HEKETI_ADMIN_KEY and HEKETI_USER_KEY\n";
const READY_TIMEOUT_MS = 60_000;
/** What a careful person adds. */
const HARDENED = ['--read-only', '--cap-drop=all', '--security-opt=no-new-privileges'];

interface End {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function podman(...args: readonly string[]): End {
  const { status, stdout, stderr } = spawnSync('podman', args, { encoding: 'utf8', timeout: 600_000 });
  return { code: status, stdout, stderr };
}

/** @throws where podman says anything but 0 */
function done(...args: readonly string[]): string {
  const end = podman(...args);
  if (end.code !== 0) throw new Error(`podman ${args.join(' ')} ended with ${end.code}:\n${end.stdout}${end.stderr}`);
  return end.stdout.trim();
}

interface Container {
  readonly id: string;
  /** From outside, and under the same address after a restart of it. */
  readonly url: string;
}

/** Starts a container of the image and waits until it is ready. */
async function start(...options: readonly string[]): Promise<Container> {
  const id = done('run', '--detach', '--publish', '127.0.0.1::8080', ...options, IMAGE);
  onTestFinished(() => {
    podman('rm', '--force', '--volumes', '--time', '5', id);
  });
  return { id, url: await readyUrl(id) };
}

async function readyUrl(id: string): Promise<string> {
  const url = `http://${done('port', id, '8080/tcp')}`;
  const status = (): Promise<number> =>
    fetch(`${url}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: READY_TIMEOUT_MS, message: podman('logs', id).stderr }).toBe(200);
  return url;
}

function newVolume(): string {
  const name = `hostreeve-test-${randomBytes(6).toString('hex')}`;
  done('volume', 'create', name);
  onTestFinished(() => {
    podman('volume', 'rm', '--force', name);
  });
  return name;
}

function ask(url: string, method: string, path: string, key: string, body?: unknown): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `bearer ${tokenFor(method, path, { key })}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const stateOf = (id: string): string => done('inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', id);

beforeAll(() => {
  const { TEST_CONTAINER_BASE: base, TEST_CONTAINER_BUILD_BASE: buildBase } = process.env;
  if (base === undefined || buildBase === undefined) throw new Error('there are no images: eval "$(lab/podman up)"');
  // What this machine's npm needs to find its registry: seen by the build, and in no layer.
  const settings = join(homedir(), '.npmrc');
  const seen = existsSync(settings) ? ['--volume', `${settings}:/root/.npmrc:ro`] : [];
  const bases = ['--build-arg', `BASE=${base}`, '--build-arg', `BUILD_BASE=${buildBase}`];
  done('build', '--network', 'host', ...seen, ...bases, '--tag', IMAGE, '--file', 'deploy/Containerfile', '.');
});

it('answers from outside, on simulated hosts, with the well-known key, which it says', async () => {
  const { id, url } = await start();
  expect(await (await fetch(`${url}/hello`)).text()).toBe('Hello from Heketi');
  expect((await ask(url, 'GET', '/clusters', WELL_KNOWN)).status).toBe(200);
  expect((await ask(url, 'GET', '/clusters', 'another key')).status).toBe(401);
  expect((await fetch(`${url}/api/v2/openapi.json`)).status).toBe(200);
  expect((await fetch(`${url}/docs/heketi/swagger-ui/swagger-ui-bundle.js`)).status).toBe(200);
  expect(podman('logs', id).stderr.startsWith(NOTICE)).toBe(true);
});

it('stops in good order when it is told to, and goes on with the volume of data', async () => {
  const volume = newVolume();
  const first = await start('--volume', `${volume}:/var/lib/hostreeve`);
  const made = await ask(first.url, 'POST', '/clusters', WELL_KNOWN, { file: true, block: false });
  const { id: cluster } = (await made.json()) as { id: string };
  done('stop', '--time', '10', first.id);
  // 137 is what a container has that had to be killed.
  expect(stateOf(first.id)).toBe('exited 0');
  expect(podman('logs', first.id).stderr.trimEnd().split('\n').at(-1)).toContain('"stopped"');
  done('rm', first.id);

  const second = await start('--volume', `${volume}:/var/lib/hostreeve`);
  const list = await ask(second.url, 'GET', '/clusters', WELL_KNOWN);
  expect(await list.json()).toEqual({ clusters: [cluster] });
});

it('goes on after it was killed', async () => {
  const container = await start();
  const made = await ask(container.url, 'POST', '/clusters', WELL_KNOWN, { file: true, block: true });
  const { id: cluster } = (await made.json()) as { id: string };
  done('kill', '--signal', 'KILL', container.id);
  done('wait', container.id);
  done('start', container.id);
  const url = await readyUrl(container.id);
  expect(await (await ask(url, 'GET', '/clusters', WELL_KNOWN)).json()).toEqual({ clusters: [cluster] });
});

it('runs as a user without rights, and needs none: no capabilities, and nothing to write to but its data', async () => {
  const { id } = await start(...HARDENED);
  expect(done('inspect', '--format', '{{.Config.User}}', id)).toBe('8000:8000');
  const status = done('exec', id, 'cat', '/proc/1/status');
  expect(status).toMatch(/^Uid:\t8000\t8000\t8000\t8000$/m);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  expect(done('exec', id, 'readlink', '/proc/1/exe')).toMatch(
    /^\/opt\/hostreeve\/node_modules\/node-linux-\w+\/bin\/node$/,
  );
  const writable = done('exec', id, 'find', '/opt', '/var/lib', '-writable', '!', '-type', 'l').split('\n');
  expect(writable).toContain('/var/lib/hostreeve');
  expect(writable.filter((path) => !path.startsWith('/var/lib/hostreeve'))).toEqual([]);
});

it('takes other keys, does not show them, and does not take the well-known one', async () => {
  const { id, url } = await start('--env', 'HEKETI_ADMIN_KEY=one of ours', '--env', 'HEKETI_USER_KEY=another of ours');
  expect((await ask(url, 'GET', '/clusters', 'one of ours')).status).toBe(200);
  expect((await ask(url, 'GET', '/clusters', WELL_KNOWN)).status).toBe(401);
  const log = podman('logs', id).stderr;
  expect(log).toContain('hostreeve: simulated hosts; for real ones');
  expect(log).not.toContain('of ours');
});

it('refuses real hosts with the well-known key, in one line', () => {
  const end = podman('run', '--rm', '--env', 'HEKETI_EXECUTOR=ssh', IMAGE);
  expect(end).toEqual({
    code: 2,
    stdout: '',
    stderr:
      "error: the executor ssh reaches real hosts: not with the well-known key 'My Secret'; set HEKETI_ADMIN_KEY and HEKETI_USER_KEY\n",
  });
});

it('takes a heketi.json, keys and executor of real hosts included', async () => {
  const file = join(temporaryFolder(), 'heketi.json');
  const jwt = { admin: { key: 'a key in a file' }, user: { key: 'another key' } };
  writeFileSync(file, JSON.stringify({ port: '8080', jwt, glusterfs: { executor: 'ssh' } }));
  chmodSync(join(file, '..'), 0o755);
  const id = done(
    'run',
    '--detach',
    '--publish',
    '127.0.0.1::8080',
    '--volume',
    `${file}:/heketi.json:ro`,
    IMAGE,
    '--heketi-config',
    '/heketi.json',
  );
  onTestFinished(() => {
    podman('rm', '--force', '--volumes', '--time', '5', id);
  });
  const url = await readyUrl(id);
  expect((await ask(url, 'GET', '/clusters', 'a key in a file')).status).toBe(200);
});

it('runs the other commands', () => {
  expect(podman('run', '--rm', IMAGE, '--version')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
  expect(podman('run', '--rm', IMAGE, 'db', 'check').code).toBe(1);
});
