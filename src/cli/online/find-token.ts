import { join } from 'node:path';
import { errors } from '../errors.ts';
import { isOnLoopback, type ServerOptions } from './server-options.ts';

const FILE = 'admin-token';
/** Those of `serve` with `--data ./data`, as in the first steps, and of the package. */
const USUAL_FOLDERS = ['data', '/var/lib/hostreeve'];

export interface FoundToken {
  readonly token: string;
  /** Where it is from, for a person whose token is refused. */
  readonly origin: string;
}

export interface TokenSources {
  readonly options: ServerOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly server: string;
  /** Throws for a file that cannot be read. */
  readonly readFile: (path: string) => string;
}

/**
 * The token of the first place that has one. What lies about in usual folders opens everything of a server there, so it
 * is shown to a server on this machine alone.
 *
 * @throws CLI_TOKEN_UNREADABLE for a file that was named
 */
export function findToken({ options, env, server, readFile }: TokenSources): FoundToken | undefined {
  const { HOSTREEVE_TOKEN: fromEnvironment = '' } = env;
  const { tokenFile, data } = options;
  if (tokenFile !== undefined) return mustRead(tokenFile);
  if (fromEnvironment !== '') return { token: fromEnvironment.trim(), origin: 'HOSTREEVE_TOKEN' };
  if (data !== undefined) return mustRead(join(data, FILE));
  if (!isOnLoopback(server)) return undefined;
  for (const folder of USUAL_FOLDERS) {
    const found = read(join(folder, FILE));
    if (typeof found === 'object') return found;
  }
  return undefined;

  function mustRead(file: string): FoundToken {
    const found = read(file);
    if (typeof found === 'string') throw errors.CLI_TOKEN_UNREADABLE({ file, reason: found });
    return found;
  }

  /** The token, or why there is none. */
  function read(file: string): FoundToken | string {
    let text: string;
    try {
      text = readFile(file).trim();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? 'there is no such file' : (code ?? 'it cannot be read');
    }
    // A header takes nothing else; and what it is must not be told.
    return /^[\x21-\x7e]{1,4096}$/.test(text) ? { token: text, origin: file } : 'it holds no token';
  }
}
