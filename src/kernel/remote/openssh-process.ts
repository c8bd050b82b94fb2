import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Account } from './account.ts';
import type { HostAddress } from './host-address.ts';

export type OpenSshProcess = ChildProcessWithoutNullStreams;

const program = '/usr/bin/ssh';
const keptBytes = 4096;

export interface OpenSshCall {
  /** The environment of ssh. The locale is always C: what it says is read. */
  readonly environment: Readonly<Record<string, string>>;
  /** A file as ssh_config(5), or `none`. */
  readonly configFile: string;
  /** Go before what the file says. */
  readonly settings: Readonly<Record<string, string>>;
  readonly account: Account;
  readonly address: HostAddress;
  /** What runs on the host; nothing without it. */
  readonly line?: string;
}

/**
 * Starts the system's ssh.
 *
 * @throws {Error} when this machine cannot start one more process
 */
export function startOpenSsh(call: OpenSshCall): OpenSshProcess {
  const { environment, configFile, settings, account, address, line } = call;
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const target = ['-p', String(address.port), '-l', account.login, '--', address.address];
  const args = ['-F', configFile, '-T', ...options, ...(line === undefined ? ['-N', ...target] : [...target, line])];
  const child = spawn(program, args, { env: { ...environment, LC_ALL: 'C' } });
  // Without a free file descriptor there are no streams, and an `error` event is to come.
  if ((child.stdin as unknown) !== undefined) return child;
  child.on('error', () => undefined);
  throw new Error('this process has no free file descriptor');
}

/** The last 4 KiB of what a stream brings. */
export function lastOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-keptBytes);
  });
  return () => text;
}
