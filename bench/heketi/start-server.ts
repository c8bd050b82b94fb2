import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export type ServerName = 'Heketi' | 'Hostreeve';

export interface StartOptions {
  /** The program of `lab/heketi build`. */
  readonly heketi: string;
  /** Where the server keeps what it keeps: a second start goes on with it. */
  readonly folder: string;
  /** Where Hostreeve leaves profiles of its CPU time, one for each thread, when it ends. */
  readonly profileFolder?: string;
  /** Further variables of its environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface StartedServer {
  readonly port: number;
  /** From the start of the process to its first answer to `GET /hello`. */
  readonly readyMs: number;
  /** CPU time of all threads so far, in milliseconds. */
  cpuMs(): number;
  residentMib(): number;
  stop(): Promise<void>;
}

const SETTINGS = {
  executor: 'mock',
  max_inflight_operations: 64,
  max_volumes_per_cluster: 1_000_000,
  loglevel: 'warning',
};
/** USER_HZ, in which Linux counts: the same on all its platforms. */
const TICKS_A_SECOND = 100;

/** Starts one of the two with the same heketi.json, without tokens, and waits until it greets. */
export async function startServer(name: ServerName, options: StartOptions): Promise<StartedServer> {
  const { folder } = options;
  const port = await findFreePort();
  const config = join(folder, 'heketi.json');
  const glusterfs = { ...SETTINGS, db: join(folder, 'heketi.db') };
  writeFileSync(config, JSON.stringify({ port: String(port), glusterfs }), { mode: 0o600 });
  const [program, ...args] = commandOf(name, options, port, config);
  const startedAt = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HEKETI_MOCK_DEVICE_SIZE_GB: '1024', ...options.environment },
  });
  const log: string[] = [];
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (chunk: string) => {
    log.push(chunk);
    if (log.length > 100) log.shift();
  });
  const ended = once(child, 'exit');
  await untilItGreets(name, child, port, log);
  const readyMs = performance.now() - startedAt;
  return {
    port,
    readyMs,
    cpuMs: () => cpuMsOf(child),
    residentMib: () => residentMibOf(child),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function commandOf(
  name: ServerName,
  { heketi, folder, profileFolder }: StartOptions,
  port: number,
  config: string,
): readonly [string, ...string[]] {
  if (name === 'Heketi') return [heketi, '--config', config, '--disable-auth'];
  const start =
    profileFolder === undefined
      ? (['bin/hostreeve'] as const)
      : (['bin/node', '--cpu-prof', '--cpu-prof-dir', profileFolder, 'src/main.ts'] as const);
  const address = ['--listen', `127.0.0.1:${port}`, '--data', join(folder, 'data')];
  return [...start, 'serve', ...address, '--heketi-config', config, '--disable-auth'];
}

async function untilItGreets(name: string, child: ChildProcess, port: number, log: readonly string[]): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended:\n${log.join('')}`);
    try {
      const reply = await fetch(`http://127.0.0.1:${port}/hello`);
      await reply.text();
      if (reply.ok) return;
    } catch (error) {
      // It does not listen yet.
      if (!(error instanceof TypeError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND;
}

function residentMibOf({ pid }: ChildProcess): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

/** Heketi takes no port 0 that it would tell us. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
