import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CodedError } from '../../src/kernel/errors.ts';
import {
  type Account,
  type HostId,
  hostId,
  type LinkedTransportOptions,
  type RunOptions,
  type RunResult,
  type Transport,
} from '../../src/kernel/remote/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import { createTimer } from '../../src/kernel/timer.ts';

/** The servers of `lab/sshd`, as accounts. */

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: eval "$(lab/sshd up)" first`);
  return value;
}

const home = variable('TEST_SSH_HOME');
export const labUser = variable('TEST_SSH_USER');
export const labPassword = variable('TEST_SSH_PASSWORD');
export const labPort = Number(variable('TEST_SSH_PORT'));
/** The server that allows two sessions for a connection. */
export const labBusyPort = Number(variable('TEST_SSH_BUSY_PORT'));
export const labHost = hostId('lab');

export function labFile(
  name: 'key' | 'other' | 'ca.pub' | 'other.pub' | 'host_ed25519.pub' | 'host_ecdsa.pub' | 'host_rsa.pub',
): string {
  return readFileSync(join(home, name), 'utf8');
}

/** The account of root by the lab's key, or what is given instead. */
export function labAccount(changes: Partial<Account> = {}): Account {
  return {
    host: labHost,
    addresses: [{ address: '127.0.0.1', port: labPort }],
    login: 'root',
    credentials: { privateKey: new Secret(labFile('key')) },
    hostKeys: [labFile('host_ed25519.pub')],
    onUnknownKey: 'refuse',
    ...changes,
  };
}

export const labTimer = createTimer({ now: Date.now });
export const newNonce = (): string => randomBytes(8).toString('hex');

/** The options of a transport that has this account, and no other. */
export function labOptions(account: Account): {
  readonly findAccount: (host: HostId) => Promise<Account | undefined>;
  readonly timer: typeof labTimer;
  readonly newNonce: () => string;
} {
  return {
    findAccount: (host) => Promise.resolve(host === account.host ? account : undefined),
    timer: labTimer,
    newNonce,
  };
}

export type CreateTransport = (options: LinkedTransportOptions) => Transport;
export type Run = (argv: readonly string[], options?: Partial<RunOptions>) => Promise<RunResult>;

/** Makes transports that are closed when the test has ended. */
export function runnerOf(
  create: CreateTransport,
): (account?: Account, options?: Partial<LinkedTransportOptions>) => Run {
  return (account = labAccount(), options = {}) => {
    const transport = create({ ...labOptions(account), ...options });
    onTestFinished(() => transport.close());
    return (argv, runOptions) => transport.run(labHost, argv, { timeoutMs: 20_000, ...runOptions });
  };
}

/** The socket of an ssh-agent that has the lab's key, until the test has ended. */
export async function anAgent(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hostreeve-agent-'));
  const socket = join(folder, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  onTestFinished(() => {
    agent.kill();
    rmSync(folder, { recursive: true });
  });
  while (!existsSync(socket)) await labTimer.sleep(10);
  execFileSync('ssh-add', ['-q', join(home, 'key')], { env: { SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
  return socket;
}

/** A port where nobody answers until it is opened; it leads to the server then. */
export async function aRelay(): Promise<{ readonly port: number; readonly open: () => Promise<void> }> {
  const relay = createServer((socket) => {
    socket.pipe(connect(labPort, '127.0.0.1')).pipe(socket);
    socket.on('error', () => socket.destroy());
  });
  const listen = (port: number): Promise<unknown> => once(relay.listen(port, '127.0.0.1'), 'listening');
  await listen(0);
  const bound = relay.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  await new Promise((resolve) => relay.close(resolve));
  onTestFinished(() => void relay.close());
  return {
    port,
    open: async () => {
      await listen(port);
    },
  };
}

/** The error that a promise is rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<CodedError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CodedError)) throw new TypeError(`this is no coded error: ${String(error)}`);
  return error;
}

/** For `sh`: prints the id of the connection's sshd, the parent of the login shell, which leads the session. */
export const sessionProcess = 'ps -o ppid= $(ps -o sid= $$)';

/** The processes of a session that have not ended. */
export async function livingOf(run: Run, session: string): Promise<readonly string[]> {
  const { stdout } = await run(['ps', '-o', 'args=', '-g', session]);
  return stdout.split('\n').filter((line) => line !== '' && !line.includes('<defunct>'));
}
