import { access } from 'node:fs/promises';
import type { Timer } from '../timer.ts';
import type { Account } from './account.ts';
import { errors } from './errors.ts';
import { type HostAddress, shownAddress } from './host-address.ts';
import { readHostKey } from './host-key.ts';
import type { OpenSshFiles } from './openssh-files.ts';
import { lastOf, type OpenSshProcess, startOpenSsh } from './openssh-process.ts';

export interface OpenSshOptions {
  readonly timer: Timer;
  readonly timeoutMs: number;
  /** Absolute, of this server alone; at most 70 bytes long. */
  readonly folder: string;
  /** The environment of ssh. The locale is always C: what it says is read. */
  readonly environment: Readonly<Record<string, string>>;
  /** A file as ssh_config(5), for jump hosts, Kerberos and the like; what we say ourselves goes before it. */
  readonly configFile?: string;
}

/** A running ssh and what it said on standard error, the end of it. */
export interface OpenSshMaster {
  readonly child: OpenSshProcess;
  readonly said: () => string;
  readonly ended: Promise<void>;
}

const pollMs = 10;

/**
 * Starts the ssh that keeps the connection, and waits until it has logged in and listens for others.
 *
 * @throws {CodedError} HOST_KEY_CHANGED, HOST_KEY_REVOKED, HOST_CERTIFICATE_REFUSED
 * @throws {Error} with the sentence of ssh
 */
export async function startOpenSshMaster(
  account: Account,
  address: HostAddress,
  files: OpenSshFiles,
  options: OpenSshOptions,
  signal: AbortSignal,
): Promise<OpenSshMaster> {
  const { timer, timeoutMs, environment, configFile = 'none' } = options;
  const { agentSocket } = account.credentials;
  const settings = {
    BatchMode: 'yes',
    ControlMaster: 'yes',
    ControlPath: files.socket,
    ControlPersist: 'no',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: files.knownHosts,
    GlobalKnownHostsFile: '/dev/null',
    HostKeyAlias: files.alias,
    UpdateHostKeys: 'no',
    ConnectTimeout: String(Math.ceil(timeoutMs / 1000)),
    ConnectionAttempts: '1',
    ServerAliveInterval: '2',
    ServerAliveCountMax: '2',
    ClearAllForwardings: 'yes',
    PermitLocalCommand: 'no',
    // Below it, ssh does not say that the host fell silent.
    LogLevel: 'INFO',
    ...(files.identity === undefined ? {} : { IdentityFile: files.identity, IdentitiesOnly: 'yes' }),
    // With IdentitiesOnly ssh would offer no key of the agent.
    ...(agentSocket === undefined ? {} : { IdentityAgent: agentSocket, IdentitiesOnly: 'no' }),
    ...(agentSocket === undefined || files.identity !== undefined ? {} : { IdentityFile: 'none' }),
  };
  const child = startOpenSsh({ environment, configFile, settings, account, address });
  child.stdin.end();
  child.stdout.resume();
  const said = lastOf(child.stderr);
  const gone = new AbortController();
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  }).then(() => gone.abort());
  const stop = AbortSignal.any([signal, gone.signal]);
  const untilMs = timer.now() + 2 * timeoutMs;
  while (!stop.aborted && timer.now() < untilMs) {
    // ssh makes the socket under another name and moves it here when the login is done.
    if (await exists(files.socket)) {
      await files.removeIdentity();
      return { child, said, ended };
    }
    await timer.sleep(pollMs, stop);
  }
  child.kill('SIGKILL');
  if (signal.aborted) throw new Error('it was taken back');
  if (!gone.signal.aborted) throw new Error(`it did not log in within ${2 * timeoutMs} ms`);
  throw hostKeyError(account, address, said()) ?? new Error(said().trim() || 'ssh could not be run');
}

function hostKeyError(account: Account, address: HostAddress, said: string): Error | undefined {
  if (!said.includes('Host key verification failed')) return undefined;
  const { host, name = host, hostAuthorities = [] } = account;
  const fields = { host, name, address: shownAddress(address) };
  const [, keyType = 'key', fingerprint = 'of a kind that is not recorded'] =
    /fingerprint for the (\S+) key sent by the remote host is\s+(SHA256:\S+?)\.?\s/.exec(said) ?? [];
  if (said.includes('REVOKED HOST KEY')) return errors.HOST_KEY_REVOKED({ ...fields, keyType, fingerprint });
  if (hostAuthorities.length > 0) return errors.HOST_CERTIFICATE_REFUSED({ ...fields, said: lastLines(said) });
  const known = account.hostKeys.map((line) => readHostKey(line).fingerprint);
  return errors.HOST_KEY_CHANGED({ ...fields, keyType, fingerprint, known });
}

/** Without the frame of signs that ssh puts around its warnings. */
function lastLines(said: string): string {
  const lines = said.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('@'));
  return lines.slice(-3).join(' ');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
