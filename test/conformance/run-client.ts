import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Ended } from './heketi-cli.ts';

/** A path that `lab/heketi-clients` prints. */
export function clientsPath(name: 'HEKETI_CLIENTS' | 'HEKETI_PYTHON_CLIENT'): string {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set: eval "$(lab/heketi-clients build)" first`);
  return path;
}

/** Runs a client to its end. */
export async function runClient(program: string, args: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(program, args, { timeout: 120_000 });
  child.stdin.end(input);
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, string | null]>,
  ]);
  if (code === null) throw new Error(`${program} ${args.join(' ')} was ended by ${signal}`);
  return { code, stdout, stderr };
}
