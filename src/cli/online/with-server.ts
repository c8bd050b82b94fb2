import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Client, createClient, NoAnswerError, ProblemError, StrangeAnswerError } from '../../../client/index.ts';
import { errors } from '../errors.ts';
import { findToken, type FoundToken } from './find-token.ts';
import { isOnLoopback, serverOf, type ServerOptions } from './server-options.ts';

/**
 * Runs with a client of the server that the options name.
 *
 * @throws CLI_SERVER_SILENT, CLI_ANSWER_LOST, CLI_ANSWER_STRANGE, CLI_REFUSED, CLI_TOKEN_UNREADABLE
 */
export async function withServer<Result>(
  options: ServerOptions,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { env } = process;
  const server = serverOf(options, env);
  trustAuthorities(options, env);
  const found = findToken({ options, env, server, readFile: (path) => readFileSync(path, 'utf8') });
  if (found !== undefined && server.startsWith('http:') && !isOnLoopback(server))
    process.stderr.write(`warning: the token goes to ${server} where everybody on the way can read it; use https\n`);
  const client = createClient({ server, fetch, sleep, ...(found === undefined ? {} : { token: found.token }) });
  try {
    return await use(client);
  } catch (error) {
    throw inOurWords(error, server, found);
  }
}

/** @throws CLI_INPUT_INVALID */
function trustAuthorities(
  { caFile }: ServerOptions,
  { HOSTREEVE_CA_FILE: fromEnvironment = '' }: NodeJS.ProcessEnv,
): void {
  const file = caFile ?? fromEnvironment;
  if (file === '') return;
  try {
    const text = readFileSync(file, 'utf8');
    // A text without any certificate would be taken in silence.
    requireCertificate(text);
    // `fetch` takes none of its own; this process asks no other server.
    setDefaultCACertificates([...getCACertificates('default'), text]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw errors.CLI_INPUT_INVALID(
      { problems: [{ message: `${file}: is no file of certificates: ${reason}` }] },
      { cause },
    );
  }
}

/** @throws where the text does not begin with one */
function requireCertificate(text: string): X509Certificate {
  return new X509Certificate(text);
}

/** What the client throws, as an error of the command line; anything else as it is. */
export function inOurWords(error: unknown, server: string, token?: FoundToken): unknown {
  if (error instanceof NoAnswerError) {
    const { reason, mayBeDone } = error;
    return mayBeDone
      ? errors.CLI_ANSWER_LOST({ server, reason }, { cause: error })
      : errors.CLI_SERVER_SILENT({ server, reason }, { cause: error });
  }
  if (error instanceof StrangeAnswerError)
    return errors.CLI_ANSWER_STRANGE({ server, status: error.status }, { cause: error });
  if (error instanceof ProblemError) {
    const { detail, code, retry } = error.problem;
    return errors.CLI_REFUSED({ detail, code, hint: hintFor(code, retry, token) }, { cause: error });
  }
  return error;
}

/** What the one who typed the command can do about it. */
function hintFor(code: string, retry: string, token: FoundToken | undefined): string {
  if (['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'PRINCIPAL_DISABLED'].includes(code))
    return token === undefined
      ? 'give a token by HOSTREEVE_TOKEN or --token-file'
      : `the token was that of ${token.origin}`;
  if (code === 'FORBIDDEN') return "'hostreeve whoami' shows what you may do";
  return retry === 'backoff' ? 'try again later' : '';
}
