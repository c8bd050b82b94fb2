import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';
import { startProduct } from './start-product.ts';

/** What a server is started with; both read the same heketi.json. */
export type Authentication = 'off' | { readonly adminKey: string; readonly userKey: string };

/** Starts a server for one test, and gives its URL. */
export type StartServer = (authentication: Authentication) => Promise<string>;

export const servers: Readonly<Record<string, StartServer>> = { Heketi: startHeketi, Hostreeve: startHostreeve };

/** `TEST_HEKETI_PEERS=Heketi` tries the expectations alone, on the server that they were taken from. */
export const chosenServers: readonly string[] = process.env['TEST_HEKETI_PEERS']?.split(',') ?? Object.keys(servers);

/** @throws where a name is none of a server */
export function starterOf(name: string): StartServer {
  const start = servers[name];
  if (start === undefined) throw new Error(`there is no server ${name}`);
  return start;
}

/** A program of `lab/heketi`. */
export function heketiProgram(name: 'HEKETI_SERVER' | 'HEKETI_CLI'): string {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set: eval "$(lab/heketi build)" first`);
  return path;
}

/** What of `glusterfs` in a heketi.json says how hosts are reached. */
export type Executor = { readonly executor: string } & Readonly<Record<string, unknown>>;

const MOCK: Executor = { executor: 'mock' };

export function writeConfiguration(
  folder: string,
  port: number,
  authentication: Authentication,
  { name = 'heketi.json', executor = MOCK }: { readonly name?: string; readonly executor?: Executor } = {},
): string {
  const file = join(folder, name);
  const jwt =
    authentication === 'off'
      ? {}
      : { jwt: { admin: { key: authentication.adminKey }, user: { key: authentication.userKey } } };
  const glusterfs = { ...executor, db: join(folder, 'heketi.db'), loglevel: 'warning' };
  writeFileSync(file, JSON.stringify({ port: String(port), ...jwt, glusterfs }), { mode: 0o600 });
  return file;
}

async function startHeketi(authentication: Authentication): Promise<string> {
  const server = await startHeketiIn(temporaryFolder(), authentication);
  onTestFinished(() => server.stop());
  return server.url;
}

export interface HeketiProcess {
  readonly url: string;
  /** What it was started with. */
  readonly config: string;
  /** All that it has said so far. */
  said(): string;
  stop(): Promise<void>;
}

/** Heketi with its database in a folder; who starts it stops it. */
export async function startHeketiIn(
  folder: string,
  authentication: Authentication,
  executor: Executor = MOCK,
): Promise<HeketiProcess> {
  const port = await findFreePort();
  const config = writeConfiguration(folder, port, authentication, { name: 'of-heketi.json', executor });
  const args = ['--config', config, ...(authentication === 'off' ? ['--disable-auth'] : [])];
  const child = spawn(heketiProgram('HEKETI_SERVER'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const log: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => log.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk));
  const said = (): string => Buffer.concat(log).toString();
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`Heketi ended:\n${said()}`);
      if (!(await fetch(`${url}/hello`)).ok) throw new Error('Heketi does not greet');
    },
    { timeout: 20_000, interval: 50 },
  );
  return {
    url,
    config,
    said,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function startHostreeve(authentication: Authentication): Promise<string> {
  const folder = temporaryFolder();
  const config = writeConfiguration(folder, 0, authentication);
  const args = ['--data', join(folder, 'data'), '--heketi-config', config];
  const product = await startProduct([...args, ...(authentication === 'off' ? ['--disable-auth'] : [])]);
  onTestFinished(async ({ task }) => {
    await product.stop();
    if (task.result?.state === 'fail') process.stderr.write(`${product.log.slice(-60).join('\n')}\n`);
  });
  return product.url;
}

/** Heketi takes no port 0 that it would tell us. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
