import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type CodedError, reasonOf } from '../errors.ts';
import { longestTimeoutMs } from '../timer.ts';
import { createBoundedText } from './bounded-text.ts';
import { errors } from './errors.ts';
import type { HostId } from './host-id.ts';
import type { RunOptions, RunResult, Transport } from './transport.ts';

export interface LocalTransportOptions {
  /** Who this machine is; commands for any other host are refused as unreachable. */
  readonly host: HostId;
  /** The commands' environment; the locale is always C. */
  readonly environment: Readonly<Record<string, string>>;
}

// Time for a command to end after TERM, before its process group is killed; and after that, before we go without it.
const killAfterMs = 2000;
// A daemon that was left behind may keep the pipes open for ever; what the command itself printed has come by then.
const drainMs = 200;
const unreadInput: readonly (string | undefined)[] = ['EPIPE', 'ECONNRESET'];

/**
 * Commands on the machine that the server runs on. Each gets a process group of its own, which is ended as a whole.
 * `close` leaves running commands to themselves, as a lost connection would.
 */
export function createLocalTransport({ host: ownHost, environment }: LocalTransportOptions): Transport {
  const running = new Set<(why: string) => void>();
  let isClosed = false;
  return {
    run: async (host, argv, options) => {
      const program = options.name ?? argv[0] ?? '';
      const unreachable = (reason: string, cause?: unknown): CodedError =>
        errors.HOST_UNREACHABLE({ host, reason }, { cause });
      if (host !== ownHost) throw unreachable('this transport reaches its own machine only');
      if (isClosed) throw unreachable('the transport is closed');
      if (options.signal?.aborted === true) throw errors.COMMAND_ABORTED({ host, program });
      const child = start(argv, environment);
      if (child instanceof Error) throw unreachable(reasonOf(child), child);

      const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
      const lose = (reason: string): void => reject(errors.HOST_LOST({ host, program, reason }));
      running.add(lose);
      for (const stream of [child.stdin, child.stdout, child.stderr]) {
        stream.on('error', (error: NodeJS.ErrnoException) => {
          // A command need not read all of its input; how it ends tells what it made of it.
          if (stream !== child.stdin || !unreadInput.includes(error.code)) lose(error.message);
        });
      }
      child.stdin.end(options.input);
      const unwatch = watchLimits(child, options, {
        timeout: () => reject(errors.COMMAND_TIMEOUT({ host, program, timeoutMs: options.timeoutMs })),
        abort: () => reject(errors.COMMAND_ABORTED({ host, program })),
      });
      answerWith(child, options, resolve, (error) => reject(unreachable(error.message, error)));
      try {
        return await promise;
      } finally {
        running.delete(lose);
        unwatch();
        child.unref();
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      }
    },
    close: () => {
      isClosed = true;
      for (const lose of running) lose('the transport was closed');
      return Promise.resolve();
    },
  };
}

function start(
  [file = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams | Error {
  try {
    const child = spawn(file, args, { detached: true, env: { ...environment, LC_ALL: 'C' } });
    // Without a free file descriptor there are no streams, and an `error` event is to come.
    if ((child.stdin as unknown) !== undefined) return child;
    child.on('error', () => undefined);
    return new Error('this process has no free file descriptor');
  } catch (error) {
    return error instanceof Error ? error : new Error(reasonOf(error));
  }
}

/** Ends the command when its time is over or its signal is aborted, and says so when it is gone. */
function watchLimits(
  child: ChildProcessWithoutNullStreams,
  { timeoutMs, signal }: RunOptions,
  report: { readonly timeout: () => void; readonly abort: () => void },
): () => void {
  let isEnding = false;
  const end = (reportEnd: () => void): void => {
    if (isEnding) return;
    isEnding = true;
    child.removeAllListeners('exit');
    child.once('exit', reportEnd);
    signalGroup(child, 'SIGTERM');
    // Not cleared when the command is gone: others of its group may have stayed. The group's id is not used again so soon.
    setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      // A process that waits for a broken disk cannot be killed.
      setTimeout(reportEnd, killAfterMs).unref();
    }, killAfterMs).unref();
  };
  const timer = setTimeout(() => end(report.timeout), Math.min(timeoutMs, longestTimeoutMs));
  const onAbort = (): void => end(report.abort);
  signal?.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
}

function signalGroup({ pid }: ChildProcessWithoutNullStreams, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    // The group has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

// Told apart as a shell does; anything else is a machine that cannot start processes.
const startFailures: Readonly<Record<string, number>> = { ENOENT: 127, EACCES: 126 };

function answerWith(
  child: ChildProcessWithoutNullStreams,
  { onOutput }: RunOptions,
  answer: (result: RunResult) => void,
  fail: (error: Error) => void,
): void {
  const stdout = createBoundedText((text) => onOutput?.('stdout', text));
  const stderr = createBoundedText((text) => onOutput?.('stderr', text));
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.once('error', (error: NodeJS.ErrnoException) => {
    const code = startFailures[error.code ?? ''];
    if (code === undefined) fail(error);
    else answer({ code, stdout: '', stderr: `${error.message}\n` });
  });
  child.once('exit', (code, signalName) => {
    const finish = (): void =>
      answer({
        code: code ?? 128 + (signalName === null ? 0 : constants.signals[signalName]),
        stdout: stdout.text(),
        stderr: stderr.text(),
        ...(stdout.isTruncated() || stderr.isTruncated() ? { truncated: true } : {}),
      });
    const drained = setTimeout(finish, drainMs);
    child.once('close', () => {
      clearTimeout(drained);
      finish();
    });
  });
}
