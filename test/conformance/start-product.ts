import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Product {
  readonly url: string;
  readonly process: ChildProcess;
  /** All lines of its log so far. */
  readonly log: readonly string[];
  /** As an operator does it; after `process.kill('SIGKILL')` it only waits. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts the server as an operator would, on a free port of loopback, and waits until it listens. */
export async function startProduct(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Product> {
  // The line that says where it listens is one of `info`, whatever a configuration file wants.
  const child = spawn('bin/hostreeve', ['serve', '--listen', '127.0.0.1:0', '--log-level', 'info', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const log: string[] = [];
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line);
    const url = /"urls":\["([^"]+)"\].*"listening"/.exec(line)?.[1];
    if (url !== undefined) resolve(url);
  });
  const ended = once(child, 'exit').then(([code]) => reject(new Error(`ended with ${code}:\n${log.join('\n')}`)));
  const tooLate = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new Error(`does not say where it listens:\n${log.join('\n')}`));
  }, START_TIMEOUT_MS);
  const url = await listening.finally(() => clearTimeout(tooLate));
  return {
    url,
    process: child,
    log,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
