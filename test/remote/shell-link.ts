import { spawn } from 'node:child_process';
import { errors } from '../../src/kernel/remote/errors.ts';
import type { Connect, Ended, Link } from '../../src/kernel/remote/link.ts';

/** Links to this machine: each line goes to a bash of its own, as sshd would hand it to a login shell. */
export function connectToShell(environment: Readonly<Record<string, string>>): Connect {
  return ({ host, addresses }) =>
    addresses.length === 0
      ? Promise.reject(errors.HOST_UNREACHABLE({ host, reason: 'it has no address' }))
      : Promise.resolve(shellLink(environment));
}

function shellLink(environment: Readonly<Record<string, string>>): Link {
  const running = new Set<(reason: string) => void>();
  let isClosed = false;
  return {
    address: 'this machine',
    isClosed: () => isClosed,
    execute: (line, input, output) => {
      const { promise: ended, resolve } = Promise.withResolvers<Ended>();
      // bash takes the socket on its standard input for a remote shell, and would read this machine's start-up file.
      const child = spawn('/bin/bash', ['--norc', '-c', line], { detached: true, env: environment });
      const lose = (reason: string): void => resolve({ kind: 'lost', reason });
      running.add(lose);
      child.stdout.on('data', output.stdout);
      child.stderr.on('data', output.stderr);
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      child.once('error', (error) => resolve({ kind: 'refused', reason: error.message }));
      child.once('close', (code) =>
        resolve(code === null ? { kind: 'lost', reason: 'killed' } : { kind: 'exited', code }),
      );
      const drop = (): void => {
        running.delete(lose);
        child.unref();
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      };
      ended.then(drop, drop);
      return { ended, abandon: () => lose('nobody waits for it any more') };
    },
    close: (reason) => {
      isClosed = true;
      for (const lose of running) lose(reason);
    },
  };
}
