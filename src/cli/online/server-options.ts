import { type Command, InvalidArgumentError } from 'commander';
import { errors } from '../errors.ts';

/** What commander makes of the flags of `addServerOptions`. */
export interface ServerOptions {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly data?: string;
  readonly caFile?: string;
}

export const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/** Adds the flags that say which server is asked, and by which token. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', `whom to ask; HOSTREEVE_SERVER, or ${DEFAULT_SERVER}, without it`, parseServer)
    .option('--token-file <file>', 'file that holds the token; a token is never an argument')
    .option('--data <dir>', 'data folder whose admin-token is used')
    .option('--ca-file <file>', 'certificates that a server with https may have too, PEM; or HOSTREEVE_CA_FILE')
    .addHelpText(
      'after',
      `
The token is the first of these: the one in --token-file, that of HOSTREEVE_TOKEN, the one in the file admin-token of
--data, or, for a server on this machine, of ./data or /var/lib/hostreeve where you may read it.`,
    );
}

/** The server's URL, without a slash at its end. */
export function serverOf({ server }: ServerOptions, env: NodeJS.ProcessEnv): string {
  const { HOSTREEVE_SERVER: fromEnvironment = '' } = env;
  if (server !== undefined) return server;
  if (fromEnvironment === '') return DEFAULT_SERVER;
  const found = originOf(fromEnvironment);
  if (found === undefined) throw errors.CLI_INPUT_INVALID({ problems: [{ message: `HOSTREEVE_SERVER: ${FORM}` }] });
  return found;
}

/** Whether what goes there stays on this machine. */
export function isOnLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

const FORM = `give a URL without a path, such as ${DEFAULT_SERVER}`;

function parseServer(text: string): string {
  const found = originOf(text);
  if (found === undefined) throw new InvalidArgumentError(`${FORM.charAt(0).toUpperCase()}${FORM.slice(1)}.`);
  return found;
}

function originOf(text: string): string | undefined {
  const url = URL.parse(text);
  // A password in it would be seen in the list of processes, and is of no use here.
  const isPlain = url !== null && ['', '/'].includes(url.pathname) && `${url.search}${url.hash}${url.username}` === '';
  return isPlain && ['http:', 'https:'].includes(url.protocol) ? url.origin : undefined;
}
