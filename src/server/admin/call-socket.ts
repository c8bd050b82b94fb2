import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Config } from '../../kernel/config/index.ts';
import { CodedError, reasonOf, type Retry } from '../../kernel/errors.ts';
import { errors } from './errors.ts';
import { handshakeOf } from './handshake.ts';
import { adminSocketPath, withSocketPath } from './socket-path.ts';

/** Problem details, as far as an error is made of them again. */
interface Problem {
  readonly code: string;
  readonly status: number;
  readonly retry: Retry;
  readonly detail: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Calls a command of the server that has the data folder.
 *
 * @throws the error that the command threw there, ADMIN_SERVER_DIFFERS, ADMIN_ANSWER_LOST, ADMIN_SOCKET_UNUSABLE
 */
export async function callAdminSocket(
  config: Pick<Config, 'data' | 'store'>,
  command: string,
  input: unknown,
): Promise<unknown> {
  const path = adminSocketPath(config.data);
  const { status, body } = await withSocketPath(path, (short) => post(short, config, command, input)).catch(
    (cause: unknown) => {
      if (cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect')
        throw errors.ADMIN_SOCKET_UNUSABLE({ path, reason: reasonOf(cause) }, { cause });
      throw errors.ADMIN_ANSWER_LOST({ command }, { cause });
    },
  );
  if (status === 200) return JSON.parse(body);
  throw errorOf(JSON.parse(body) as Problem);
}

async function post(
  socketPath: string,
  config: Pick<Config, 'store'>,
  command: string,
  input: unknown,
): Promise<{ readonly status: number; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { ...handshakeOf(config), 'content-type': 'application/json', connection: 'close' };
  const outgoing = request({ socketPath, method: 'POST', path: `/${command}`, headers, agent: false }, resolve);
  outgoing.once('error', reject);
  outgoing.end(JSON.stringify(input));
  const incoming = await promise;
  return { status: incoming.statusCode ?? 0, body: await text(incoming) };
}

function errorOf({ code, status, retry, detail, fields }: Problem): CodedError {
  return new CodedError(code, { status, retry }, detail, fields);
}
