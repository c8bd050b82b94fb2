import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { heketiProgram } from './heketi-servers.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** heketi-cli as its author built it, with the server and the login in its environment. */
export type HeketiCli = (args: readonly string[]) => Promise<Ended>;

export function heketiCli(url: string, login: { readonly user: string; readonly key: string } | 'none'): HeketiCli {
  const env = {
    PATH: process.env['PATH'],
    HEKETI_CLI_SERVER: url,
    ...(login === 'none' ? {} : { HEKETI_CLI_USER: login.user, HEKETI_CLI_KEY: login.key }),
  };
  return async (args) => {
    const child = spawn(heketiProgram('HEKETI_CLI'), args, { env, timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null, string | null]>,
    ]);
    if (code === null) throw new Error(`heketi-cli ${args.join(' ')} was ended by ${signal}`);
    return { code, stdout, stderr };
  };
}
