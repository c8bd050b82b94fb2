import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const STAND_IN = fileURLToPath(new URL('./curl-stand-in', import.meta.url));

export const hasCurl = spawnSync('curl', ['--version']).error === undefined;

/** An environment in which `curl` works: the machine's own, or where there is none, what stands in for it. */
export function environmentWithCurl(standsIn = !hasCurl): NodeJS.ProcessEnv {
  return standsIn ? { ...process.env, PATH: `${STAND_IN}${delimiter}${process.env['PATH'] ?? ''}` } : process.env;
}
